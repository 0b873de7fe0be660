import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { worseSince } from '../../../../../src/assurance/audit/cards/worse.ts'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import type { Card } from '../../../../../src/detection/sensitivity.ts'

function cardOf(within: number | null, upper: number | null = 14 * HOUR): Card {
  const range = { lower: 6 * HOUR, upper }
  const delays = { plants: 60, reported: 60, within, range, independent: 60, followed: 30 * DAY, share: 0 }
  return { upTo: 0, direction: 'up', of: 'value', stood: 0, sizes: [{ share: 0.2, delays }] }
}

describe('a card', () => {
  test('got worse where half take longer than 95 of 100 did, or are not reported any more', () => {
    assert.deepEqual(worseSince(cardOf(9 * HOUR), cardOf(14 * HOUR)), [])
    assert.deepEqual(worseSince(cardOf(9 * HOUR), cardOf(20 * HOUR)), [
      'a change of 20 % would be reported within 20 hours; it was within 9 hours',
    ])
    assert.deepEqual(worseSince(cardOf(9 * HOUR), cardOf(null)), [
      'a change of 20 % would not be reported within 30 days; it was within 9 hours',
    ])
  })

  test('did not where too little was known before', () => {
    assert.deepEqual(worseSince(cardOf(9 * HOUR, null), cardOf(20 * HOUR)), [])
    assert.deepEqual(worseSince({ ...cardOf(9 * HOUR), sizes: [] }, cardOf(20 * HOUR)), [])
  })
})
