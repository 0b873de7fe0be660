import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { createSplitEvidence } from '../../../../src/stats/comparison/split-evidence.ts'
import { assertClose } from '../../../support/numbers.ts'

function evidenceOf(share: number, meant: number, trials: number, seed: number): number {
  const random = randomStream(seed, 'split', share)
  const split = createSplitEvidence(meant)
  for (let i = 0; i < trials; i++) split.add(random.chance(share))
  return split.evidence()
}

describe('evidence against a split', () => {
  test('is the beta-binomial over the binomial probability', () => {
    // from scipy.special import betaln; import math
    // betaln(50 + 30, 50 + 0) - betaln(50, 50) - 30 * math.log(.5), SciPy 1.17.1
    const split = createSplitEvidence(0.5)
    for (let i = 0; i < 30; i++) split.add(true)
    assertClose(split.evidence(), 3.3886835994694025)
  })

  test('rarely ever reaches its limit where the split is as meant', () => {
    const reached = Array.from({ length: 500 }, (_, seed) => evidenceOf(0.1, 0.1, 2000, seed)).filter(
      one => one >= -Math.log(0.05),
    )
    assert.ok(reached.length / 500 <= 0.07, `${reached.length}`)
  })

  test('is enough where a tenth was meant and a seventh came', () => {
    assert.ok(evidenceOf(1 / 7, 0.1, 3000, 1) > -Math.log(0.005))
  })
})
