import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../src/exposition/seconds.ts'

test('milliseconds become seconds, and null stays null', () => {
  assert.equal(seconds(1500), 1.5)
  assert.equal(seconds(null), null)
})
