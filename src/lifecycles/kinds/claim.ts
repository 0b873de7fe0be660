// A claim: made with a stated probability, verified by whoever looked.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { type Facts, open, remove, sorted } from '../facts.ts'
import type { Kind } from '../kind.ts'

/**
 * The earliest making stands, with all that it says. A verification that was a random audit stands over all others; the
 * earliest other one is kept, because it is what was known until the audit. Outcomes: `true`, `false`.
 * Measures: `probability`, `propensity`, `audit` (1 or 0), and `unaudited_at`, `unaudited_true` of a verification that
 * an audit stands over.
 */
export const claim = {
  identity: 'subject',
  lasts: true,
  // An audit may follow a verification by weeks, and stands over it.
  revisable: 30 * DAY,
  labels: {
    claim_type: 'What is claimed.',
    model: 'What claims it.',
    table: 'The table that it is a row of, where a source has several.',
  },
  joins: {
    'claim.made': (facts, { at, data: { table, claimType, model, probability, propensity } }) =>
      open(
        facts,
        at,
        { probability, propensity },
        { table, claim_type: claimType, model: model === '' ? undefined : model },
      ),
    'claim.verified': (facts, { at, data: { outcome, audit } }) => verify(facts, { at, outcome }, audit),
    'claim.removed': (facts, { at }) => remove(facts, at),
  },
} satisfies Kind

interface Verification {
  at: Millis
  outcome: boolean
}

function verify(facts: Facts, reported: Verification, audit: boolean): Facts {
  const { audited, unaudited } = verificationsOf(facts)
  const nextAudited = audit ? first(audited, reported) : audited
  const nextUnaudited = audit ? unaudited : first(unaudited, reported)
  const standing = nextAudited ?? nextUnaudited
  if (standing === null) return facts
  const behind = nextAudited === null ? null : nextUnaudited
  return {
    ...facts,
    endedAt: standing.at,
    outcome: String(standing.outcome),
    measures: sorted({
      ...facts.measures,
      audit: nextAudited === null ? 0 : 1,
      unaudited_at: behind?.at,
      unaudited_true: behind === null ? undefined : Number(behind.outcome),
    }),
  }
}

/** The earliest random audit of a claim and the earliest verification of any other origin. */
export function verificationsOf({ endedAt, outcome, measures }: Facts): {
  audited: Verification | null
  unaudited: Verification | null
} {
  if (endedAt === null) return { audited: null, unaudited: null }
  const standing = { at: endedAt, outcome: outcome === 'true' }
  if (measures.audit !== 1) return { audited: null, unaudited: standing }
  const at = measures.unaudited_at
  return {
    audited: standing,
    unaudited: at === undefined ? null : { at, outcome: measures.unaudited_true === 1 },
  }
}

function first(known: Verification | null, reported: Verification): Verification {
  if (known === null || reported.at < known.at) return reported
  if (reported.at > known.at) return known
  return known.outcome ? reported : known
}
