import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { evidenceNumber, sureMeaning, sureWord } from '../../../../src/presentation/change/certainty.ts'

const meaning = (evidence: number): string => sureMeaning({ evidence }, HOUR)

describe('certainty in words', () => {
  test('grows with the evidence', () => {
    const decimal = [2, 4.4, 5.9, 9, 13].map(power => sureWord(power * Math.LN10))
    assert.deepEqual(decimal, ['not sure yet', 'fairly sure', 'sure', 'very sure', 'practically certain'])
  })

  test('is the mean time between false alarms', () => {
    assert.equal(meaning(Math.log(24_000)), 'chance alone does this less than once in 2.7 years of such data')
    const years = [7, 8, 9, 12, 1e9].map(power => /once in (.*) years/.exec(meaning(power * Math.LN10))?.[1])
    assert.deepEqual(years, ['1,000', '10,000', '100,000', '1,000,000', '1,000,000'])
    assert.equal(meaning(Number.NaN), 'chance alone may do this at any time')
  })

  test('has its number as a power of ten', () => {
    assert.equal(evidenceNumber(9.6 * Math.LN10), '10^9.6')
    assert.equal(evidenceNumber(Number.POSITIVE_INFINITY), 'unknown')
  })
})
