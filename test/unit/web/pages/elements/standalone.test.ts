import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../../../../src/presentation/html.ts'
import { standalonePage } from '../../../../../src/web/pages/elements/standalone.ts'

test('a page by itself holds its stylesheet, asks nobody for anything, and takes no title for markup', () => {
  const page = standalonePage({
    title: '<b>',
    style: html`p { margin: 0; }`,
    main: html`<p>This.</p>`,
    footer: 'UTC.',
  })
  assert.match(page, /^<!doctype html>\n<html lang="en">/)
  assert.match(page, /<title>&lt;b&gt; · slowburn<\/title>/)
  assert.match(page, /href="data:text\/css;base64,[\w+/=]{1000,}"/)
  assert.match(page, /<style>p \{ margin: 0; \}<\/style>/)
  assert.match(page, /<main>\n<p>This\.<\/p>\n<\/main>\n<footer>UTC\.<\/footer>/)
  assert.doesNotMatch(page, /<script|https?:/)
})
