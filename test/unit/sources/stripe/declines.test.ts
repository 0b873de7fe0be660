import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { declineOf } from '../../../../src/sources/stripe/declines.ts'

describe('a decline', () => {
  test('is for whoever its code says', () => {
    const faultOf = (code: string): string => declineOf({ code, outcome: 'issuer_declined' }).fault
    assert.equal(faultOf('insufficient_funds'), 'issuer')
    assert.equal(faultOf('authentication_required'), 'authentication')
    assert.equal(faultOf('incorrect_cvc'), 'customer')
    assert.equal(faultOf('duplicate_transaction'), 'ours')
    assert.equal(faultOf('processing_error'), 'processor')
  })

  test('is ours where a rule of ours, or of Radar, has stopped it, unless the customer mistyped', () => {
    assert.equal(declineOf({ code: 'highest_risk_level', outcome: 'blocked' }).fault, 'ours')
    assert.equal(declineOf({ code: 'fraudulent', outcome: 'blocked' }).fault, 'ours')
    assert.equal(declineOf({ code: null, outcome: 'invalid' }).fault, 'ours')
    assert.equal(declineOf({ code: 'invalid_number', outcome: 'invalid' }).fault, 'customer')
  })

  test('of a code that is new is for the bank where the bank declined, and else for nobody known', () => {
    assert.deepEqual(declineOf({ code: 'mercury_retrograde', outcome: 'issuer_declined' }), {
      reason: 'mercury_retrograde',
      fault: 'issuer',
    })
    assert.deepEqual(declineOf({ code: 'mercury_retrograde', outcome: null }), {
      reason: 'mercury_retrograde',
      fault: 'unknown',
    })
    assert.deepEqual(declineOf({ code: null, outcome: null }), { reason: 'unknown', fault: 'unknown' })
  })
})
