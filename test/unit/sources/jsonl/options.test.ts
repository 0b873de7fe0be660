import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonlOptions } from '../../../../src/sources/jsonl/options.ts'

const entry = { name: 'log', type: 'jsonl', files: '/var/log/a.jsonl' }

function faults(event: object): string[] {
  const { error } = jsonlOptions.safeParse({ ...entry, events: [event] })
  return error?.issues.map(({ message }) => message) ?? []
}

test('an event needs a type that there is, and what it is about', () => {
  assert.deepEqual(faults({ type: 'task.finished', subject: 'id', data: { taskType: 'kind' } }), [])
  assert.deepEqual(faults({ type: 'task.done', subject: 'id' }), ['is no type of event'])
  assert.match(faults({ type: 'task.finished', data: { taskType: 'kind' } })[0] ?? '', /needs a `subject`/)
})

test('a gauge needs its name before a line is read', () => {
  assert.deepEqual(faults({ type: 'gauge.observed', data: { name: '=load', value: 'v' } }), [])
  assert.match(faults({ type: 'gauge.observed', data: { name: 'n', value: 'v' } })[0] ?? '', /name: =NAME/)
})

test('one pattern is a list of one', () => {
  const events = [{ type: 'gauge.observed', data: { name: '=load', value: 'v' } }]
  assert.deepEqual(jsonlOptions.parse({ ...entry, events }).files, ['/var/log/a.jsonl'])
})

test('what the data of an event cannot have, and what it lacks, is said before a line is read', () => {
  assert.deepEqual(faults({ type: 'task.queued', subject: 'id', data: { taskTyp: 'kind' } }), [
    'is no field of task.queued: taskType is meant',
  ])
  assert.deepEqual(faults({ type: 'task.queued', subject: 'id' }), [
    'lacks taskType, without which no task.queued is taken: add it',
  ])
  assert.deepEqual(faults({ type: 'gauge.observed', data: { name: '=load', value: '=high' } }), [
    'must be number',
  ])
})

test('a fault of a field stands where the field does', () => {
  const events = [{ type: 'task.queued', subject: 'id', data: { taskTyp: 'kind' } }]
  const { error } = jsonlOptions.safeParse({ ...entry, events })
  assert.deepEqual(error?.issues[0]?.path, ['events', 0, 'data', 'taskTyp'])
})
