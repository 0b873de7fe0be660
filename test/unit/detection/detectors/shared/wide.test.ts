import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WIDE_ROW, widen, wideness, widthCosts } from '../../../../../src/detection/detectors/shared/wide.ts'
import { normal, random } from '../../../../support/detection/detection.ts'

const usual = (seed: number, count: number): number[] => {
  const gauss = normal(random(seed))
  return Array.from({ length: count }, () => gauss())
}
const COSTS = widthCosts(usual(1, 400))
function rowOf(values: readonly number[], costs: readonly number[] = COSTS): readonly number[] {
  const row: number[] = Array(WIDE_ROW).fill(0)
  for (const value of values) widen(costs, row, value)
  return row
}

describe('how wide noise has become', () => {
  test('is told within a day where it has doubled', () => {
    for (const seed of [2, 3, 4, 5]) {
      const doubled = usual(seed, 24).map(value => 2 * value)
      assert.ok(wideness(rowOf([...usual(seed + 10, 300), ...doubled])) > 6, String(seed))
    }
  })

  test('is nothing on a thousand points of the same noise', () => {
    const gauss = normal(random(6))
    const row: number[] = Array(WIDE_ROW).fill(0)
    for (let point = 0; point < 1000; point += 1) {
      widen(COSTS, row, gauss())
      assert.ok(wideness(row) < 10)
    }
  })

  test('is nothing where one side alone goes far, for a level has moved or a burst has come', () => {
    for (const seed of [7, 8, 9]) {
      const before = [
        ...usual(seed, 100),
        ...Array.from({ length: 30 }, (_, point) => (point % 2 ? 0.4 : -0.4)),
      ]
      assert.equal(wideness(rowOf([...before, 5, 5, 5, 5])), Number.NEGATIVE_INFINITY)
    }
  })

  test('is nothing where four in a row go far on one side, whatever the other side had said', () => {
    const wide = [-3, 3, -2.8, 3.1]
    assert.ok(wideness(rowOf([...wide, -4.5, -4.5, -2.6])) > 6)
    assert.equal(wideness(rowOf([...wide, -4.5, -4.5, -2.6, -4.3])), Number.NEGATIVE_INFINITY)
    assert.ok(wideness(rowOf([...wide, -4.5, -4.5, 2.6, -4.3])) > 6)
  })

  test('takes the tails of the noise itself for usual', () => {
    const heavy = usual(12, 400).map((value, index) => (index % 25 === 0 ? 4 * value : value))
    const costs = widthCosts(heavy)
    assert.ok(costs.every((cost, width) => cost >= (COSTS[width] ?? 0)))
    assert.ok(wideness(rowOf(heavy.slice(0, 200), costs)) < 6)
  })

  test('counts what is beyond three standard deviations as three, and what no width accounts for not at all', () => {
    assert.deepEqual(rowOf([-1, 2, 3]), rowOf([-1, 2, 5]))
    assert.equal(wideness(rowOf([-3, 3, -2])), wideness(rowOf([-3, 3, -2, 25, 25])))
  })
})
