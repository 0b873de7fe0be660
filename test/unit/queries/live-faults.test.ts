import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLive } from '../../../src/pipeline/status.ts'
import { faultsOf } from '../../../src/queries/live-faults.ts'

test('what fails is shown by its name, each kind by itself', () => {
  const live = createLive()
  assert.deepEqual(faultsOf(live), { indicatorFaults: [], metricFaults: [], calendarFaults: [] })
  live.calendarFaults.set('duty', 'answered 503')
  live.indicatorFaults.set('task_backlog', 'no number')
  assert.deepEqual(faultsOf(live), {
    indicatorFaults: [{ name: 'task_backlog', message: 'no number' }],
    metricFaults: [],
    calendarFaults: [{ name: 'duty', message: 'answered 503' }],
  })
})
