import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../../../../src/core/duration.ts'
import { noticed } from '../../../../../../src/sources/postgres/reading/rows/noticed.ts'

test('what is noticed goes on until a day has passed without it; all of it stays counted', () => {
  const first = noticed(undefined, 2, HOUR, 'a')
  assert.deepEqual(first, { rows: 2, recent: 2, since: HOUR, lastAt: HOUR, example: 'a' })
  const second = noticed(first, 3, 2 * HOUR, 'b')
  assert.deepEqual([second.rows, second.recent, second.since, second.example], [5, 5, HOUR, 'b'])
  const later = noticed(second, 1, 3 * DAY, 'c')
  assert.deepEqual([later.rows, later.recent, later.since], [6, 1, 3 * DAY])
})

test('of those that were open before is said how many they are, as long as it goes on', () => {
  const first = noticed(undefined, 2, HOUR, 'a', 1)
  assert.equal(first.open, 1)
  assert.deepEqual([noticed(first, 1, 2 * HOUR, 'b', 2).open, noticed(first, 1, 2 * HOUR, 'b').open], [3, 1])
  assert.equal(noticed(first, 1, 3 * DAY, 'c').open, undefined)
})
