import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../../../../src/presentation/html.ts'
import { layout, notice } from '../../../../../src/web/pages/elements/layout.ts'

test('every page says which part of the navigation it belongs to, and loads nothing from elsewhere', () => {
  const page = layout({ title: 'A & B', section: 'alerts', body: html`<h1>x</h1>` })
  assert.match(page, /<title>A &amp; B · slowburn<\/title>/)
  assert.match(page, /<a href="\/alerts" aria-current="page">Alerts<\/a>/)
  assert.equal((page.match(/aria-current/g) ?? []).length, 1)
  assert.doesNotMatch(page, /(?:src|href)="https?:|<script/)
})

test('a notice says one thing, escaped, in no part of the navigation', () => {
  const page = notice('Not found', '<b>nothing</b>')
  assert.match(page, /&lt;b&gt;nothing&lt;\/b&gt;/)
  assert.doesNotMatch(page, /aria-current/)
})
