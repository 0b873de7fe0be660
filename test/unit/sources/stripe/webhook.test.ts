import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { createSignatureCheck } from '../../../../src/sources/stripe/webhook.ts'
import { SECRET, signatureOf } from '../../../support/sources/stripe-events.ts'

const NOW = Date.UTC(2026, 4, 1)
const AT = NOW / SECOND
const NEXT = 'whsec_the-secret-that-comes-next'
const BODY = Buffer.from('{"object":"event","note":"größer"}')

function isSigned(header: unknown, { secrets = [SECRET], body = BODY } = {}): boolean {
  const check = createSignatureCheck({ secrets, tolerance: 5 * MINUTE })
  return check({ 'stripe-signature': header as string }, body, NOW)
}

describe('a signature of Stripe', () => {
  test('is believed of its own body and secret alone', () => {
    assert.equal(isSigned(signatureOf(BODY, AT)), true)
    assert.equal(isSigned(signatureOf(BODY, AT), { body: Buffer.from('{"object":"event"}') }), false)
    assert.equal(isSigned(signatureOf(BODY, AT), { body: Buffer.alloc(0) }), false)
    assert.equal(isSigned(signatureOf(BODY, AT, [NEXT])), false)
  })

  test('is believed by the old secret and by the new one while one takes the place of the other', () => {
    const secrets = [SECRET, NEXT]
    for (const signers of [[SECRET], [NEXT], [NEXT, SECRET]])
      assert.equal(isSigned(signatureOf(BODY, AT, signers), { secrets }), true, signers.join())
    for (const known of secrets)
      assert.equal(isSigned(signatureOf(BODY, AT, [NEXT, SECRET]), { secrets: [known] }), true)
  })

  test('is a replay where it is older than the tolerance', () => {
    assert.equal(isSigned(signatureOf(BODY, AT - 299)), true)
    assert.equal(isSigned(signatureOf(BODY, AT - 301)), false)
  })

  test('is none where the header is anything else', () => {
    const good = signatureOf(BODY, AT)
    const [moment = '', proof = ''] = good.split(',')
    const wrong = [
      undefined,
      '',
      'v1=',
      't=,v1=',
      moment,
      proof,
      `t=0,${proof}`,
      good.replace('v1', 'v0'),
      [good],
    ]
    for (const header of wrong) assert.equal(isSigned(header), false, String(header))
  })
})
