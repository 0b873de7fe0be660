import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { stripeOptions } from '../../../../src/sources/stripe/options.ts'
import { SECRET } from '../../../support/sources/stripe-events.ts'

test('a Stripe source means live payments, believes signatures for five minutes, and has one to five secrets', () => {
  const entry = (secrets: string[], more = {}) => ({ name: 'payments', type: 'stripe', secrets, ...more })
  const { mode, tolerance, lateness } = stripeOptions.parse(entry([SECRET]))
  assert.deepEqual([mode, tolerance, lateness], ['live', 5 * MINUTE, 10 * MINUTE])
  for (const bad of [
    entry([]),
    entry(['short']),
    entry(Array<string>(6).fill(SECRET)),
    entry([SECRET], { mode: 'both' }),
    entry([SECRET], { tolerance: '0s' }),
  ])
    assert.equal(stripeOptions.safeParse(bad).success, false, JSON.stringify(bad))
})
