// How late rows come: what a source has shown, not what it declares. Mergeable counts of bounded size.
import type { Millis } from '../../../core/clock.ts'
import { HOUR, SECOND } from '../../../core/duration.ts'

/** Rows that were seen for the first time, by how long after their time that was. Plain JSON. */
export interface Lateness {
  /** All rows, those that came in time among them. */
  rows: number
  /** Of rows that came late, by the number of the bucket: a second times 1.1 to that power at most. */
  late: Readonly<Record<string, number>>
}

export const NO_LATENESS: Lateness = { rows: 0, late: {} }

/** Longest time for which rows are waited for; what comes later still is taken late, and counted. */
export const LONGEST_WAIT: Millis = HOUR

const STEP = 1.1
/** Beyond this many rows the counts are halved, so that what was long ago weighs less. */
const REMEMBERED = 200_000

/** @param late How late each of the late ones among `rows` was. */
export function learn(before: Lateness, rows: number, late: readonly Millis[]): Lateness {
  const counts: Record<string, number> = { ...before.late }
  for (const ms of late) {
    const bucket = String(Math.max(0, Math.ceil(Math.log(Math.max(ms, 1) / SECOND) / Math.log(STEP))))
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  const after = { rows: before.rows + rows, late: counts }
  return after.rows > REMEMBERED ? halved(after) : after
}

/**
 * An upper bound of the 99.9 % quantile of the lateness, rounded up by 10 % at most; 0 where none was late. With fewer
 * than 2,995 rows the greatest stands: below that no rank bounds the quantile with 95 % confidence. From there on the
 * rank is the normal approximation of the binomial, 0.999 n + 1.645 sqrt(0.000999 n).
 */
export function usualLateness(lateness: Lateness): Millis {
  const { rows } = lateness
  const rank =
    rows < 2_995 ? rows : Math.min(rows, Math.ceil(0.999 * rows + 1.645 * Math.sqrt(0.000999 * rows)))
  return latenessAt(lateness, rank)
}

/** How late half of the rows are at least, rounded up by 10 % at most; 0 where most are in time. */
export function middleLateness(lateness: Lateness): Millis {
  return latenessAt(lateness, Math.ceil(lateness.rows / 2))
}

/** Of the row of a rank, from 1, by how late they are. */
function latenessAt({ rows, late }: Lateness, rank: number): Millis {
  const buckets = Object.entries(late)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => b - a)
  let above = rows - rank
  for (const [bucket, count] of buckets) {
    // Whole, for what is complete up to a moment is told in whole milliseconds.
    if (count > above) return Math.ceil(SECOND * STEP ** bucket)
    above -= count
  }
  return 0
}

function halved({ rows, late }: Lateness): Lateness {
  const kept = Object.entries(late).map(([bucket, count]) => [bucket, Math.floor(count / 2)] as const)
  return { rows: Math.floor(rows / 2), late: Object.fromEntries(kept.filter(([, count]) => count > 0)) }
}
