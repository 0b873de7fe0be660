import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SIZES } from '../../../../src/detection/evidence/mixture.ts'
import {
  type Factors,
  fitFactors,
  GRAIN,
  growRow,
  leastSize,
  loosen,
  ROW,
  rowTotal,
} from '../../../../src/detection/evidence/rows.ts'
import { normal, random } from '../../../support/detection/detection.ts'

function steps(factors: Factors, values: readonly number[]): number[] {
  const rows = Array.from({ length: ROW }, () => 0)
  for (const value of values) growRow(rows, 0, factors, 0, value, 1)
  return rows.map(grains => grains * GRAIN)
}

describe('a row of processes', () => {
  const plain = [...SIZES, ...SIZES].map(size => Math.exp(-(size * size) / 2))

  test('gives the likelihood ratio of each size and sign after one point, rounded down', () => {
    const rows = steps(plain, [1.2])
    for (const [index, size] of SIZES.entries()) {
      const up = Math.exp(1.2 * size - (size * size) / 2)
      const down = Math.exp(-1.2 * size - (size * size) / 2)
      assert.ok((rows[index] ?? 0) <= up && (rows[index] ?? 0) > up - 2e-4)
      assert.ok((rows[SIZES.length + index] ?? 0) <= down && (rows[SIZES.length + index] ?? 0) > down - 2e-4)
    }
  })

  test('grows by no more than one a point on average where nothing has changed', () => {
    const gauss = normal(random(2))
    const factors = fitFactors(Array.from({ length: 336 }, gauss), 1 / 336, Math.log(24_000))
    let total = 0
    for (let run = 0; run < 20_000; run += 1) {
      const rows = steps(
        factors,
        Array.from({ length: 20 }, () => Math.max(-3, Math.min(3, gauss()))),
      )
      total += rowTotal(rows, 0, 'up') + rowTotal(rows, 0, 'down')
    }
    assert.ok(total / 20_000 < 20, `${total / 20_000}`)
  })

  test('starts with what a start weighs', () => {
    const rows = Array.from({ length: ROW }, () => 0)
    growRow(rows, 0, plain, 0, 0, 0.5)
    assert.ok(Math.abs((rows[0] ?? 0) * GRAIN - 0.5 * (plain[0] ?? 0)) < 1e-4)
  })

  test('names the least size that still has a tenth of the best evidence', () => {
    const rows = steps(
      plain,
      Array.from({ length: 60 }, () => 0.8),
    )
    const least = leastSize(rows, 0, 'up')
    assert.ok(least >= 0.4 && least <= 0.8, `${least}`)
  })

  test('tolerates less where the level is known better', () => {
    const loose = fitFactors([], 1 / 100, 10)
    const tight = loosen(loose, 1 / 100, 1 / 400, 10)
    const direct = fitFactors([], 1 / 400, 10)
    for (const [index, factor] of tight.entries()) assert.ok(Math.abs(factor - (direct[index] ?? 0)) < 5e-5)
  })
})
