import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { type Found, searchRegimes } from '../../../../../src/stats/segmentation/shared-noise/search.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

const search = (values: readonly number[]): Found =>
  searchRegimes(
    { positions: Float64Array.from(values, (_, i) => i), values: Float64Array.from(values) },
    { least: 5, linePrice: 2, margin: 0 },
  )

describe('A search in shared noise', () => {
  test('finds a step in a row of thirty', () => {
    const [boundary, ...more] = search(
      ar1(randomStream(51), 30, 0).map((z, i) => z + (i >= 16 ? 3 : 0)),
    ).boundaries
    assert.deepEqual(more, [])
    assert.ok(Math.abs((boundary?.at ?? 0) - 16) <= 1)
    assert.equal(boundary?.step, true)
  })

  test('finds a level that is left without a jump', () => {
    const values = ar1(randomStream(52), 200, 0.3).map((z, i) => z + Math.max(0, i - 80) * 0.04)
    const [boundary, ...more] = search(values).boundaries
    assert.deepEqual(more, [])
    assert.equal(boundary?.hinge, true)
    assert.ok(Math.abs((boundary?.at ?? 0) - 80) < 30)
  })

  test('knows a row that begins on a line', () => {
    const { boundaries, slopeAtStart } = search(ar1(randomStream(53), 150, 0.2).map((z, i) => z + 0.05 * i))
    assert.deepEqual(boundaries, [])
    assert.equal(slopeAtStart, true)
  })

  test('finds several steps at once', () => {
    const values = ar1(randomStream(54), 300, 0.4).map((z, i) => z + (i >= 100 ? 4 : 0) - (i >= 180 ? 6 : 0))
    assert.deepEqual(
      search(values).boundaries.map(({ at }) => Math.round(at / 10)),
      [10, 18],
    )
  })

  test('leaves noise, a constant and what is too short in one piece', () => {
    for (const phi of [0, 0.5, 0.9]) {
      assert.deepEqual(search(ar1(randomStream(55, phi * 10), 200, phi)).boundaries, [], String(phi))
    }
    assert.deepEqual(search(Array.from({ length: 50 }, () => 7)).boundaries, [])
    assert.deepEqual(search([1, 1, 1, 9, 9, 9]).boundaries, [])
  })
})
