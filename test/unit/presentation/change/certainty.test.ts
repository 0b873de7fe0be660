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
    assert.equal(meaning(1e9), 'chance alone does this less than once in 1,000 years of such data')
    assert.equal(meaning(Number.NaN), 'chance alone may do this at any time')
  })

  test('has its number as a power of ten', () => {
    assert.equal(evidenceNumber(9.6 * Math.LN10), '10^9.6')
    assert.equal(evidenceNumber(Number.POSITIVE_INFINITY), 'unknown')
  })
})
