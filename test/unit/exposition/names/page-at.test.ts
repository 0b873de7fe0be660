import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageAt } from '../../../../src/exposition/names/page-at.ts'

test('a page is below the path of its proxy, and nowhere without an address', () => {
  assert.equal(
    pageAt('https://drift.example/slowburn/', '/series/7'),
    'https://drift.example/slowburn/series/7',
  )
  assert.equal(pageAt('http://127.0.0.1:9464', '/series/7'), 'http://127.0.0.1:9464/series/7')
  assert.equal(pageAt(null, '/series/7'), '')
})
