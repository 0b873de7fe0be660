import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { Delays } from '../../../src/detection/sensitivity.ts'
import { cardWords } from '../../../src/presentation/sensitivity-words.ts'

const delays = (more: Partial<Delays>): Delays => ({
  plants: 60,
  reported: 60,
  within: 9 * HOUR,
  range: { lower: 6 * HOUR, upper: 14 * HOUR },
  independent: 60,
  followed: 90 * DAY,
  share: 1,
  ...more,
})

describe('a card in words', () => {
  test('says how soon each size would be reported, how sure that is, and what would not be', () => {
    const sizes = [
      { share: 0.2, delays: delays({}) },
      { share: 0.05, delays: delays({ within: 12 * DAY, range: null }) },
      { share: 0.02, delays: delays({ within: null, share: 0.01 }) },
    ]
    assert.equal(
      cardWords({ direction: 'up', of: 'value', sizes }),
      'a 20 % rise would be reported within 9 hours (95 %: 6 hours to 14 hours), 5 % within 12 days, 2 % not within 90 days; insufficient for a range where none is given',
    )
  })

  test('says in how many cases where it is less than half, and where an end was not seen', () => {
    const sizes = [
      { share: 0.2, delays: delays({ range: { lower: HOUR, upper: null } }) },
      { share: 0.1, delays: delays({ within: null, share: 0.3 }) },
      { share: 0.05, delays: null },
    ]
    assert.equal(
      cardWords({ direction: 'down', of: 'points', sizes }),
      'a fall by 20 points would be reported within 9 hours (95 %: 60 minutes to longer than was seen), 10 points within 90 days in 30 of 100 cases, 5 points insufficient',
    )
  })

  test('is insufficient where nothing is known', () => {
    assert.match(
      cardWords({ direction: 'up', of: 'value', sizes: [{ share: 0.2, delays: null }] }),
      /^insufficient: fewer than 8/,
    )
  })
})
