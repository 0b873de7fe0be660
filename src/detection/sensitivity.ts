// How soon a change of which size would be reported on a series: what many plants at moments of its own history have shown.
import type { Millis } from '../core/clock.ts'
import type { Direction } from './change.ts'

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

/** Fewer plants say nothing. */
export const FEWEST_PLANTS = 8
