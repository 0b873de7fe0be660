// An audit as it is kept.
import { WEEK } from '../../../core/duration.ts'
import type { KeptAudit, KeptCard } from '../../../storage/audit-store.ts'
import type { Audit } from '../audit.ts'
import { summariesOf } from './summary.ts'

export interface AuditReport {
  audit: KeptAudit
  cards: KeptCard[]
}

/** Where nothing is known of a size there is nothing to be late. */
function lateOf(cards: Audit['cards']): KeptAudit['late'] {
  const shares = [...new Set(cards.flatMap(({ sizes }) => sizes.map(({ share }) => share)))]
  return shares.map(share => {
    const known = cards.flatMap(({ sizes }) => sizes.find(one => one.share === share)?.delays ?? [])
    const late = known.filter(({ within, followed }) => (within === null ? followed >= WEEK : within > WEEK))
    return { share, series: late.length, of: known.length }
  })
}

/** `endedAt` by slowburn's clock; `cpuSeconds` of the processor. */
export function recordOf(audit: Audit, endedAt: number, cpuSeconds: number): AuditReport {
  const { at, verdict, findings, series, cards } = audit
  const held = { of: 0, inside: 0 }
  for (const one of cards) {
    held.of += one.held.of
    held.inside += one.held.inside
  }
  const plants = summariesOf(audit).map(({ plant, planted, reported }) => ({ plant, planted, reported }))
  return {
    audit: { at, endedAt, verdict, findings, series, plants, late: lateOf(cards), held, cpuSeconds },
    cards: cards.map(({ series: { id: seriesId }, upTo, direction, of, sizes, stood }) => {
      return { seriesId, card: { upTo, direction, of, sizes, stood } }
    }),
  }
}
