import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../../src/indicators/registry.ts'
import { acceptSeries, unacceptSeries } from '../../../../src/operations/accept.ts'
import { detectInTurn, type Known } from '../../../../src/pipeline/detect/detect.ts'
import type { Point, Series } from '../../../../src/series/series.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { detectHere } from '../../../support/detection/detect-here.ts'
import { judgeHere } from '../../../support/detection/judge-here.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const watchdog = watchdogOf()
const monitor = createMonitor({ describe: describeChange })
const START = Date.UTC(2026, 0, 1)

/** Hourly medians about 40 s; twice that within [from, to). */
function history(hours: number, from: number, to: number): Point[] {
  const random = randomStream(5, 'detect')
  return [...Array(hours).keys()].map(i => {
    const value = random.lognormal(i >= from && i < to ? 80 : 40, 0.2)
    return { at: START + i * HOUR, value, lower: value, upper: value, n: 20 }
  })
}

function settingsOf(series: Series) {
  const indicator = indicatorNamed(series.indicator)
  return indicator === null ? null : { indicator, limit: null }
}

function pass(store: Store, quietSince: number | null = null) {
  return detectHere({ store, monitor, watchdog, settingsOf, quietSince: () => quietSince })
}

/** A row that is written by itself waits for the disk. */
function appendAll(store: Store, id: number, points: readonly Point[]): void {
  store.transaction(() => store.series.append(id, points))
}

function open(t: Parameters<typeof temporaryFolder>[0]): { store: Store; id: number } {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const labels = { task_type: 'build' }
  return {
    store,
    id: store.series.ensure('task_run_time_p50{task_type="build"}', 'task_run_time_p50', labels, HOUR).id,
  }
}

describe('detecting', () => {
  test('a change is raised once, stands, and is cleared when the series is back', async t => {
    const { store, id } = open(t)
    appendAll(store, id, history(800, 500, 600))
    assert.equal((await pass(store))[0]?.verdict.status, 'quiet')
    const [record, ...others] = store.changes.list(10)
    assert.equal(others.length, 0)
    assert.equal(record?.change.direction, 'up')
    assert.ok(record !== undefined && record.clearedAt !== null)
    assert.ok(record.raisedAt > START + 500 * HOUR && record.raisedAt < START + 530 * HOUR)
    assert.ok(record.clearedAt > START + 600 * HOUR)
  })

  test('one pass and a pass for every point give the same states and the same changes', async t => {
    const whole = open(t)
    const single = open(t)
    const points = history(560, 500, 10_000)
    appendAll(whole.store, whole.id, points)
    await pass(whole.store)
    appendAll(single.store, single.id, points.slice(0, 480))
    await pass(single.store)
    for (const point of points.slice(480)) {
      single.store.series.append(single.id, [point])
      await pass(single.store)
    }
    assert.deepEqual(single.store.changes.list(10), whole.store.changes.list(10))
    assert.deepEqual(single.store.series.monitor(single.id), whole.store.series.monitor(whole.id))
    assert.equal(whole.store.changes.allStanding().length, 1)
  })

  test('watch that grows to page stays the same change', async t => {
    const { store, id } = open(t)
    const points = history(640, 500, 10_000)
    const severities = new Set<string>()
    const ids = new Set<string>()
    appendAll(store, id, points.slice(0, 500))
    await pass(store)
    for (const point of points.slice(500, 560)) {
      store.series.append(id, [point])
      await pass(store)
      for (const record of store.changes.allStanding()) {
        severities.add(record.alarm.severity)
        ids.add(record.id)
      }
    }
    assert.ok(severities.has('page'))
    assert.equal(ids.size, 1)
  })

  test('silence is held against a series only while history is not being read', async t => {
    const { store, id } = open(t)
    const points = history(500, 10_000, 10_000)
    appendAll(store, id, points)
    assert.equal((await pass(store))[0]?.verdict.status, 'quiet')
    const later = START + 800 * HOUR
    assert.equal((await pass(store, null))[0]?.verdict.status, 'quiet')
    const verdict = (await pass(store, later))[0]?.verdict
    assert.ok(verdict?.status === 'alarm' && verdict.alarm.kind === 'missing', JSON.stringify(verdict))
  })

  test('a round without a new point reads no history and writes nothing', async t => {
    const { store, id } = open(t)
    appendAll(store, id, history(640, 500, 10_000))
    const verdict = (await pass(store))[0]?.verdict
    assert.equal(verdict?.status, 'alarm')
    const refuse = () => assert.fail('nothing has come')
    const idle: Store = {
      ...store,
      changes: { ...store.changes, save: refuse },
      series: {
        ...store.series,
        points: (seriesId, from) => (from === 0 ? refuse() : store.series.points(seriesId, from)),
        saveMonitor: refuse,
        setMark: refuse,
      },
    }
    assert.deepEqual((await pass(idle))[0]?.verdict, { ...verdict, raised: false })
  })
})

