import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, WEEK } from '../../../src/core/duration.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { defaultBucketPolicy } from '../../../src/series/bucket.ts'
import { createGrouping } from '../../../src/series/grouping.ts'
import { startTrials } from '../../../src/series/trial.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'
import { slicesOf } from '../../support/facts/windows.ts'

/** The width that a series gets, null while it has none. `first` is where the cells begin. */
function trialBucket(
  indicator: Indicator,
  lifecycles: readonly Lifecycle[],
  first: Millis,
  closedUpTo: Millis,
): Millis | null {
  const trials = startTrials({
    indicator,
    grouping: createGrouping(indicator.by, 'db', new Map()),
    isKnown: () => false,
    resumeFrom: first,
    closedUpTo,
    policy: defaultBucketPolicy,
  })
  for (const slice of slicesOf(indicator, lifecycles)) trials.add(slice)
  const { begun, resumeFrom } = trials.end()
  assert.equal(resumeFrom, begun.length === 0 ? first : closedUpTo)
  return begun[0]?.bucket ?? null
}

describe('trial of a new series', () => {
  test('ends after a day where much comes', () => {
    const tasks = hourly(30, 20)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + DAY), HOUR)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + DAY - 1), null)
  })

  test('goes on for longer where little comes', () => {
    // One an hour: 16 x 10 are there after seven days; 20 are expected in 24 hours.
    const tasks = hourly(40 * 24, 1)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 6 * DAY), null)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 7 * DAY), DAY)
  })

  test('ends at last with the widest, though too little comes', () => {
    const tasks = [task(MONDAY, 0, 1), task(MONDAY + 9 * DAY, 0, 1)]
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 27 * DAY), null)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 28 * DAY), WEEK)
  })

  test('looks at nothing that happened after it', () => {
    const tasks = hourly(24, 20)
    const more = [...tasks, ...hourly(100, 200).map(({ openedAt }) => task((openedAt ?? 0) + DAY, 0, 1))]
    const closed = MONDAY + 20 * DAY
    assert.equal(
      trialBucket(taskFailureRate, more, MONDAY, closed),
      trialBucket(taskFailureRate, tasks, MONDAY, closed),
    )
  })

  test('takes a day for a count, which needs no minimum', () => {
    const tasks = [task(MONDAY, 0, 1)]
    assert.equal(trialBucket(taskThroughput, tasks, MONDAY, MONDAY + DAY), HOUR)
  })
})

function hourly(hours: number, perHour: number): Lifecycle[] {
  return Array.from({ length: hours * perHour }, (_, i) => task(MONDAY + (i * HOUR) / perHour, 0, 1))
}
