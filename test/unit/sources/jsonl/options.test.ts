import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonlOptions } from '../../../../src/sources/jsonl/options.ts'

const entry = { name: 'log', type: 'jsonl', files: '/var/log/a.jsonl' }

function faults(event: object): string[] {
  const { error } = jsonlOptions.safeParse({ ...entry, events: [event] })
  return error?.issues.map(({ message }) => message) ?? []
}

test('an event needs a type that there is, and what it is about', () => {
  assert.deepEqual(faults({ type: 'task.finished', subject: 'id' }), [])
  assert.deepEqual(faults({ type: 'task.done', subject: 'id' }), ['is no type of event'])
  assert.match(faults({ type: 'task.finished' })[0] ?? '', /needs a `subject`/)
})

test('a gauge needs its name before a line is read', () => {
  assert.deepEqual(faults({ type: 'gauge.observed', data: { name: '=load', value: 'v' } }), [])
  assert.match(faults({ type: 'gauge.observed', data: { name: 'n', value: 'v' } })[0] ?? '', /name: =NAME/)
})

test('one pattern is a list of one', () => {
  const events = [{ type: 'gauge.observed', data: { name: '=load', value: 'v' } }]
  assert.deepEqual(jsonlOptions.parse({ ...entry, events }).files, ['/var/log/a.jsonl'])
})
