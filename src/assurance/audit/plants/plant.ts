// A fault that an audit plants: a pure transformation of what a series would have brought from a moment on.
import type { Millis } from '../../../core/clock.ts'
import type { Random } from '../../../core/random.ts'
import type { ChangeKind, Direction } from '../../../detection/change.ts'
import type { Family } from '../../../indicators/indicator.ts'
import type { Point } from '../../../series/series.ts'
import type { Typical } from './typical.ts'

/**
 * `share`: .2 is a fifth of the usual value. `points`: .2 is twenty points of a hundred, of proportions. `sigmas`: so many of its usual
 * deviations, on the scale on which its family is compared.
 */
export type Size = { share: number } | { points: number } | { sigmas: number }

/** Where it is planted. */
export interface Ground {
  onset: Millis
  bucket: Millis
  family: Family
  typical: Typical
  direction: Direction
  /** The same for the same plant on the same series: an audit that is repeated plants the same. */
  random: Random
}

export interface Plant {
  readonly name: string
  /** What it does, to follow `a series whose`. */
  readonly words: string
  /** Kinds of change as which it may rightly be reported; none: it must not be reported at all. */
  readonly kinds: readonly ChangeKind[]
  /** What no watch that works overlooks; null: it has no size. */
  readonly gross: Size | null
  /** Whether a watch that overlooks the gross one fails: else it is a figure of the audit, and no verdict. */
  readonly must: boolean
  /** Families of which it says something. */
  readonly families: readonly Family[]
  /** Why it says nothing of a series with this past, to follow `it`; null, or left out: it does. */
  unfit?(past: readonly Point[]): string | null
  /** Buckets after its onset within which the gross one has to be reported. */
  readonly within: number
  /**
   * The points from the onset on as they would be with the fault in them; those given are left as they are.
   *
   * @param future what would have come without it, oldest first, all at or after the onset
   */
  apply(future: readonly Point[], size: Size | null, ground: Ground): Point[]
}

export const EVERY_FAMILY: readonly Family[] = ['positive', 'real', 'proportion', 'count']
