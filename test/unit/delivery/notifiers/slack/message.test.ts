import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../../../../src/delivery/notifiers/http/note.ts'
import { slackBody } from '../../../../../src/delivery/notifiers/slack/message.ts'

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

test('what others wrote mentions nobody: it is plain text, and escaped where Slack reads markup', () => {
  const body = JSON.stringify(slackBody(NOTE))
  assert.match(body, /"text":"PAGE &lt;!channel&gt; &amp; \*bold\*"/)
  assert.doesNotMatch(body, /mrkdwn/)
})

test('is cut to what Slack takes', () => {
  const { blocks } = slackBody({ ...NOTE, title: 'x'.repeat(200), text: 'y'.repeat(5000) }) as {
    blocks: ReadonlyArray<{ text?: { text: string } }>
  }
  assert.equal(blocks[0]?.text?.text.length, 150)
  assert.ok((blocks[1]?.text?.text.length ?? 0) <= 3000)
})

test('has no button where the pages cannot be reached', () => {
  assert.doesNotMatch(JSON.stringify(slackBody({ ...NOTE, url: null })), /button/)
})
