import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { logProbability, supportOf } from '../../../../src/stats/comparison/noncentral-hypergeometric.ts'
import { assertClose } from '../../../support/numbers.ts'

describe("Fisher's noncentral hypergeometric distribution", () => {
  test('agrees with SciPy', () => {
    // math.log(scipy.stats.nchypergeom_fisher.pmf(hits, first + second, first, events, odds)), SciPy 1.17.1
    const expected = [
      [10, 10, 3, 2, 2, -0.7419373447293773],
      [2, 18, 4, 1, 1, -1.0881409888008093],
      [50, 50, 10, 9, 3, -1.8564608325455803],
      [140, 80, 60, 30, 0.5, -2.1407127566398216],
      [5, 3, 6, 5, 1.7, -1.6281770348159845],
      [20, 20, 0, 0, 4, 0],
    ] as const
    for (const [first, second, events, hits, odds, log] of expected)
      assertClose(logProbability({ first, second, events }, hits, Math.log(odds)), log)
  })

  test('adds up to one over what is possible, and is nothing beyond', () => {
    const margins = { first: 7, second: 5, events: 8 }
    const [least, most] = supportOf(margins)
    assert.deepEqual([least, most], [3, 7])
    let sum = 0
    for (let hits = least; hits <= most; hits++) sum += Math.exp(logProbability(margins, hits, 1.3))
    assertClose(sum, 1)
    assert.equal(logProbability(margins, 2, 0), Number.NEGATIVE_INFINITY)
    assert.equal(logProbability(margins, 8, 0), Number.NEGATIVE_INFINITY)
  })
})
