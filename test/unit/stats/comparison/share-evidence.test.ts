import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { createShareEvidence } from '../../../../src/stats/comparison/share-evidence.ts'
import { assertClose } from '../../../support/numbers.ts'

describe('evidence that a share lies below a limit', () => {
  test('is the average of three likelihood ratios', () => {
    const evidence = createShareEvidence(0.1)
    for (let i = 0; i < 30; i++) evidence.add(false)
    const ratios = [1 / 0.9, 0.975 / 0.9, 0.95 / 0.9].map(one => one ** 30)
    assertClose(
      Math.exp(evidence.evidence()),
      ratios.reduce((sum, one) => sum + one / 3, 0),
    )
  })

  test('is enough after some 480 of which none failed, for one in a hundred', () => {
    const evidence = createShareEvidence(0.01)
    let trials = 0
    for (; evidence.evidence() < -Math.log(0.0225); trials++) evidence.add(false)
    assert.ok(trials > 350 && trials < 500, `${trials}`)
  })

  test('goes on after an event that one of its alternatives excludes', () => {
    const evidence = createShareEvidence(0.2)
    evidence.add(true)
    for (let i = 0; i < 200; i++) evidence.add(false)
    assert.ok(evidence.evidence() > 10)
  })

  test('rarely ever reaches its limit where the share is that of the limit', () => {
    let reached = 0
    for (let run = 0; run < 500; run++) {
      const random = randomStream(run, 'share')
      const evidence = createShareEvidence(0.05)
      for (let i = 0; i < 1500; i++) evidence.add(random.chance(0.05))
      if (evidence.evidence() >= -Math.log(0.05)) reached += 1
    }
    assert.ok(reached / 500 <= 0.07, `${reached}`)
  })
})
