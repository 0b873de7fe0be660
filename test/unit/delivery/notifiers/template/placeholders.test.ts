import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../../../../src/delivery/notifiers/http/note.ts'
import {
  filledBody,
  filledUrl,
  placeholderFault,
  valuesOf,
} from '../../../../../src/delivery/notifiers/template/placeholders.ts'

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

const VALUES = valuesOf({ ...NOTE, title: '","admin":true,"x":"', id: 'a/../b?c' })

test('what others wrote adds nothing to the structure of the body', () => {
  const body = filledBody({ text: 'x {{ title }} y', list: ['{{state}}', 1, null] }, VALUES)
  assert.deepEqual(body, { text: 'x ","admin":true,"x":" y', list: ['firing', 1, null] })
})

test('nor a part to the address', () => {
  assert.equal(filledUrl('https://x.example/{{id}}/close', VALUES), 'https://x.example/a%2F..%2Fb%3Fc/close')
})

test('a placeholder that does not exist is named, with those that do', () => {
  assert.equal(placeholderFault('{{title}} {{ url }}'), null)
  assert.match(placeholderFault('{{titel}}') ?? '', /\{\{titel\}\} is no placeholder; there are id, /)
})
