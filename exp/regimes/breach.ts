// Where the line of a regime crosses a limit: inside the regime, or projected beyond its end.
import type { Interval } from '../../core/interval.ts'
import { HALF } from './regime.ts'

/** A trend is carried forward at most ten times as long as it has been seen: beyond, nobody knows. */
const FARTHEST = 10

export interface Line {
  /** Where the row stood before the change, and where the new regime begins, in the scale of the limit. */
  before: number
  start: number
  /** First index of the new regime, and first index after it. */
  from: number
  to: number
  onset: Interval
  /** Rise of the new regime per index; null for a level. */
  rate: { value: number; error: number } | null
  /** Whether the new regime is the present one, so that its line leads into the future. */
  last: boolean
}

/** The crossing as an index with its 95 % interval; null: the limit is not crossed, as far as can be told. */
export function regimeBreach(line: Line, limit: number | null): Interval | null {
  if (limit === null) return null
  const { before, start, from, to, onset, rate, last } = line
  const side = Math.sign(limit - before)
  if (side === 0) return null
  if (side * (limit - start) <= 0) return onset
  if (rate === null) return null
  const pace = side * rate.value
  const slow = pace - HALF * rate.error
  if (!(slow > 0)) return null
  const togo = side * (limit - start)
  const value = from + togo / pace
  if (value > to + (last ? FARTHEST * (to - from) : 0)) return null
  return {
    value,
    lower: from + togo / (pace + HALF * rate.error),
    upper: from + togo / slow,
  }
}
