import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../../../../src/delivery/notifiers/http/note.ts'
import { pagerdutyBody, withRoutingKey } from '../../../../../src/delivery/notifiers/pagerduty/message.ts'

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

test('a page is critical, a watch a warning, a test for information', () => {
  const severity = (note: Partial<Note>): unknown =>
    (pagerdutyBody({ ...NOTE, ...note }) as { payload: { severity: unknown } }).payload.severity
  assert.deepEqual(
    [severity({}), severity({ severity: 'watch' }), severity({ state: 'test' })],
    ['critical', 'warning', 'info'],
  )
})

test('the key comes in when the event is sent', () => {
  const event = JSON.parse(withRoutingKey(Buffer.from('{"dedup_key":"e1"}'), 'k')) as object
  assert.deepEqual(event, { routing_key: 'k', dedup_key: 'e1' })
})
