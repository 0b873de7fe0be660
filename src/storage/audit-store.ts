// What audits have found, as it is kept: one verdict an audit, and of each series how soon a change would be reported.
import type { Millis } from '../core/clock.ts'
import type { Direction } from '../detection/change.ts'

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
  /** Later plants that earlier cards were held against, and how many took as long as they said. */
  held: { of: number; inside: number }
  /** Processor time that it took. */
  cpuSeconds: number
}

/** How long plants took, of which some were never seen to be reported. */
export interface Delays {
  /** Plants, and how many of them were reported. */
  plants: number
  reported: number
  /** Half of all would be reported within this (Kaplan and Meier); null: fewer than half would, as far as they were followed. */
  within: Millis | null
  /** 95 of 100 further ones take as long; null: too few that are independent to say so. `upper` null: beyond what was followed. */
  range: { lower: Millis; upper: Millis | null } | null
  /** Plants that overlap no other while they last. */
  independent: number
  /** So long were at least five of them followed in vain; where fewer were, the longest of all. */
  followed: Millis
  /** Share that would be reported by then. */
  share: number
}

export interface Sensitivity {
  /** Of the usual value, or of a hundred points of a proportion: .2 is a fifth. */
  share: number
  /** Null: insufficient. */
  delays: Delays | null
}

export interface Card {
  /** End of the last point that it rests on. */
  upTo: Millis
  direction: Direction
  /** What sizes are shares of. */
  of: 'value' | 'points'
  sizes: readonly Sensitivity[]
  /** Share of the time for which it was watched in which something stood already, so that nothing further would be reported. */
  stood: number
}

export interface KeptCard {
  seriesId: number
  card: Card
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
}
