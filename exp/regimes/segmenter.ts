// What changed over a whole row, looking back: who leads, and what both ways of looking say in one form.
import { DAY } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import type { Onset } from '../../stats/segmentation/shared-noise/regimes.ts'
import { groupSize, rungOf } from '../../stats/segmentation/shared-noise/rungs.ts'
import { valueCounts } from '../../stats/segmentation/value-counts.ts'
import { clocksOf, type RowClock } from './clocks.ts'
import { ownNoiseRegimes } from './own-noise.ts'
import type { Regimes } from './regime.ts'
import { withReturns } from './returns.ts'
import { sharedRegimes } from './shared-noise.ts'

export interface RegimeOptions {
  /** A value never to be crossed, for the projection. */
  limit?: number | null
  /** Null: the row has no clock. */
  clock?: RowClock | null
  /** What a live monitor raised, as indices: candidates that are tested along with what the search finds. */
  onsets?: readonly Onset[]
}

/** Longer rows are looked at in means of neighbours. */
const LONGEST = 20_000

/**
 * The regimes of a row (null, NaN: missing) and what separates them. Rows with a clock of a day or less, and rows of few events, are
 * seen in noise that all regimes share; the others in noise of their own, and in shared noise where that finds nothing.
 */
export function describeRegimes(
  values: ArrayLike<number | null>,
  { limit = null, clock = null, onsets = [] }: RegimeOptions = {},
): Regimes {
  const row = Float64Array.from({ length: values.length }, (_, i) => finite(values[i]))
  const paced = clock !== null && clock.bucket <= DAY ? clock : null
  if (paced !== null || isSparse(row)) return sharedInGroups(row, { limit, clock: paced, onsets })
  const own = ownNoiseRegimes(row, limit)
  if (own.boundaries.length === 0) return sharedInGroups(row, { limit, clock: null, onsets })
  return {
    ...own,
    changes: withReturns(own.changes),
    rhythm: own.period > 0 ? 'cycle' : 'none',
    strengths: onsets.map(() => null),
    enough: true,
  }
}

/** A row that is very long is looked at in means of neighbours, and told in its own indices. */
function sharedInGroups(row: Float64Array, { limit, clock, onsets }: Required<RegimeOptions>): Regimes {
  const perDay = clock === null ? null : DAY / clock.bucket
  const size = row.length > LONGEST ? groupSize(row.length / LONGEST, perDay) : 1
  const means = size === 1 ? row : groupMeans(row, size)
  const clocks = clock === null ? null : clocksOf({ ...clock, bucket: clock.bucket * size }, means.length)
  const found = sharedRegimes(means, clocks, {
    limit,
    onsets: onsets.map(onset => scaled(onset, at => Math.round(at / size))),
  })
  const own = (interval: Interval): Interval => scaled(interval, at => at * size)
  const changes = found.changes.map(change => ({
    ...change,
    onset: own(change.onset),
    until: change.until === null ? null : own(change.until),
    ended: change.ended === null ? null : own(change.ended),
    breach: change.breach === null ? null : own(change.breach),
  }))
  return {
    ...found,
    changes: withReturns(changes),
    boundaries: found.boundaries.map(at => at * size),
    period: found.period * size,
  }
}

function groupMeans(row: Float64Array, size: number): Float64Array {
  const { positions, values } = rungOf(row, size)
  const means = new Float64Array(Math.ceil(row.length / size)).fill(Number.NaN)
  for (const [k, place] of positions.entries()) means[place] = values[k] as number
  return means
}

function scaled({ value, lower, upper }: Interval, of: (at: number) => number): Interval {
  return { value: of(value), lower: of(lower), upper: of(upper) }
}

function finite(value: number | null | undefined): number {
  return value === null || value === undefined || !Number.isFinite(value) ? Number.NaN : value
}

/** A row of two values, or one in which most values are the same. */
function isSparse(row: Float64Array): boolean {
  const { distinct, commonest } = valueCounts(row)
  return distinct === 2 || commonest > 0.5
}
