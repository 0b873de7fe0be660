// A checkout: a step by which money comes in, or goes back, from its beginning until it is done, given up or failed.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { type Facts, open, sorted } from '../facts.ts'
import type { Kind } from '../kind.ts'

/** From most to least flattering. */
const OUTCOMES: readonly (string | null)[] = ['completed', 'expired', 'failed']

/** Stripe tells days later that a refund has failed which it had called done. */
const REVISABLE = 30 * DAY

/** The earliest start stands; of the ends the least flattering, of equal ones the earliest. Measures: none. */
export const checkout = {
  identity: 'subject',
  lasts: true,
  revisable: REVISABLE,
  labels: {
    step: 'Which step it is: `checkout`, `payment`, `charge`, `invoice`, `refund`, `dispute`.',
    reason: 'Why it failed or was given up, in the word of who said so: a decline code.',
    fault: 'Who is to mend a failure: `issuer`, `authentication`, `customer`, `processor`, `ours`.',
  },
  joins: {
    'checkout.started': (facts, { at, data: { step } }) => open(facts, at, {}, { step }),
    'checkout.completed': (facts, { at, data }) => end(facts, at, 'completed', data),
    'checkout.expired': (facts, { at, data }) => end(facts, at, 'expired', data),
    'checkout.failed': (facts, { at, data }) => end(facts, at, 'failed', data),
  },
} satisfies Kind

interface Told {
  step: string
  reason?: string
  fault?: string
}

/** The step is that of the start, where there is one: an end that comes before it stands in until then. */
function end(facts: Facts, at: Millis, outcome: string, told: Told): Facts {
  const { openedAt, endedAt, labels } = facts
  const { reason, fault } = told
  const step = openedAt === null ? told.step : labels.step
  const ended: Facts = { ...facts, endedAt: at, outcome, labels: sorted({ ...labels, step, reason, fault }) }
  if (endedAt === null) return ended
  const [worse, earlier] = [flattery(facts) - flattery(ended), endedAt - at]
  const stands = worse || earlier || (saidOf(ended) > saidOf(facts) ? 1 : -1)
  return stands > 0 ? ended : facts
}

function flattery({ outcome }: Facts): number {
  return -OUTCOMES.indexOf(outcome)
}

/** Tells two ends apart that are equal in all else. */
function saidOf({ labels: { fault = '', reason = '', step = '' } }: Facts): string {
  return JSON.stringify([reason, fault, step])
}
