import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyEvent } from '../../../../src/lifecycles/join.ts'
import { verificationsOf } from '../../../../src/lifecycles/kinds/claim.ts'
import { event, join } from '../../../support/facts/joining.ts'

describe('joining a claim', () => {
  const made = event('claim.made', 100, { claimType: 'built', probability: 0.9, propensity: 0.15 })
  const self = event('claim.verified', 200, { outcome: true, verifier: 'self', audit: false })
  const human = event('claim.verified', 300, { outcome: true, verifier: 'human', audit: false })
  const audit = event('claim.verified', 400, { outcome: false, verifier: 'human', audit: true })

  test('keeps the random audit over every other verification, and remembers the earliest other one', () => {
    const joined = join([made, self, audit, human])
    assert.equal(joined?.outcome, 'false')
    assert.equal(joined?.endedAt, 400)
    assert.deepEqual(joined?.measures, {
      audit: 1,
      probability: 0.9,
      propensity: 0.15,
      unaudited_at: 200,
      unaudited_true: 1,
    })
    assert.deepEqual(verificationsOf(joined ?? applyEvent(null, made)), {
      audited: { at: 400, outcome: false },
      unaudited: { at: 200, outcome: true },
    })
  })

  test('takes the earliest verification where none was an audit', () => {
    const joined = join([human, made, self])
    assert.equal(joined?.endedAt, 200)
    assert.equal(joined?.measures.audit, 0)
  })

  test('stays open while nobody has verified it', () => {
    assert.equal(join([made])?.endedAt, null)
  })

  test('takes probability, propensity and labels together from the earliest statement', () => {
    const restated = event('claim.made', 150, { claimType: 'served', probability: 0.2, model: 'm2' })
    for (const joined of [join([made, restated]), join([restated, made])]) {
      assert.deepEqual(joined?.labels, { claim_type: 'built' })
      assert.deepEqual(joined?.measures, { probability: 0.9, propensity: 0.15 })
    }
  })
})
