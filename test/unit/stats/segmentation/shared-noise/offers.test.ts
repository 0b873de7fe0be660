import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { finestSize, offeredTerms } from '../../../../../src/stats/segmentation/shared-noise/offers.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

const SEARCH = { least: 5, linePrice: 2, margin: 0 }

describe('What the searches offer', () => {
  test('is one step for a boundary that is seen in hours and in days', () => {
    const row = Float64Array.from(ar1(randomStream(71), 1200, 0.3), (z, i) => z + (i >= 600 ? 2 : 0))
    const terms = offeredTerms(row, { finest: finestSize(1200, 24, 1), day: 24 }, SEARCH)
    assert.deepEqual(
      terms.map(({ kind }) => kind),
      ['step'],
    )
    assert.ok(Math.abs((terms[0]?.at ?? 0) - 600) <= 24)
  })

  test('is a slope from the beginning where the row is one line', () => {
    const row = Float64Array.from(ar1(randomStream(72), 120, 0.2), (z, i) => z + 0.08 * i)
    assert.deepEqual(offeredTerms(row, { finest: 1, day: 1 }, SEARCH), [{ kind: 'hinge', at: 0 }])
  })

  test('is nothing for a store that fills and is emptied', () => {
    const random = randomStream(73)
    let level = 0
    const row = Float64Array.from({ length: 400 }, () => {
      level = level > 20 + 4 * random.uniform() ? 0 : level + 1 + 0.1 * random.normal()
      return level
    })
    assert.deepEqual(offeredTerms(row, { finest: 1, day: null }, SEARCH), [])
  })

  test('is sought in about 450 groups, or as many events a group as are needed', () => {
    assert.equal(finestSize(1000, 24, 1), 3)
    assert.equal(finestSize(1000, 24, 7), 8)
    assert.equal(finestSize(60, 1, 1), 1)
  })
})
