import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventLine } from '../../../src/client/event-line.ts'
import { faultOfEvent } from '../../../src/events/schema.ts'

const envelope = { id: 'a-1', at: Date.UTC(2026, 4, 1), subject: '7', attributes: undefined }

test('an event is the text that slowburn takes, its attributes as texts', () => {
  const line = eventLine(
    'task.finished',
    { taskType: 'build' },
    { ...envelope, attributes: { 'gen_ai.usage.input_tokens': 12, 'service.version': undefined } },
  )
  const parsed = JSON.parse(line ?? '') as { attributes: unknown }
  assert.deepEqual(parsed.attributes, { 'gen_ai.usage.input_tokens': '12' })
  assert.equal(faultOfEvent({ ...parsed, source: 'app' }), null)
})

test('the text of an error is cut where slowburn would refuse it, and nothing else is', () => {
  const line = eventLine('task.failed', { taskType: 'x', error: 'e'.repeat(1e6), phantom: false }, envelope)
  const parsed = JSON.parse(line ?? '') as { data: { error: string } }
  assert.equal(parsed.data.error.length, 2000)
  assert.equal(faultOfEvent({ ...parsed, source: 'app', attributes: {} }), null)
})

test('an event is no longer than 64 KB, and what cannot be written as JSON throws to its caller', () => {
  assert.equal(eventLine('task.started', { taskType: 'x'.repeat(65_536) }, envelope), null)
  const value = 1n as unknown as number
  assert.throws(() => eventLine('gauge.observed', { name: 'x', value }, envelope), TypeError)
})
