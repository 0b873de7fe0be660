import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../../../../src/delivery/notifiers/http/note.ts'
import { ntfyBody, withTopic } from '../../../../../src/delivery/notifiers/ntfy/message.ts'

const NOTE: Note = {
  id: 'e1',
  sequence: 1,
  state: 'firing',
  severity: 'page',
  title: 'PAGE <!channel> & *bold*',
  text: 'Up <@U1>\nby 20 %',
  url: 'https://slowburn.example.org/alerts/e1',
  installation: 'production',
  labels: { task_type: 'build' },
  rule: 'slower',
  at: Date.UTC(2026, 10, 16),
}

test('a page sounds through do-not-disturb, an end makes no sound', () => {
  const priority = (note: Partial<Note>): unknown =>
    (ntfyBody({ ...NOTE, ...note }) as { priority: unknown }).priority
  assert.deepEqual(
    [priority({}), priority({ severity: 'watch' }), priority({ state: 'resolved' })],
    [5, 3, 2],
  )
})

test('is cut to what is a message and no attachment, between characters', () => {
  const { message } = ntfyBody({ ...NOTE, text: 'ü😀'.repeat(3000) }) as { message: string }
  assert.ok(Buffer.byteLength(message) <= 4096)
  assert.ok(message.isWellFormed())
})

test('the topic comes in when the message is sent', () => {
  assert.deepEqual(JSON.parse(withTopic(Buffer.from('{"title":"x"}'), 't')), { topic: 't', title: 'x' })
})
