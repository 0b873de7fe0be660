import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { auditHere } from '../../../../support/audit/audited-store.ts'

describe('a plant both ways', () => {
  test('is reported as soon by the detector alone as the whole way to the message', async t => {
    const { crossChecks } = await auditHere(t, { types: ['build', 'test'] })
    assert.equal(crossChecks.length, 2)
    for (const { detector, whole, agree, share } of crossChecks) {
      assert.ok(agree && detector !== null && whole !== null, JSON.stringify({ detector, whole }))
      assert.equal(share, 0.5)
    }
  })
})
