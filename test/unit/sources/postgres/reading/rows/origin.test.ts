import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Event } from '../../../../../../src/events/event.ts'
import { originOf } from '../../../../../../src/sources/postgres/reading/rows/origin.ts'
import { TASKS } from '../../../../../support/postgres/postgres-source.ts'

const envelope = { id: 'i', at: 1, source: 's', subject: 'x', attributes: {} }
const begun: readonly Event[] = [
  { ...envelope, type: 'task.queued', data: { taskType: 'build' } },
  { ...envelope, type: 'task.started', data: { taskType: 'build', model: 'm' } },
]

describe('what is remembered of an open row', () => {
  test('is what its latest event said, where its deletion would be its completion', () => {
    assert.deepEqual(originOf({ ...TASKS, deleted: 'completed' }, begun), { taskType: 'build', model: 'm' })
  })

  test('is nothing where its deletion says nothing of it, or it has said nothing itself', () => {
    assert.equal(originOf(TASKS, begun), null)
    assert.equal(originOf({ ...TASKS, deleted: 'completed' }, []), null)
  })
})
