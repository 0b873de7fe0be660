import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { taskQueueWaitP50 } from '../../../../src/indicators/work/task-queue-wait-p50.ts'
import { taskQueueWaitP95 } from '../../../../src/indicators/work/task-queue-wait-p95.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { taskRunTimeP95 } from '../../../../src/indicators/work/task-run-time-p95.ts'
import { taskTotalTimeP50 } from '../../../../src/indicators/work/task-total-time-p50.ts'
import { MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { estimated, estimateOver } from '../../../support/facts/windows.ts'
import { assertClose } from '../../../support/numbers.ts'

/** Tasks queued one second apart that waited 1, 2, 3, ... s and ran 10, 20, 30, ... s. */
const TASKS = Array.from({ length: 20 }, (_, i) =>
  task(MONDAY + i * SECOND, (i + 1) * SECOND, 10 * (i + 1) * SECOND),
)

describe('durations of tasks', () => {
  test('are in seconds, with the interval of the order statistics', () => {
    const { value, lower, upper, n } = estimated(taskRunTimeP50, TASKS)
    assert.equal(n, 20)
    assertClose(value, 105, 0.0025)
    assertClose(lower, 60, 0.0025)
    assertClose(upper, 150, 0.0025)
    assertClose(estimated(taskQueueWaitP50, TASKS).value, 10.5, 0.01)
    assertClose(estimated(taskTotalTimeP50, TASKS).value, 115.5, 0.01)
  })

  test('have no upper limit for the 95th percentile of a small sample', () => {
    const estimate = estimated(taskRunTimeP95, TASKS)
    assertClose(estimate.value, 190.5, 0.0025)
    assertClose(estimate.lower, 170, 0.0025)
    assert.equal(estimate.upper, Number.POSITIVE_INFINITY)
    assertClose(estimated(taskQueueWaitP95, TASKS).lower, 17, 0.01)
  })

  test('count a run time whatever the outcome', () => {
    const mixed = TASKS.map((one, i) => ({
      ...one,
      outcome: ['failed', 'phantom', 'completed'][i % 3] ?? '',
    }))
    assertClose(estimated(taskRunTimeP50, mixed).value, 105, 0.0025)
  })

  test('belong to the window in which they became known', () => {
    const at = MONDAY + HOUR
    const started = TASKS.map(one => ({ ...one, openedAt: at - 30 * MINUTE, startedAt: at, endedAt: null }))
    assert.equal(estimated(taskQueueWaitP50, started, at, at + HOUR).n, 20)
    assert.equal(estimateOver(taskQueueWaitP50, started).n, 0)
    assert.equal(estimateOver(taskRunTimeP50, started, at, at + HOUR).n, 0)
  })

  test('hold a reconstructed wait back until the task has ended, when it becomes known', () => {
    const late = TASKS.map(one => ({ ...one, start: 'reconstructed' as const, endedAt: MONDAY + 2 * HOUR }))
    assert.equal(estimateOver(taskQueueWaitP50, late).n, 0)
    assertClose(estimated(taskQueueWaitP50, late, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR).value, 10.5, 0.01)
  })

  test('leave out a duration below zero and a start that is not known', () => {
    const [first] = TASKS
    assert.ok(first)
    const odd = [
      { ...first, startedAt: MONDAY + 60 * SECOND, endedAt: MONDAY + 30 * SECOND },
      { ...first, startedAt: null, start: null },
    ]
    assert.equal(estimateOver(taskRunTimeP50, [...TASKS, ...odd]).n, 20)
  })
})
