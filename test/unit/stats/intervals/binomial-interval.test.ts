import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { wilsonInterval } from '../../../../src/stats/intervals/binomial-interval.ts'
import { assertClose, coverage } from '../../../support/numbers.ts'

describe('Wilson interval', () => {
  test('agrees with SciPy', () => {
    // scipy.stats.binomtest(k, n).proportion_ci(method='wilson'), SciPy 1.17.1
    const expected = [
      [0, 10, 0, 0.27753279986288926],
      [1, 10, 0.017876213095072896, 0.4041500267952385],
      [5, 20, 0.11186170140766571, 0.468700877618744],
      [81, 263, 0.2552885198782742, 0.3662095769828],
      [10, 10, 0.7224672001371109, 1],
      [3, 148, 0.0069172942692422475, 0.057896748595794134],
    ] as const
    for (const [successes, trials, lower, upper] of expected) {
      const interval = wilsonInterval(successes, trials)
      assertClose(interval.value, successes / trials)
      assertClose(interval.lower, lower)
      assertClose(interval.upper, upper)
    }
  })

  test('reproduces the published interval for 81 of 263', () => {
    // Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3: 0.2553 to 0.3662
    const { lower, upper } = wilsonInterval(81, 263)
    assert.equal(lower.toFixed(4), '0.2553')
    assert.equal(upper.toFixed(4), '0.3662')
  })

  test('holds the truth about 95 times in a hundred', () => {
    for (const [share, trials] of [
      [0.05, 60],
      [0.3, 25],
      [0.8, 40],
    ] as const) {
      const random = randomStream(11, 'wilson', trials)
      const held = coverage(4000, share, () => {
        let successes = 0
        for (let i = 0; i < trials; i++) if (random.chance(share)) successes++
        return wilsonInterval(successes, trials)
      })
      assert.ok(held > 0.93 && held < 0.985, `${held} at ${share} of ${trials}`)
    }
  })
})
