// Looks back upon one course.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import type { RegimeChange } from '../../detection/regimes/regime.ts'
import { describeRegimes } from '../../detection/regimes/segmenter.ts'
import { logNormalTail } from '../../stats/normal.ts'
import type { Drift, Judged } from '../drift.ts'

export interface CourseCase {
  values: Float64Array
  /** Start of the first bucket. */
  from: Millis
  step: Millis
  /** How many courses are looked at in all. */
  of: number
}

/** Values below which nothing is said: what a live run needs of days. */
const FEWEST = 28
/** Of all that is looked at, the probability that chance alone is told of anything. */
const CHANCE = 0.05
/** A 95 % interval in standard errors, from end to end. */
const WHOLE = 2 * 1.96

export function judgeCourse({ values, from, step, of }: CourseCase): Judged {
  const first = values.findIndex(value => !Number.isNaN(value))
  const last = values.findLastIndex(value => !Number.isNaN(value))
  if (first < 0 || (values.length - 1 - last) * step >= DAY) return 'gone'
  const row = values.subarray(first, last + 1)
  const known = row.filter(value => !Number.isNaN(value))
  if (known.every(value => value === known[0])) return known.length < FEWEST ? 'short' : 'constant'
  if (known.length < FEWEST) return 'short'
  const start = from + first * step
  const { changes, enough } = describeRegimes(row, { clock: { start, bucket: step, zone: 'UTC' } })
  if (!enough) return 'short'
  // Each place of each course may be taken for the beginning of a change (Bonferroni).
  const rarest = Math.log(CHANCE / (2 * of * values.length))
  return {
    drifts: changes
      .filter(change => stands(change) && logNormalTail(zOf(change)) <= rarest)
      .map(change => driftOf(change, start, step)),
  }
}

function stands({ until, back }: RegimeChange): boolean {
  return until === null && !back
}

/** Its size in standard errors. */
function zOf({ effect: { absolute } }: RegimeChange): number {
  const error = (absolute.upper - absolute.lower) / WHOLE
  return error > 0 ? Math.abs(absolute.value) / error : Number.POSITIVE_INFINITY
}

function driftOf(
  { kind, direction, onset, effect, from, to }: RegimeChange,
  start: Millis,
  step: Millis,
): Drift {
  const moment = (index: number): Millis => start + Math.floor(index) * step
  const { value, lower, upper }: Interval = onset
  return {
    kind,
    direction,
    onset: { value: moment(value), lower: moment(lower), upper: moment(upper) },
    relative: effect.relative,
    absolute: effect.absolute,
    sigma: effect.sigma,
    from,
    to,
  }
}
