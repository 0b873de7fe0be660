// An audit as it is kept.
import type { KeptAudit, KeptCard } from '../../../storage/audit-store.ts'
import type { Audit } from '../audit.ts'
import { summariesOf } from './summary.ts'

export interface AuditReport {
  audit: KeptAudit
  cards: KeptCard[]
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
    audit: { at, endedAt, verdict, findings, series, plants, held, cpuSeconds },
    cards: cards.map(({ series: { id: seriesId }, upTo, direction, of, sizes, stood }) => {
      return { seriesId, card: { upTo, direction, of, sizes, stood } }
    }),
  }
}
