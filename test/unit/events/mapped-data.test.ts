import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultsOfMapping } from '../../../src/events/mapped-data.ts'

const read = { fixed: false } as const

describe('a mapping onto the data of an event', () => {
  test('that gives what the type needs has no fault', () => {
    assert.deepEqual(faultsOfMapping('task.queued', { taskType: read, model: read }), [])
    assert.deepEqual(faultsOfMapping('task.removed', {}), [])
    assert.deepEqual(
      faultsOfMapping('task.failed', { taskType: read, phantom: { fixed: true, value: false } }),
      [],
    )
  })

  test('names the field that is meant, once', () => {
    assert.deepEqual(faultsOfMapping('task.queued', { taskTyp: read }), [
      { field: 'taskTyp', message: 'is no field of task.queued: taskType is meant' },
    ])
  })

  test('names all fields where none is meant, and those that are missing', () => {
    assert.deepEqual(faultsOfMapping('task.queued', { duration: read }), [
      {
        field: 'duration',
        message: 'is no field of task.queued: it has table, taskType, model, variant, error',
      },
      { field: null, message: 'lacks taskType, without which no task.queued is taken: add it' },
    ])
    assert.deepEqual(faultsOfMapping('task.removed', { why: read }), [
      { field: 'why', message: 'is no field of task.removed: it has none' },
    ])
  })

  test('holds a fixed value against the schema', () => {
    const faults = faultsOfMapping('task.failed', { taskType: read, phantom: { fixed: true, value: 'no' } })
    assert.deepEqual(faults, [{ field: 'phantom', message: 'must be boolean' }])
  })

  test('leaves a type that there is not to whoever reads the type', () => {
    assert.deepEqual(faultsOfMapping('constructor', { a: read }), [])
  })
})
