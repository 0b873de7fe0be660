import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../../src/indicators/work/task-run-time-p50.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { defaultBucketPolicy } from '../../../src/series/bucket.ts'
import { estimateSeries, type Pass, planPass } from '../../../src/series/estimate.ts'
import {
  claimHistory,
  MONDAY,
  observationHistory,
  roiHistory,
  task,
  taskHistory,
} from '../../support/lifecycles.ts'
import { runLive } from '../../support/live.ts'

const SPAN = 35 * DAY
const HISTORY = {
  task: taskHistory(21, 6000, SPAN),
  roi: roiHistory(22, 900, SPAN),
  claim: claimHistory(23, 9000, SPAN),
  observation: observationHistory(24, 2000, SPAN),
}

function firstPass(indicator: Indicator, facts: Partial<Pass> = {}): Pass {
  return {
    indicator,
    by: indicator.by,
    known: [],
    closedUpTo: MONDAY + SPAN,
    since: MONDAY,
    resumeFrom: MONDAY,
    policy: defaultBucketPolicy,
    ...facts,
  }
}

describe('replay equals live', () => {
  for (const indicator of indicators) {
    test(`${indicator.name}: one pass over all history gives the bytes of many small live ones`, () => {
      const history = HISTORY[indicator.kind]
      const run = { indicator, by: indicator.by, since: MONDAY, policy: defaultBucketPolicy, history }
      const replay = runLive(run, [MONDAY + SPAN])
      assert.ok(replay.length > 0, 'something to compare')
      assert.ok(replay.some(({ points }) => points.some(({ value }) => value !== null)))
      const ticks = fc
        .array(fc.integer({ min: 1, max: SPAN / MINUTE }), { minLength: 20, maxLength: 60 })
        .map(minutes => [...minutes.map(minute => MONDAY + minute * MINUTE), MONDAY + SPAN])
      fc.assert(
        fc.property(ticks, moments => {
          const live = runLive(
            run,
            moments.sort((a, b) => a - b),
          )
          assert.equal(JSON.stringify(live), JSON.stringify(replay))
        }),
        { numRuns: 4, seed: 6 },
      )
    })

    test(`${indicator.name}: the order of the lifecycles, and more of them than needed, change nothing`, () => {
      const history = HISTORY[indicator.kind]
      const closedUpTo = MONDAY + SPAN - 4 * DAY
      const whole = estimateSeries(firstPass(indicator, { closedUpTo }), history)
      const needed = history.filter(({ openedAt }) => (openedAt ?? 0) < closedUpTo)
      const turned = estimateSeries(firstPass(indicator, { closedUpTo }), needed.reverse())
      assert.equal(JSON.stringify(turned), JSON.stringify(whole))
    })
  }
})

describe('partition by label merges to the whole', () => {
  test('the counts of all task types add up to the count of all tasks, bucket by bucket', () => {
    const whole = estimateSeries(firstPass(taskThroughput, { by: [] }), HISTORY.task).series[0]
    const parts = estimateSeries(firstPass(taskThroughput), HISTORY.task).series
    assert.ok(whole !== undefined && parts.length === 5)
    for (const { at, value, n } of whole.points) {
      const there = parts.flatMap(({ points }) => points.filter(point => point.at === at))
      assert.equal(sum(there.map(point => point.value ?? 0)), value)
      assert.equal(sum(there.map(point => point.n)), n)
    }
  })

  test('each type is estimated as if there were no other', () => {
    const parts = estimateSeries(firstPass(taskRunTimeP50), HISTORY.task).series
    for (const part of parts) {
      const own = HISTORY.task.filter(({ labels }) => labels.task_type === part.labels.task_type)
      assert.deepEqual(estimateSeries(firstPass(taskRunTimeP50), own).series, [part])
    }
  })
})

