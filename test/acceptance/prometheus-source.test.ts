// Queries of real servers that have kept months before slowburn came.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import type { Point, Series } from '../../src/series/series.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { needs, startKeepingPrometheus } from '../support/exposition/prometheus.ts'
import { startKeepingVictoriaMetrics } from '../support/exposition/victoria-metrics.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startCommand } from '../support/process/command.ts'
import { fill, SPAN } from '../support/scan/filled.ts'

const STEP = HOUR / 4
/** A VictoriaMetrics hides the last half of a minute. */
const END = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE

const DURATION =
  'sum by (job, instance) (rate(job_seconds_sum[1h])) / sum by (job, instance) (rate(job_seconds_count[1h]))'
const QUEUE = 'avg_over_time(queue{instance=~"w[78]"}[1h])'

function installed(t: TestContext, url: string, more = ''): { folder: string; file: string; data: string } {
  const folder = temporaryFolder(t)
  const [file, data] = [join(folder, 'slowburn.yml'), join(folder, 'data')]
  const text = `data: { folder: ${JSON.stringify(data)} }
listen: { port: 0 }
tick: 1s
sources:
  - name: metrics
    type: prometheus
    url: ${url}
    history: 60d
    series:
      - { name: duration, query: '${DURATION}', unit: seconds, family: positive, good: down, help: How long a job takes. }
      - { name: queue, query: '${QUEUE}', unit: count, family: positive, good: down, labels: [instance] }
${more}`
  writeFileSync(file, text)
  return { folder, file, data }
}

interface Kept {
  series: ReadonlyArray<Series & { points: Point[] }>
  changed: ReadonlyArray<{
    labels: Series['labels']
    kind: string
    direction: string
    onset: number
  }>
}

function keptIn(t: TestContext, data: string): Kept {
  const store = openSqliteStore(data)
  t.after(() => store.close())
  const series = store.series
    .all()
    .filter(({ indicator }) => indicator === 'sample_mean')
    .map(one => ({ ...one, points: store.series.points(one.id, 0) }))
  const changed = store.changes.allStanding().flatMap(({ seriesId, change }) => {
    const one = series.find(({ id }) => id === seriesId)
    const { kind, direction, onset } = change
    return one === undefined ? [] : [{ labels: one.labels, kind, direction, onset: onset.value }]
  })
  return { series, changed }
}

/** What the server itself says of each bucket: the mean of its steps, by the labels of the series. */
async function truthOf(
  url: string,
  query: string,
  from: number,
  to: number,
): Promise<Map<string, Map<number, number>>> {
  const truth = new Map<string, Map<number, number[]>>()
  for (let at = from; at < to; at += 10 * DAY) {
    const body = new URLSearchParams({
      query,
      // The first values that a VictoriaMetrics gives know nothing of what was before.
      start: String((at + STEP - HOUR) / 1000),
      end: String(Math.min(to, at + 10 * DAY) / 1000),
      step: '900',
      nocache: '1',
    })
    const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body })
    const { data } = (await answer.json()) as {
      data: { result: Array<{ metric: Record<string, string>; values: Array<[number, string]> }> }
    }
    for (const { metric, values } of data.result) {
      const key = metric.instance ?? ''
      const buckets = truth.get(key) ?? new Map<number, number[]>()
      truth.set(key, buckets)
      for (const [end, value] of values) {
        const bucket = Math.floor((end * 1000 - 1) / HOUR) * HOUR
        if (value !== 'NaN' && end * 1000 > at)
          buckets.set(bucket, [...(buckets.get(bucket) ?? []), Number(value)])
      }
    }
  }
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
  return new Map(
    [...truth].map(([key, buckets]) => [key, new Map([...buckets].map(([at, all]) => [at, mean(all)]))]),
  )
}

