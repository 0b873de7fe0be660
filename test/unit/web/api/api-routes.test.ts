import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { type Answered, ask, withWeb } from '../../../support/web/web-http.ts'

const { views, details } = await fixture()

const get = (path: string): Promise<Answered> => withWeb(depsOf(views), url => ask(url + path))

async function json(path: string): Promise<Record<string, unknown>> {
  const { status, headers, body } = await get(`api/v1/${path}`)
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^application\/json/)
  const parsed: unknown = JSON.parse(body)
  assert.ok(typeof parsed === 'object' && parsed !== null)
  return { ...parsed }
}

describe('the API', () => {
  test('lists what stands and what was cleared', async () => {
    const { now, standing, cleared } = await json('changes')
    assert.equal(now, '2026-11-23T06:40:00.000Z')
    assert.ok(Array.isArray(standing) && Array.isArray(cleared))
    assert.equal(standing.length, 7)
    const step: unknown = standing[1]
    assert.partialDeepStrictEqual(step, {
      series: { key: 'task_run_time_p50{task_type="review"}', unit: 'seconds', bucket_seconds: 3600 },
      kind: 'level',
      direction: 'up',
      detector: 'level',
      assessment: 'worse',
      onset: { value: '2026-11-16T09:00:00.000Z', lower: '2026-11-16T04:00:00.000Z' },
      from: 96,
      to: 129.6,
      causes: [
        {
          kind: 'release',
          at: '2026-11-16T08:40:00.000Z',
          version: '2.9.0',
          component: 'worker',
          note: 'new queue',
        },
      ],
      further_causes: 0,
      cleared_at: null,
      alert: { rule: 'drift', state: 'firing' },
    })
  })

  test('says how each source fares, with what is wrong and what to do', async () => {
    const { sources } = await json('sources')
    assert.ok(Array.isArray(sources))
    assert.partialDeepStrictEqual(sources[0], {
      name: 'platform_db',
      up: true,
      error: null,
      complete_up_to: '2026-11-23T06:39:20.000Z',
      last_read_at: '2026-11-23T06:39:48.000Z',
      backfill_ratio: 1,
      history_half_read: false,
    })
    const problems: unknown = sources[0].problems
    assert.ok(Array.isArray(problems))
    assert.deepEqual(problems[1], {
      where: 'execution_tasks',
      message: 'completed before it was created',
      remedy: null,
      refused: 3,
      blind: false,
    })
    assert.match(String(problems[0].remedy), /^Add the column/)
    assert.partialDeepStrictEqual(sources[2], { up: false, error: 'connect ECONNREFUSED 127.0.0.1:5433' })
  })

  test('lists series, a part of them on request', async () => {
    const { total, series } = await json('series?q=REVIEW&limit=2&offset=1')
    assert.equal(total, 4)
    assert.ok(Array.isArray(series))
    assert.equal(series.length, 2)
  })

  test('gives the points of a series from a moment on, null where there was no value', async () => {
    const { points } = await json('series/7/points?from=2026-11-22T08:00:00Z&limit=3')
    assert.ok(Array.isArray(points))
    assert.equal(points.length, 3)
    assert.deepEqual(points[2], {
      at: '2026-11-22T10:00:00.000Z',
      value: null,
      lower: null,
      upper: null,
      n: 37,
    })
    assert.equal((await get('api/v1/series/999/points')).status, 404)
    for (const from of ['2026-11-22T08:00', '22/11/2026', '2026-11-22T09:00:00+01:00']) {
      const answer = await get(`api/v1/series/7/points?from=${from}`)
      assert.equal(answer.status, 400)
      assert.match(answer.body, /"detail":"from is a moment with its zone/)
    }
    const moved = await json('series/7/points?from=2026-11-22T09:00:00%2B01:00&limit=3')
    assert.deepEqual(moved.points, points)
  })

  test('gives the regimes of a series as they were when it was last looked back upon', async () => {
    const changed = details.find(({ lookBack }) => lookBack?.found?.changes.length === 1)
    const { regimes } = await json(`series/${changed?.series.id}/regimes`)
    assert.partialDeepStrictEqual(regimes, {
      looked_at: '2026-11-23T01:40:00.000Z',
      season_seconds: 86_400,
      changes: [
        {
          kind: 'level',
          kind_probability: 0.62,
          alternative: 'slope',
          from: 400,
          to: 500,
          breach: null,
        },
      ],
    })
    assert.equal((await get('api/v1/series/999/regimes')).status, 404)
  })

  test('lists alerts', async () => {
    const { alerts } = await json('alerts?limit=1')
    assert.ok(Array.isArray(alerts))
    assert.equal(alerts.length, 1)
    assert.partialDeepStrictEqual(alerts[0], { state: 'firing', severity: 'page', resolved_at: null })
  })

  test('reads what it cannot understand as its default', async () => {
    const { series } = await json('series?limit=-1&offset=x&q[]=a')
    assert.ok(Array.isArray(series))
    assert.equal(series.length, details.length)
  })
})
