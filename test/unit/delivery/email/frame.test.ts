import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  badgeHtml,
  frame,
  headingHtml,
  label,
  paragraph,
  row,
  TONES,
} from '../../../../src/delivery/email/frame.ts'

const page = frame({
  title: 'A <title>',
  preheader: 'What inboxes show',
  tone: 'worse',
  rows: [
    row([badgeHtml('Page', 'worse'), headingHtml('45 s & more')], '1px'),
    null,
    row(label('Next'), '2px'),
  ],
  footer: ['one <b>', 'two'],
})

test('the frame escapes whatever is put into it', () => {
  assert.ok(page.startsWith('<!doctype html>'))
  assert.match(page, /<title>A &lt;title&gt;<\/title>/)
  assert.match(page, /one &lt;b&gt;<br>two/)
  assert.match(page, /45\u00a0s &amp; more/)
})

test('the frame leaves out rows that are none, and hides the preheader from the eye', () => {
  assert.equal((page.match(/class="pad" style="padding:[12]px"/g) ?? []).length, 2)
  assert.match(page, /display:none[^>]*>What inboxes show(&#847;&zwnj;&nbsp;){40}/)
})

test('a mail program that honours a dark screen gets its colours and its chart', () => {
  assert.match(page, /@media \(prefers-color-scheme:dark\)\{[\s\S]*\.on-light\{display:none!important\}/u)
  assert.ok(page.includes(TONES.worse))
})

test('a paragraph is in ink unless it is muted', () => {
  assert.match(paragraph('x').toString(), /class="ink"/)
  assert.match(paragraph('x', 'muted').toString(), /class="muted"/)
})
