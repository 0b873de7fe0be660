// What audits have found, as it is kept: one verdict an audit, and of each series how soon a change would be reported.
import type { Millis } from '../core/clock.ts'
import type { Card } from '../detection/sensitivity.ts'

/** `broken`: the audit itself could not be carried out, so that nothing is known. */
export type AuditVerdict = 'pass' | 'fail' | 'insufficient' | 'broken'

export interface AuditFinding {
  /** Which kind of finding it is, in a word or two. */
  what: string
  /** A sentence. */
  words: string
  /** Whether it alone makes the audit fail. */
  fails: boolean
}

export interface KeptAudit {
  /** What was audited is what it was then; null: it broke before that was known. */
  at: Millis | null
  endedAt: Millis
  verdict: AuditVerdict
  findings: readonly AuditFinding[]
  /** Series in which faults were planted. */
  series: number
  plants: ReadonlyArray<{ plant: string; planted: number; reported: number }>
  /** By size: series with a card in which half of such changes would be reported after a week or not at all, of all with one. */
  late: ReadonlyArray<{ share: number; series: number; of: number }>
  /** Later plants that earlier cards were held against, and how many took as long as they said. */
  held: { of: number; inside: number }
  /** Processor time that it took. */
  cpuSeconds: number
}

export interface KeptCard {
  seriesId: number
  card: Card
}

/** A message of which a receipt is wanted. */
export interface KeptCanary {
  id: string
  sentAt: Millis
  /** Null: it has not arrived, as far as anybody says. */
  receivedAt: Millis | null
}

export interface AuditStore {
  /** One commit; lets go of what is older than anybody asks for. */
  add(audit: KeptAudit, cards: readonly KeptCard[]): void
  /** Newest first. */
  list(limit: number): KeptAudit[]
  /** The latest card of a series; null before the first. */
  card(seriesId: number): Card | null
  /** The latest card of each series. */
  cards(): KeptCard[]
  sendCanary(id: string, at: Millis): void
  /** False where none of that id was sent; the first receipt stands. */
  receiveCanary(id: string, at: Millis): boolean
  canary(id: string): KeptCanary | null
}
