import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { paulson, profileScore } from '../../../src/stats/profile-test.ts'
import { autoregressive, normal, random } from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

describe("Paulson's normal score of an F ratio", () => {
  // python3 -c "import scipy.stats as st; print(st.norm.isf(st.f.sf(f, a, b)))" (SciPy 1.17.1)
  const cases = [
    [2.8, 6.7, 87, 2.2469015185949495],
    [1.86, 23, 299, 2.298692994432572],
    [8.5, 6, 6, 2.330137495006782],
  ] as const
  for (const [ratio, above, below, expected] of cases) {
    test(`is within .05 of the exact one for F(${above}, ${below}) = ${ratio}`, () => {
      assert.ok(Math.abs(paulson(ratio, above, below) - expected) < 0.05)
    })
  }
})

describe('the test for a shared profile', () => {
  const score = (noise: () => number, rise: number): number =>
    profileScore(
      Array.from({ length: 14 }, () =>
        Array.from({ length: 24 }, (_, hour) => noise() + rise * Math.sin((2 * Math.PI * hour) / 24)),
      ),
    )

  test('finds a daily sine of half a sigma in two weeks', () => {
    const noise = normal(random(1))
    assert.ok(score(noise, 0.5) > 2.33)
  })

  test('takes neither white nor strongly autocorrelated noise for one, but once in a hundred', () => {
    for (const phi of [0, 0.95]) {
      const runs = inForm(100, 400)
      let found = 0
      for (let seed = 0; seed < runs; seed += 1) {
        found += score(autoregressive(random(seed), phi), 0) > 2.33 ? 1 : 0
      }
      assert.ok(found <= 0.03 * runs, `${found} of ${runs} at phi ${phi}`)
    }
  })

  test('has nothing to say with one row', () => assert.equal(profileScore([[1, 2, 3]]), 0))
})