async function assertSame(
  url: string,
  { series }: Kept,
  name: string,
  query: string,
  of: number,
): Promise<void> {
  const own = series.filter(one => one.labels.name === name)
  assert.equal(own.length, of)
  const first = Math.min(...own.flatMap(({ points }) => points.map(({ at }) => at)))
  const last = Math.max(...own.flatMap(({ points }) => points.map(({ at }) => at)))
  const truth = await truthOf(url, query, first, last + HOUR)
  for (const { labels, points, bucket } of own) {
    assert.equal(bucket, HOUR)
    const instance = /instance="(\w+)"/.exec(labels.labels ?? '')?.[1] ?? ''
    const expected = truth.get(instance)
    for (const { at, value } of points) {
      const wanted = expected?.get(at) ?? null
      if (wanted === null)
        assert.equal(value, null, `${name} of ${instance} at ${new Date(at).toISOString()}`)
      else
        assert.ok(
          value !== null && Math.abs(value - wanted) <= 1e-12 * Math.abs(wanted),
          `${name} of ${instance} at ${new Date(at).toISOString()}: ${value}, not ${wanted}`,
        )
    }
    assert.ok(points.filter(({ value }) => value !== null).length > (SPAN - 2 * DAY) / HOUR)
  }
}

/** Checks, reads the whole history under kill -9, and finds what got worse, as the server has it. */
async function assertRead(t: TestContext, url: string): Promise<void> {
  const { file, data } = installed(t, url)
  const { stdout, stderr, code } = await runCommand(['check', '--config', file])
  assert.equal(code, 0, stderr)
  assert.match(
    stdout,
    /note: series\.duration: duration gives 12 series now: \{instance="w0", job="render"\} 3\.\d+/,
  )
  assert.match(stdout, /note: series\.queue: queue gives 2 series now: \{instance="w7"\}/)
  for (const after of [300, 700, 1500]) {
    const running = startCommand(['start', '--config', file])
    await running.says(/page=(\S+)/)
    await setTimeout(after)
    await running.end('SIGKILL')
  }
  const running = startCommand(['start', '--config', file])
  t.after(() => running.child.kill('SIGKILL'))
  const [, page = ''] = await running.says(/page=(\S+)/)
  await eventually(async () => {
    const answer = await fetch(`${page}api/v1/alerts`)
    const { firing } = (await answer.json()) as { firing: number }
    return firing >= 5
  })
  await running.end('SIGTERM')
  const kept = keptIn(t, data)
  await assertSame(url, kept, 'duration', DURATION, 12)
  await assertSame(url, kept, 'queue', QUEUE, 2)
  const told = kept.changed.map(({ labels, direction }) => `${labels.name} ${labels.labels} ${direction}`)
  assert.deepEqual(told.toSorted(), [
    ...['w0', 'w1', 'w2', 'w3'].map(one => `duration {instance="${one}", job="render"} up`),
    'queue {instance="w8"} up',
  ])
  for (const { labels, onset } of kept.changed)
    if (labels.name === 'duration')
      assert.ok(Math.abs(onset - (END - 20 * DAY)) < 6 * HOUR, new Date(onset).toISOString())
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let left = 240; left > 0; left--) {
    if (await holds()) return
    await setTimeout(500)
  }
  assert.fail('it does not come about within two minutes')
}

/** What `init` writes of it is checked and good, without an edit. */
async function assertProposed(t: TestContext, url: string): Promise<void> {
  const cwd = temporaryFolder(t)
  const proposed = await runCommand(['init', '--prometheus', url], { cwd })
  assert.equal(proposed.code, 0, proposed.stderr)
  assert.match(proposed.stderr, /queue: what waits, 2 series/)
  const { stdout, stderr, code } = await runCommand(['check'], { cwd, env: { PROMETHEUS_URL: url } })
  assert.equal(code, 0, stderr)
  assert.match(stdout, /note: series\.queue: queue gives /)
}

describe('a source of type prometheus', () => {
  test(
    'has the history of a real Prometheus as that has it, whenever it is killed',
    needs('prometheus'),
    async t => {
      const url = await startKeepingPrometheus(t)
      await fill(url, END)
      await assertProposed(t, url)
      await assertRead(t, url)
    },
  )

  test('has that of a real VictoriaMetrics too', needs('victoria-metrics'), async t => {
    const url = await startKeepingVictoriaMetrics(t)
    await fill(url, END)
    await fetch(`${url}/internal/force_flush`)
    await assertProposed(t, url)
    await assertRead(t, url)
  })
})
