import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { singleStep } from '../../../src/stats/single-step.ts'
import { autoregressive, normal, random } from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

const days = (count: number, value: (day: number) => number): number[] =>
  Array.from({ length: count }, (_, day) => value(day))

describe('one step in a short row', () => {
  test('is found where it is, with its size', () => {
    const gauss = normal(random(51))
    const found = singleStep(
      days(30, day => (day >= 14 ? 4 : 0) + gauss()),
      null,
      4,
      5,
    )
    assert.ok(found !== null && found.evidence > 5)
    assert.ok(Math.abs(found.index - 14) <= 1)
    assert.ok(found.lower <= 14 && found.upper >= 14)
    assert.ok(Math.abs(found.size - 4) < 1)
  })

  // The mean of exp(E) is at most the number of places: at 32 places P(E >= 7) is at most 3 %. Simulated, it is far less.
  test('is hardly ever found in noise of any memory', () => {
    for (const phi of [0, 0.3, 0.6, 0.9, 0.99]) {
      const runs = inForm(100, 400)
      let reached = 0
      for (let seed = 0; seed < runs; seed += 1) {
        const noise = autoregressive(random(seed + 1000), phi)
        const found = singleStep(days(40, noise), null, 4, 5)
        if (found !== null && found.evidence >= 5) reached += 1
      }
      assert.ok(reached <= 0.03 * runs, `${reached} of ${runs} at ${phi}`)
    }
  })

  test('is not what a covariate explains', () => {
    const gauss = normal(random(52))
    const weekend = days(12, day => (day >= 5 && day < 7 ? 1 : day >= 11 ? 1 : 0))
    const row = weekend.map(off => -5 * off + 0.5 * gauss())
    const plain = singleStep(row, null, 4, 5)
    const explained = singleStep(row, weekend, 4, 5)
    assert.ok((explained?.evidence ?? 0) < 3 && (plain?.evidence ?? 0) > (explained?.evidence ?? 0))
  })

  test('needs enough values on either side, and a row that varies', () => {
    assert.equal(singleStep([1, 2, 3], null, 4, 5), null)
    assert.equal(
      singleStep(
        days(30, () => 1),
        null,
        4,
        5,
      ),
      null,
    )
  })
})
