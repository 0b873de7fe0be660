import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { paretoTail, TAIL_BINS, tailBin } from '../../../src/stats/pareto-tail.ts'

/**
 * scipy: `e = [1.4**k - 1 for k in range(9)] + [inf]`, then
 * `[round(1e5 * (genpareto.sf(a, c, scale=s) - genpareto.sf(b, c, scale=s))) for a, b in zip(e, e[1:])]`; what is expected at x thresholds is
 * `genpareto.sf(x - 1, c, scale=s)`.
 */
// c = .2, s = .5
const HEAVY = {
  counts: [52389, 27918, 12600, 4847, 1611, 472, 124, 30, 9],
  at: [2, 3, 5],
  scipy: [0.185934, 0.052922, 0.008417],
}
// c = 0, s = .4
const LIGHT = {
  counts: [63212, 27716, 7794, 1196, 80, 2, 0, 0, 0],
  at: [2, 3],
  scipy: [0.082085, 0.006738],
}

describe('the tail beyond a threshold', () => {
  for (const [name, { counts, at, scipy }] of Object.entries({ HEAVY, LIGHT })) {
    test(`of many values is the generalised Pareto that they came from: ${name.toLowerCase()}`, () => {
      for (const [index, times] of at.entries()) {
        const seen = counts.map(count => Math.round(count / 50))
        const ratio = paretoTail(seen, times) / (scipy[index] ?? 0)
        assert.ok(ratio > 0.8 && ratio < 1.25, `${times}: ${ratio}`)
      }
    })
  }

  test('is held to be the heavier the fewer values are known of it', () => {
    const share = (size: number): number =>
      paretoTail(
        LIGHT.counts.map(count => Math.round((count * size) / 1e5)),
        8,
      )
    assert.ok(share(17) > share(34) && share(34) > 10 * share(340), [17, 34, 340].map(share).join())
  })

  test('is held to be of the shape of the other side too', () => {
    const few = [9, 4, 2, 1, 0, 0, 0, 0, 0]
    const heavy = [40, 25, 15, 9, 5, 3, 2, 1, 1]
    const light = LIGHT.counts.map(count => Math.round(count / 1000))
    const alone = paretoTail(few, 8)
    assert.ok(paretoTail(few, 8, light) < alone && alone < paretoTail(few, 8, heavy))
  })

  test('falls from one at the threshold', () => {
    assert.ok(Math.abs(paretoTail(HEAVY.counts, 1) - 1) < 1e-12)
    for (let times = 1; times < 40; times += 1)
      assert.ok(
        paretoTail([9, 4, 2, 1, 0, 0, 0, 0, 0], times) > paretoTail([9, 4, 2, 1, 0, 0, 0, 0, 0], times + 1),
      )
  })

  test('is counted in bins that widen, the last without an end', () => {
    assert.deepEqual([1, 1.39, 1.41, 2, 100].map(tailBin), [0, 0, 1, 2, TAIL_BINS - 1])
  })
})
