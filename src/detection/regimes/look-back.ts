// A whole series looked back upon: the segmenter's regimes as moments. A description only; it never raises an alarm.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Point } from '../../series/series.ts'
import { describeRegimes, type RegimeChange } from './segmenter.ts'

/** Plain JSON. */
export interface LookBack {
  /** Start of the first and of the last bucket that was looked at. */
  from: Millis
  to: Millis
  /** Buckets with a number. */
  points: number
  /** Length of the season that was set aside; 0: none. */
  season: Millis
  /** What separates the regimes, oldest first; empty: one regime. */
  changes: RegimeMoment[]
}

/** A change of regime with moments in place of indices. */
export type RegimeMoment = Omit<RegimeChange, 'onset' | 'breach'> & {
  onset: Interval
  breach: Interval | null
}

/** A year of hours and more; older points are left out. */
const MOST_BUCKETS = 10_000
/** Fewer numbers than this hold no two regimes of five. */
const FEWEST = 10

/** `points` oldest first. Null where there are too few numbers to part. */
export function lookBack(points: readonly Point[], bucket: Millis, limit: number | null): LookBack | null {
  const last = points.at(-1)
  if (last === undefined) return null
  const recent = points.filter(({ at }) => (last.at - at) / bucket < MOST_BUCKETS)
  const from = recent[0]?.at ?? last.at
  const row = new Float64Array(Math.round((last.at - from) / bucket) + 1).fill(Number.NaN)
  for (const { at, value } of recent) {
    if (value !== null && Number.isFinite(value)) row[Math.round((at - from) / bucket)] = value
  }
  const known = row.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)
  if (known < FEWEST) return null
  const { changes, period } = describeRegimes(row, limit)
  const moment = (index: number): Millis => Math.round(from + index * bucket)
  const moments = ({ value, lower, upper }: Interval): Interval => ({
    value: moment(value),
    lower: moment(lower),
    upper: moment(upper),
  })
  return {
    from,
    to: last.at,
    points: known,
    season: period * bucket,
    changes: changes.map(({ onset, breach, ...change }) => ({
      ...change,
      onset: moments(onset),
      breach: breach === null ? null : moments(breach),
    })),
  }
}