describe('detecting in turn', () => {
  const judging = judgeHere(monitor, watchdog)
  const turn = (
    store: Store,
    known: Known,
    more: Partial<Parameters<typeof detectInTurn>[0]> = {},
    own = judging,
  ) => detectInTurn({ store, settingsOf, quietSince: () => null, known, ...more }, own, async () => {})

  test('finds what one pass finds', async t => {
    const [one, other] = [open(t), open(t)]
    for (const { store, id } of [one, other]) appendAll(store, id, history(800, 500, 600))
    const [mine] = await turn(one.store, new Map())
    assert.deepEqual(mine, (await pass(other.store))[0])
    assert.deepEqual(one.store.changes.list(10), other.store.changes.list(10))
    assert.deepEqual(one.store.series.monitor(one.id), other.store.series.monitor(other.id))
  })

  test('asks of a series of which nothing has come only once its clock has moved on, and says what it knows', async t => {
    const { store, id } = open(t)
    appendAll(store, id, history(640, 500, 10_000))
    let asked = 0
    const counting = {
      ...judging,
      judge: (given: Parameters<typeof judging.judge>[0]) => {
        asked += 1
        return judging.judge(given)
      },
    }
    const known: Known = new Map()
    const quietSince = START + 640 * HOUR
    const [first] = await turn(store, known, { quietSince: () => quietSince }, counting)
    assert.ok(first?.verdict.status === 'alarm')
    asked = 0
    const [again] = await turn(store, known, { quietSince: () => quietSince + 0.2 * HOUR }, counting)
    assert.deepEqual([again?.verdict, asked], [{ ...first.verdict, raised: false }, 0])
    await turn(store, known, { quietSince: () => quietSince + 0.3 * HOUR }, counting)
    assert.ok(asked > 0)
  })

  test('keeps nothing of a series whose level was accepted while it was judged', async t => {
    const { store, id } = open(t)
    const points = history(700, 500, 10_000)
    appendAll(store, id, points.slice(0, 600))
    await pass(store)
    appendAll(store, id, points.slice(600))
    const clock = manualClock(START + 600 * HOUR)
    const accepting = {
      ...judging,
      judge: (given: Parameters<typeof judging.judge>[0]) => {
        const deps = { store, monitor, live: { verdicts: new Map() }, clock, log: silentLogger }
        if (store.changes.standing(id) !== null) acceptSeries(deps, id, { by: 'Mia' })
        return judging.judge(given)
      },
    }
    const known: Known = new Map()
    await turn(store, known, {}, accepting)
    assert.equal(store.changes.standing(id), null)
    assert.equal((await turn(store, known))[0]?.verdict.status, 'quiet')
  })

  test('throws what the judging of one series throws', async t => {
    const { store, id } = open(t)
    appendAll(store, id, history(10, 5, 6))
    const failing = { ...judging, judge: () => Promise.reject(new Error('out of order')) }
    await assert.rejects(turn(store, new Map(), {}, failing), /out of order/)
  })
})

describe('a state that another version has kept', () => {
  /** What an older version has left: it says nothing but its version. */
  function forget(store: Store, id: number): void {
    store.series.saveMonitor(id, { version: 1 })
  }

  test('is gathered anew from the points, and what stands goes on standing', async t => {
    const { store, id } = open(t)
    appendAll(store, id, history(640, 500, 10_000))
    await pass(store)
    const before = { state: store.series.monitor(id), changes: store.changes.list(10) }
    assert.equal(before.changes.length, 1)
    forget(store, id)
    assert.equal((await pass(store))[0]?.verdict.status, 'alarm')
    assert.deepEqual({ state: store.series.monitor(id), changes: store.changes.list(10) }, before)
  })

  test('does not raise again what is over', async t => {
    const { store, id } = open(t)
    appendAll(store, id, history(800, 500, 600))
    await pass(store)
    const before = store.changes.list(10)
    forget(store, id)
    await pass(store)
    assert.deepEqual(store.changes.list(10), before)
  })

  test('keeps the levels that were accepted, and only those that hold', async t => {
    const { store, id } = open(t)
    const points = history(700, 500, 10_000)
    appendAll(store, id, points.slice(0, 600))
    await pass(store)
    const series = store.series.all()[0]
    assert.ok(series !== undefined)
    const clock = manualClock(START + 600 * HOUR)
    const deps = { store, monitor, live: { verdicts: new Map() }, clock, log: silentLogger }
    assert.ok(acceptSeries(deps, series.id, { by: 'Mia' }).done)
    appendAll(store, id, points.slice(600))
    assert.equal((await pass(store))[0]?.verdict.status, 'quiet')
    const accepted = store.series.monitor(id)
    forget(store, id)
    assert.equal((await pass(store))[0]?.verdict.status, 'quiet')
    assert.deepEqual(store.series.monitor(id), accepted)

    assert.ok(unacceptSeries(deps, series.id, { by: 'Mia' }).done)
    forget(store, id)
    assert.equal((await pass(store))[0]?.verdict.status, 'alarm')
  })
})
