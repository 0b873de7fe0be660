import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shapley } from '../../../src/stats/shapley.ts'
import { assertClose } from '../../support/numbers.ts'

function assertAll(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length)
  for (const [place, value] of expected.entries()) assertClose(actual[place] ?? Number.NaN, value)
}

describe("Shapley's value", () => {
  test('of the glove game gives the only left hand two thirds', () => {
    // One left glove, two right ones; a pair is worth 1 (Shapley and Shubik 1969).
    const worth = (coalition: number): number => ((coalition & 1) !== 0 && (coalition & 6) !== 0 ? 1 : 0)
    assertAll(shapley(3, worth), [2 / 3, 1 / 6, 1 / 6])
  })

  test('of the airport game shares each stretch of the runway among those that need it', () => {
    // Runways of 1, 2 and 4: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 2 (Littlechild and Owen 1973).
    const needs = [1, 2, 4]
    const worth = (coalition: number): number =>
      Math.max(0, ...needs.filter((_, player) => (coalition & (1 << player)) !== 0))
    assertAll(shapley(3, worth), [1 / 3, 5 / 6, 17 / 6])
  })

  test('adds up to what all reach beyond what nobody does, and gives nothing for nothing', () => {
    const worth = (coalition: number): number => 7 + Math.sin(coalition & 0b1011)
    const values = shapley(4, worth)
    assertClose(
      values.reduce((sum, value) => sum + value, 0),
      worth(0b1111) - worth(0),
    )
    assertClose(values[2] ?? Number.NaN, 0)
  })
})
