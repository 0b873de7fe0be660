import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../../../../src/delivery/notifiers/http/note.ts'
import { teamsBody } from '../../../../../src/delivery/notifiers/teams/message.ts'

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

test('what others wrote is no Markdown', () => {
  const body = JSON.stringify(teamsBody({ ...NOTE, text: '[free](https://evil.example)' }))
  assert.ok(body.includes(JSON.stringify('\\[free\\]\\(https://evil.example\\)').slice(1, -1)))
})

test('an end is green, a page red', () => {
  assert.match(JSON.stringify(teamsBody(NOTE)), /"color":"attention"/)
  assert.match(JSON.stringify(teamsBody({ ...NOTE, state: 'resolved' })), /"color":"good"/)
})
