import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { coefficientsOf, type NoiseFrozen } from '../../../../src/detection/noise/coefficients.ts'
import { FILTERS } from '../../../../src/detection/noise/models.ts'
import {
  filterPoint,
  filterSome,
  fromUnits,
  likelihoodAt,
  rawAt,
  startNumbers,
  sumAt,
  toUnits,
  volatilityAt,
} from '../../../../src/detection/noise/numbers.ts'
import { normal, random } from '../../../support/detection/detection.ts'

const frozen: NoiseFrozen = {
  filters: FILTERS,
  phi: Array.from({ length: FILTERS }, () => 0.4),
  shift: Array.from({ length: FILTERS }, () => 0.1),
  spread: Array.from({ length: FILTERS }, () => 0.9),
  scale: Array.from({ length: FILTERS }, () => 1.1),
  logs: Array.from({ length: FILTERS }, () => Math.log(0.9)),
}

describe('the numbers of the filters', () => {
  test('are whole, so that a state says the same after it was text', () => {
    const gauss = normal(random(5))
    const numbers = startNumbers(frozen, [])
    const innovations = Array.from({ length: 2 * FILTERS }, () => 0)
    for (let point = 0; point < 200; point += 1)
      filterPoint(frozen, numbers, innovations, gauss(), 1, 1, true)
    assert.ok(numbers.every(Number.isInteger))
    assert.ok(Math.abs(fromUnits(toUnits(-1.234567)) + 1.234567) <= 5e-6)
  })

  test('move on by one filter as by all of them', () => {
    const gauss = normal(random(6))
    const all = startNumbers(frozen, [])
    const one = startNumbers(frozen, [])
    const innovations = Array.from({ length: 2 * FILTERS }, () => 0)
    for (let point = 0; point < 50; point += 1) {
      const value = gauss()
      filterPoint(frozen, all, innovations, value, point === 0 ? Number.POSITIVE_INFINITY : 1, 1, true)
      const own = innovations.map(() => 0)
      filterSome(coefficientsOf(frozen), one, own, 3, 4, value, point === 0 ? Number.POSITIVE_INFINITY : 1, 1)
      assert.deepEqual([own[2], own[3]], [0, innovations[3]])
    }
    assert.equal(one[rawAt(FILTERS) + 3], all[rawAt(FILTERS) + 3])
  })

  test('say nothing of the models while something is known to have changed', () => {
    const numbers = startNumbers(frozen, [])
    const innovations = Array.from({ length: 2 * FILTERS }, () => 0)
    filterPoint(frozen, numbers, innovations, 1.5, 1, 1, false)
    assert.ok(numbers.slice(likelihoodAt(FILTERS), sumAt(FILTERS)).every(said => said === 0))
    assert.ok(numbers.slice(volatilityAt(FILTERS), likelihoodAt(FILTERS)).every(wide => wide !== 0))
  })

  test('keep the distance of the wandering twins from that of AR(1) where it is far behind', () => {
    const numbers = startNumbers(
      frozen,
      Array.from({ length: 2 * FILTERS }, (_, model) => (model < FILTERS ? 0 : -100)),
    )
    const innovations = Array.from({ length: 2 * FILTERS }, () => 0)
    filterPoint(frozen, numbers, innovations, 1.5, 1, 1, true)
    const twins = numbers.slice(likelihoodAt(FILTERS) + FILTERS, sumAt(FILTERS))
    assert.ok(twins.every(said => said === twins[0] && said !== toUnits(-100)))
    assert.equal(innovations[FILTERS + 1], innovations[1])
  })
})
