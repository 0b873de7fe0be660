// Rows that are claims: made with a probability, and verified later, or never.
import type { Event, VerifierKind } from '../../../events/event.ts'
import { attributes, type Identity } from '../mapping/identity.ts'
import { type ClaimsMapping, DEFAULTS } from '../mapping/mapping.ts'
import {
  NOTHING,
  notBefore,
  type Reading,
  type ReadRow,
  type RowView,
  type TruthWords,
} from '../reading/rows/row.ts'

const VERIFIERS: readonly VerifierKind[] = ['human', 'test', 'model', 'self']

export function readClaims(mapping: ClaimsMapping, identity: Identity): ReadRow {
  const { table } = mapping
  const lists = mapping.outcomes ?? DEFAULTS.outcomes
  const words: TruthWords = { yes: lowerSet(lists.verified), no: lowerSet(lists.refuted) }
  const assumed = mapping.verifier ?? DEFAULTS.verifier

  return (row, rowKey) => {
    const id = row.required('id', row.entity('id'))
    const madeAt = row.required('madeAt', row.time('madeAt'))
    const probability =
      mapping.columns.probability === undefined ? 1 : row.required('probability', chance(row, 'probability'))
    if (id === null || madeAt === null || probability === null) return NOTHING
    const propensity = chance(row, 'propensity')
    const subject = identity.subject(table, id)
    const model = row.text('model')
    const claimType = row.text('claimType')
    const made: Event = {
      ...identity.envelope(table, rowKey, 'made', subject, madeAt),
      attributes: attributes({ 'slowburn.claim_type': claimType, 'gen_ai.request.model': model }),
      type: 'claim.made',
      data: {
        claimType: claimType ?? 'unknown',
        ...(model === null ? {} : { model }),
        probability,
        ...(propensity === null || propensity === 0 ? {} : { propensity }),
      },
    }
    return verification(row, made, rowKey)
  }

  function verification(row: RowView, made: Event, rowKey: string): Reading {
    if (!row.has('verifiedAt') && !row.has('outcome')) return { events: [made], state: 'open' }
    const raw = row.time('verifiedAt')
    const at = raw === null ? null : notBefore(row, 'verifiedAt', raw, made.at)
    const outcome = row.boolean('outcome', words)
    if (at === null || outcome === null) {
      const refused = row.refusals.some(({ role }) => role === 'verifiedAt' || role === 'outcome')
      return { events: [made], state: refused ? 'settled' : 'limbo' }
    }
    const verified: Event = {
      ...identity.envelope(table, rowKey, 'verified', made.subject, at),
      attributes: made.attributes,
      type: 'claim.verified',
      data: { outcome, verifier: verifierOf(row), audit: row.boolean('audited') ?? false },
    }
    return { events: [made, verified], state: 'settled' }
  }

  function verifierOf(row: RowView): VerifierKind {
    const named = row.text('verifier')?.toLowerCase()
    if (named === undefined) return assumed
    const kind = VERIFIERS.find(candidate => candidate === named)
    if (kind === undefined) row.refuse('verifier', `is none of ${VERIFIERS.join(', ')}; taken as ${assumed}`)
    return kind ?? assumed
  }
}

function chance(row: RowView, role: string): number | null {
  const value = row.number(role)
  if (value === null || (value >= 0 && value <= 1)) return value
  row.refuse(role, 'is no probability between 0 and 1')
  return null
}

function lowerSet(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map(word => word.toLowerCase()))
}
