import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../../../../src/delivery/notifiers/http/note.ts'
import { templateBody, templateRequest } from '../../../../../src/delivery/notifiers/template/message.ts'
import { templateOptions } from '../../../../../src/delivery/notifiers/template/options.ts'

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

const OPTIONS = templateOptions.parse({
  url: 'https://x.example/{{id}}',
  body: { text: '{{title}}' },
  resolved: { url: 'https://x.example/{{id}}/close', body: { note: '{{state}}' } },
})

test('a beginning and an end have each their address and body', () => {
  const requestOf = (note: Note): string => {
    const { url, body } = templateRequest(Buffer.from(JSON.stringify(templateBody(note, OPTIONS))), OPTIONS)
    return `${url} ${String(body)}`
  }
  assert.equal(requestOf(NOTE), `https://x.example/e1 ${JSON.stringify({ text: NOTE.title })}`)
  assert.equal(requestOf({ ...NOTE, state: 'resolved' }), 'https://x.example/e1/close {"note":"resolved"}')
})
