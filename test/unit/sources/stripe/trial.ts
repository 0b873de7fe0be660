// Stripe, as it sends that a charge succeeded or that a payment began, for the suite of sources.
import { SECOND } from '../../../../src/core/duration.ts'
import type { TrialSender } from '../../../support/sources/source-trial.ts'
import { charge, SECRET, signatureOf, stripeEvent } from '../../../support/sources/stripe-events.ts'

export const sender: TrialSender = {
  entry: { name: 'payments', type: 'stripe', secrets: [SECRET] },
  path: '/webhook',
  signatureOf: body => ({ 'stripe-signature': signatureOf(body, Math.floor(Date.now() / SECOND)) }),
  requestOf: (subject, at) => {
    const created = at / SECOND
    const event = stripeEvent('charge.pending', created, charge(subject, created, { status: 'pending' }), {
      id: `evt_${subject}`,
    })
    return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(event)) }
  },
}
