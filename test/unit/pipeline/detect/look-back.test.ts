import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { lookBackOnSeries } from '../../../../src/pipeline/detect/look-back.ts'
import { makePlan } from '../../../../src/pipeline/plan.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { hourly, normal, random } from '../../../support/detection/detection.ts'
import { judgeHere } from '../../../support/detection/judge-here.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const judging = judgeHere(createMonitor({ describe: describeChange }), watchdogOf())
const NOW = 1000 * DAY
const { settingsOf } = makePlan({ indicators: {} }, [])

/** A store of series with a step each, and a stopwatch on which every reading takes a tenth of a second. */
function storeOf(t: Parameters<typeof temporaryFolder>[0], count: number) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const ids = Array.from({ length: count }, (_, k) => {
    const { id } = store.series.ensure(
      `task_run_time_p50{k="${k}"}`,
      'task_run_time_p50',
      { k: String(k) },
      HOUR,
    )
    const noise = normal(random(k))
    const points = hourly(120, hour => 100 + noise() + (hour >= 60 ? 9 : 0))
    store.transaction(() => store.series.append(id, points))
    return id
  })
  let seconds = 0
  const stopwatch = (): number => {
    seconds += 0.1
    return seconds
  }
  const round = (now: number, isCaughtUp = () => true): Promise<number> =>
    lookBackOnSeries({ store, judging, settingsOf, isCaughtUp, stopwatch }, now)
  return { store, ids, round }
}

describe('looking back on every series', () => {
  test('is spread over rounds, never takes longer than its share of one, and leaves nobody out', async t => {
    const { store, ids, round } = storeOf(t, 8)
    const rounds: number[] = []
    while (rounds.at(-1) !== 0) rounds.push(await round(NOW + rounds.length * 60_000))
    assert.ok(rounds.length > 3 && rounds.every(done => done <= 3), `${rounds}`)
    assert.ok(ids.every(id => store.regimes.of(id)?.found?.changes.length === 1))
    assert.ok(ids.every(id => store.changes.standing(id) === null))
  })

  test('is done once a day, and not of a series that has no new point', async t => {
    const { store, ids, round } = storeOf(t, 1)
    const [id = 0] = ids
    assert.equal(await round(NOW), 1)
    assert.equal(await round(NOW + DAY - 1), 0)
    store.regimes.save({ seriesId: id, lookedAt: NOW, lastPoint: 119 * HOUR, found: null })
    assert.equal(await round(NOW + DAY), 1)
    assert.deepEqual(store.regimes.of(id), {
      seriesId: id,
      lookedAt: NOW + DAY,
      lastPoint: 119 * HOUR,
      found: null,
    })
    store.series.append(id, [{ at: 120 * HOUR, value: 109, lower: null, upper: null, n: 1 }])
    await round(NOW + 2 * DAY)
    assert.equal(store.regimes.of(id)?.found?.points, 121)
  })

  test('waits for the history of a series to be read', async t => {
    const { round } = storeOf(t, 1)
    assert.equal(await round(NOW, () => false), 0)
    assert.equal(await round(NOW), 1)
  })

  test('does not wait for a clock that was set back, and leaves out what is no longer computed', async t => {
    const { store, round } = storeOf(t, 1)
    store.series.ensure('gone{}', 'gone', {}, HOUR)
    assert.equal(await round(NOW), 1)
    assert.equal(await round(NOW - 300 * DAY), 1)
    assert.equal(await round(NOW - 300 * DAY), 0)
  })
})