describe('points of a series', () => {
  test('come for every closed bucket once it has begun: zero for a count, no value for a rate', () => {
    const tasks = [...busy(MONDAY, 24), ...busy(MONDAY + 30 * HOUR, 2)]
    const closedUpTo = MONDAY + 40 * HOUR
    const [counts] = estimateSeries(firstPass(taskThroughput, { closedUpTo }), tasks).series
    assert.equal(counts?.points.length, 40)
    const empty = counts?.points.find(({ at }) => at === MONDAY + 26 * HOUR)
    assert.equal(empty?.value, 0)
    assert.equal(empty?.n, 0)
    const [rates] = estimateSeries(firstPass(taskFailureRate, { closedUpTo }), tasks).series
    assert.deepEqual(
      rates?.points.find(({ at }) => at === MONDAY + 26 * HOUR),
      { at: MONDAY + 26 * HOUR, value: null, lower: null, upper: null, n: 0 },
    )
  })

  test('leave out a bucket that was closed only in part when history began', () => {
    const since = MONDAY + 20 * MINUTE
    const tasks = busy(since, 30)
    const [counts] = estimateSeries(
      firstPass(taskThroughput, { since, resumeFrom: since, closedUpTo: MONDAY + 30 * HOUR }),
      tasks,
    ).series
    assert.equal(counts?.points[0]?.at, MONDAY + HOUR)
    assert.equal(counts?.points[0]?.value, 30)
  })

  test('wait until the bucket has ripened', () => {
    const slow: Indicator = { ...taskThroughput, maturity: 6 * HOUR }
    const closedUpTo = MONDAY + 40 * HOUR
    const [counts] = estimateSeries(firstPass(slow, { closedUpTo }), busy(MONDAY, 40)).series
    assert.equal(counts?.points.at(-1)?.at, MONDAY + 33 * HOUR)
  })

  test('carry no limit where the sample is too small for one', () => {
    const tasks = busy(MONDAY, 48)
    const open: Indicator = {
      ...taskThroughput,
      estimate: () => ({
        ok: true,
        value: 1,
        lower: Number.NEGATIVE_INFINITY,
        upper: Number.POSITIVE_INFINITY,
        n: 9,
      }),
    }
    const [series] = estimateSeries(firstPass(open, { closedUpTo: MONDAY + 48 * HOUR }), tasks).series
    assert.deepEqual(series?.points[0], { at: MONDAY, value: 1, lower: null, upper: null, n: 9 })
  })

  test('are keyed by unknown where a label is missing', () => {
    const tasks = busy(MONDAY, 30).map(one => ({ ...one, labels: {} }))
    const [series] = estimateSeries(
      firstPass(taskThroughput, { closedUpTo: MONDAY + 30 * HOUR }),
      tasks,
    ).series
    assert.deepEqual(series?.labels, { task_type: 'unknown' })
  })
})

describe('series of a source', () => {
  test('are split by its name where it is asked for as a label', () => {
    const tasks = busy(MONDAY, 30).map((one, i) => ({ ...one, source: i % 3 === 0 ? 'east' : 'west' }))
    const { series } = estimateSeries(
      firstPass(taskThroughput, { by: ['source'], closedUpTo: MONDAY + 30 * HOUR }),
      tasks,
    )
    assert.deepEqual(
      series.map(({ labels, points }) => [labels, points[3]?.value]),
      [
        [{ source: 'east' }, 10],
        [{ source: 'west' }, 20],
      ],
    )
  })
})

describe('planning a pass', () => {
  const known = [{ labels: { task_type: 'build' }, bucket: 6 * HOUR, lastAt: MONDAY }]

  test('asks for nothing where nothing can have become due', () => {
    const closedUpTo = MONDAY + 10 * HOUR
    assert.equal(planPass(firstPass(taskThroughput, { known, closedUpTo, resumeFrom: closedUpTo })), null)
  })

  test('asks from the first bucket without a point, once it has closed', () => {
    const closedUpTo = MONDAY + 13 * HOUR
    assert.deepEqual(planPass(firstPass(taskThroughput, { known, closedUpTo, resumeFrom: closedUpTo })), {
      from: MONDAY + 6 * HOUR,
      to: closedUpTo,
    })
  })

  test('goes back to the first sight of a series whose width is not decided', () => {
    const tasks = [task(MONDAY + HOUR, 0, 1)]
    const closedUpTo = MONDAY + 3 * DAY
    const { series, resumeFrom } = estimateSeries(firstPass(taskFailureRate, { closedUpTo }), tasks)
    assert.deepEqual(series, [])
    assert.equal(resumeFrom, MONDAY + HOUR + 1)
    assert.deepEqual(planPass(firstPass(taskFailureRate, { closedUpTo, resumeFrom })), {
      from: resumeFrom,
      to: closedUpTo,
    })
  })

  test('never goes back in time with a clock that does', () => {
    const pass = firstPass(taskThroughput, { closedUpTo: MONDAY, resumeFrom: MONDAY + DAY })
    assert.equal(planPass(pass), null)
    assert.equal(estimateSeries(pass, []).resumeFrom, MONDAY + DAY)
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Thirty tasks an hour. */
function busy(from: Millis, hours: number): Lifecycle[] {
  return Array.from({ length: hours * 30 }, (_, i) => task(from + i * 2 * MINUTE, 0, MINUTE))
}
