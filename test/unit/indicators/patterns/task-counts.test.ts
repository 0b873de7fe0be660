import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  tasksArrived,
  tasksEnded,
  tasksFailed,
  tasksPhantom,
} from '../../../../src/indicators/patterns/task-counts.ts'
import { lifecycle, MONDAY, task } from '../../../support/facts/lifecycles.ts'

test('a task counts where it arrived, where it ended, and by how it ended', () => {
  const counts = [tasksArrived, tasksEnded, tasksFailed, tasksPhantom]
  const moments = (outcome: string) => counts.map(count => count.at(task(MONDAY, 1, 2, { outcome })))
  assert.deepEqual(moments('completed'), [MONDAY, MONDAY + 3, null, null])
  assert.deepEqual(moments('failed'), [MONDAY, MONDAY + 3, MONDAY + 3, null])
  assert.deepEqual(moments('phantom'), [MONDAY, MONDAY + 3, null, MONDAY + 3])
  assert.deepEqual(
    counts.map(count => count.at(lifecycle('task', { openedAt: MONDAY }))),
    [MONDAY, null, null, null],
  )
})
