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

test('a string fits into what the service takes, the text cut first and no character in half', () => {
  const body = '{{title}}\n\n{{text}}\n\n{{url}}'
  const storm = valuesOf({ ...NOTE, title: 'PAGE 400 alerts', text: '🔥 disk of some host\n'.repeat(400) })
  for (const limit of [4096, 4095, 130]) {
    const text = filledBody(body, storm, limit) as string
    assert.ok(text.length <= limit && text.length >= limit - 1, `${text.length} of ${limit}`)
    assert.ok(text.isWellFormed())
    assert.match(text, /^PAGE 400 alerts\n\n🔥 disk.*…\n\nhttps:\/\/slowburn\.example\.org\/alerts\/e1$/s)
  }
  assert.deepEqual(
    filledBody({ a: [body, 'short'] }, VALUES, 4096),
    filledBody({ a: [body, 'short'] }, VALUES),
  )
  const title = valuesOf({ ...NOTE, title: 'x'.repeat(200), text: 'y'.repeat(200) })
  assert.equal((filledBody(body, title, 100) as string).length, 100)
  assert.match(filledBody(body, title, 100) as string, /^x+…\n\n\n\nhttps/)
  assert.equal((filledBody('{{url}}'.repeat(9), VALUES, 100) as string).length, 100)
})
