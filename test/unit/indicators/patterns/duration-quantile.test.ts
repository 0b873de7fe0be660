import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { taskQueueWaitP50 } from '../../../../src/indicators/work/task-queue-wait-p50.ts'
import { taskQueueWaitP95 } from '../../../../src/indicators/work/task-queue-wait-p95.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { taskRunTimeP95 } from '../../../../src/indicators/work/task-run-time-p95.ts'
import { taskTotalTimeP50 } from '../../../../src/indicators/work/task-total-time-p50.ts'
import { MONDAY, task } from '../../../support/lifecycles.ts'
import { estimated, windowOf } from '../../../support/windows.ts'

/** Tasks queued one second apart that waited 1, 2, 3, ... s and ran 10, 20, 30, ... s. */
const TASKS = Array.from({ length: 20 }, (_, i) =>
  task(MONDAY + i * SECOND, (i + 1) * SECOND, 10 * (i + 1) * SECOND),
)

describe('durations of tasks', () => {
  test('are in seconds, with the interval of the order statistics', () => {
    assert.deepEqual(estimated(taskRunTimeP50, TASKS), { ok: true, value: 105, lower: 60, upper: 150, n: 20 })
    assert.equal(estimated(taskQueueWaitP50, TASKS).value, 10.5)
    assert.equal(estimated(taskTotalTimeP50, TASKS).value, 115.5)
  })

  test('have no upper limit for the 95th percentile of a small sample', () => {
    const estimate = estimated(taskRunTimeP95, TASKS)
    assert.ok(Math.abs(estimate.value - 190.5) < 1e-9)
    assert.equal(estimate.lower, 170)
    assert.equal(estimate.upper, Number.POSITIVE_INFINITY)
    assert.equal(estimated(taskQueueWaitP95, TASKS).lower, 17)
  })

  test('count a run time whatever the outcome', () => {
    const mixed = TASKS.map((one, i) => ({
      ...one,
      outcome: ['failed', 'phantom', 'completed'][i % 3] ?? '',
    }))
    assert.equal(estimated(taskRunTimeP50, mixed).value, 105)
  })

  test('belong to the window in which they became known', () => {
    const at = MONDAY + HOUR
    const started = TASKS.map(one => ({ ...one, openedAt: at - 30 * MINUTE, startedAt: at, endedAt: null }))
    assert.equal(estimated(taskQueueWaitP50, started, at, at + HOUR).n, 20)
    assert.equal(taskQueueWaitP50.estimate(windowOf(started)).n, 0)
    assert.equal(taskRunTimeP50.estimate(windowOf(started, { from: at })).n, 0)
  })

  test('hold a reconstructed wait back until the task has ended, when it becomes known', () => {
    const late = TASKS.map(one => ({ ...one, start: 'reconstructed' as const, endedAt: MONDAY + 2 * HOUR }))
    assert.equal(taskQueueWaitP50.estimate(windowOf(late)).n, 0)
    assert.equal(estimated(taskQueueWaitP50, late, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR).value, 10.5)
  })

  test('leave out a duration below zero and a start that is not known', () => {
    const [first] = TASKS
    assert.ok(first)
    const odd = [
      { ...first, startedAt: MONDAY + 60 * SECOND, endedAt: MONDAY + 30 * SECOND },
      { ...first, startedAt: null, start: null },
    ]
    assert.equal(taskRunTimeP50.estimate(windowOf([...TASKS, ...odd])).n, 20)
  })
})
