// Where the line of a regime crosses a limit: inside the regime, or projected beyond its end.
import type { Interval } from '../../core/interval.ts'
import type { Segment } from '../../stats/segmentation/segment.ts'

/** A trend is carried forward at most ten times as long as it has been seen: beyond, nobody knows. */
const FARTHEST = 10
const HALF = 1.96

interface Crossing {
  older: Segment
  newer: Segment
  onset: Interval
  /** Rise of the new regime per index; null for a level. */
  rate: { value: number; error: number } | null
  /** Whether the new regime is the present one, so that its line leads into the future. */
  last: boolean
}

/** The crossing as an index with its 95 % interval; null: the limit is not crossed, as far as can be told. */
export function regimeBreach(
  { older, newer, onset, rate, last }: Crossing,
  limit: number | null,
): Interval | null {
  if (limit === null) return null
  const side = Math.sign(limit - older.end)
  if (side === 0) return null
  if (side * (limit - newer.start) <= 0) return onset
  if (rate === null) return null
  const pace = side * rate.value
  const slow = pace - HALF * rate.error
  if (!(slow > 0)) return null
  const togo = side * (limit - newer.start)
  const value = newer.from + togo / pace
  if (value > newer.to + (last ? FARTHEST * (newer.to - newer.from) : 0)) return null
  return {
    value,
    lower: newer.from + togo / (pace + HALF * rate.error),
    upper: newer.from + togo / slow,
  }
}
