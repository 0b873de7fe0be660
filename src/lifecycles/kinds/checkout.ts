// A checkout: a step by which money comes in, or goes back, from its beginning until it is done, given up or failed.
import type { Millis } from '../../core/clock.ts'
import { type Facts, open, sorted } from '../facts.ts'
import type { Kind } from '../kind.ts'

/** From most to least flattering. */
const OUTCOMES: readonly (string | null)[] = ['completed', 'expired', 'failed']

/** The earliest start stands; the earliest end stands, at equal times the least flattering. Measures: none. */
export const checkout = {
  identity: 'subject',
  lasts: true,
  revisable: 0,
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
  if (endedAt === null || at < endedAt) return ended
  return at === endedAt && rankOf(ended) > rankOf(facts) ? ended : facts
}

/** Of two ends at one moment the one with the greater rank stands. */
function rankOf({ outcome, labels: { fault = '', reason = '', step = '' } }: Facts): string {
  return JSON.stringify([OUTCOMES.indexOf(outcome), reason, fault, step])
}
