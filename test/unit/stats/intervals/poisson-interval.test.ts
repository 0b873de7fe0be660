import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { inverseLowerGamma, lowerGamma } from '../../../../src/stats/incomplete-gamma.ts'
import { poissonInterval } from '../../../../src/stats/intervals/poisson-interval.ts'
import { assertClose, coverage } from '../../../support/numbers.ts'

describe('regularised incomplete gamma function', () => {
  test('agrees with SciPy', () => {
    // scipy.special.gammainc(a, x), SciPy 1.17.1
    assertClose(lowerGamma(0.5, 0.25), 0.5204998778130466)
    assertClose(lowerGamma(1, 1), 0.6321205588285577)
    assertClose(lowerGamma(10, 7), 0.16950406276132673)
    assertClose(lowerGamma(10, 14), 0.890600630357261)
    assertClose(lowerGamma(500, 480), 0.18628197319032458)
    assertClose(lowerGamma(20000, 20100), 0.7606167055614176, 1e-9)
  })

  test('is undone by its inverse', () => {
    for (const a of [0.5, 1, 7, 90, 4000]) {
      for (const p of [0.001, 0.025, 0.5, 0.975, 0.999]) {
        assertClose(lowerGamma(a, inverseLowerGamma(a, p)), p, 1e-9)
      }
    }
  })
})

describe('Garwood interval', () => {
  test('agrees with SciPy', () => {
    // scipy.stats.chi2.ppf(.025, 2 * k) / 2 and chi2.ppf(.975, 2 * k + 2) / 2, SciPy 1.17.1
    const expected = [
      [0, 0, 3.6888794541139354],
      [1, 0.025317807984289876, 5.571643390938898],
      [5, 1.6234863901184207, 11.66833207932267],
      [20, 12.216519585403944, 30.8883779026746],
      [100, 81.36399125092314, 121.62679379242638],
      [2903, 2798.3484508174324, 3010.5639955354127],
    ] as const
    for (const [count, lower, upper] of expected) {
      const interval = poissonInterval(count)
      assert.equal(interval.value, count)
      assertClose(interval.lower, lower, 1e-9)
      assertClose(interval.upper, upper, 1e-9)
    }
  })

  test('holds the mean at least 95 times in a hundred, because it is exact', () => {
    for (const mean of [0.7, 4, 25]) {
      const random = randomStream(12, 'garwood', String(mean))
      const held = coverage(4000, mean, () => {
        let count = 0
        for (let t = random.exponential(1); t < mean; t += random.exponential(1)) count++
        return poissonInterval(count)
      })
      assert.ok(held > 0.945, `${held} at ${mean}`)
    }
  })
})
