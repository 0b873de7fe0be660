// What a series would bring from now on, were its future as its past: its own last whole weeks again, hour by hour.
import type { Millis } from '../../core/clock.ts'
import { WEEK } from '../../core/duration.ts'
import type { Point } from '../../series/series.ts'

/** At most so much of the past comes again. */
const LONGEST_WEEKS = 8

/**
 * So many buckets after the last point. Null where less than a whole week (of wider buckets: than all of them) is known.
 *
 * @param past oldest first
 */
export function futureOf(past: readonly Point[], bucket: Millis, buckets: number): Point[] | null {
  const [first, last] = [past[0], past.at(-1)]
  if (first === undefined || last === undefined) return null
  const end = last.at + bucket
  const week = Math.ceil(WEEK / bucket) * bucket
  const known = Math.floor((end - first.at) / week)
  const wanted = Math.ceil((buckets * bucket) / week)
  const period = Math.min(known, wanted, LONGEST_WEEKS) * week
  if (period === 0) return null
  const byStart = new Map(past.filter(({ at }) => at >= end - period).map(point => [point.at, point]))
  return Array.from({ length: buckets }, (_, k) => {
    const before = byStart.get(end - period + ((k * bucket) % period))
    const at = end + k * bucket
    return before === undefined ? { at, value: null, lower: null, upper: null, n: 0 } : { ...before, at }
  })
}
