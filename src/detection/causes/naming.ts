// Whether one of the candidates may be named as the cause: by how soon the change followed it, and by how seldom such a thing
// happens. Where releases come every day, one that coincides says nothing.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'

export interface Candidate<T> {
  cause: T
  at: Millis
  /** Prior probability that a change is caused by something of this kind. */
  prior: number
  /** How many such happen in an hour. */
  perHour: number
  /** By how much its own moment may be off, as a standard deviation: 0 of what was announced. */
  off: Millis
}

export interface Named<T> {
  cause: T
  /** That it is the cause, and neither another candidate nor something unknown. */
  probability: number
}

/** Less is no name. Simulated (`bench/incidents/causes.ts`): where one is named, it is right in 95 of 100. */
const NAMED_FROM = 0.9
/** z of the ends of a 90 % interval. */
const Z90 = 1.6448536269514722
const LEAST_BUCKETS = 0.6
const POINTS = 120
/** How long after its cause a change begins, in hours: mostly at once; seldom late; or the clocks of two sources differ. */
const SOON = { share: 0.768, mean: 1.5 }
const LATE = { share: 0.192, mean: 10 }
const CLOCKS = { share: 0.04, mean: 2 }

/** The likeliest, where it is likely enough; null: no cause can be named. `unknown`: prior probability of any other cause, or none. */
export function nameCause<T>(
  onset: Interval,
  bucket: Millis,
  candidates: ReadonlyArray<Candidate<T>>,
  unknown: number,
): Named<T> | null {
  const weighed = candidates.map(one => {
    return { cause: one.cause, weight: (one.prior * followed(onset, bucket, one)) / one.perHour }
  })
  const all = weighed.reduce((sum, { weight }) => sum + weight, unknown)
  const best = weighed.reduce<(typeof weighed)[number] | null>(
    (most, one) => (most === null || one.weight > most.weight ? one : most),
    null,
  )
  if (best === null || best.weight / all < NAMED_FROM) return null
  return { cause: best.cause, probability: best.weight / all }
}

/** Density, per hour, of a change that began as the interval says behind something that happened at `at`. */
function followed(
  { value, lower, upper }: Interval,
  bucket: Millis,
  { at, off }: Pick<Candidate<unknown>, 'at' | 'off'>,
): number {
  const least = (LEAST_BUCKETS * bucket) / HOUR
  const spread = (side: Millis): number => Math.hypot(Math.max(least, side / HOUR / Z90), off / HOUR)
  const [early, late] = [spread(value - lower), spread(upper - value)]
  const likeliest = (value - at) / HOUR
  const [from, to] = [likeliest - 4 * early, likeliest + 4 * late]
  const step = (to - from) / POINTS
  let sum = 0
  for (let k = 0; k < POINTS; k++) {
    const after = from + (k + 0.5) * step
    const sd = after < likeliest ? early : late
    sum += step * normal((after - likeliest) / sd, sd) * lagging(after, step)
  }
  return sum
}

function normal(z: number, sd: number): number {
  return Math.exp(-0.5 * z * z) / (sd * Math.sqrt(2 * Math.PI))
}

/** Density of a lag, averaged over a step: where the onset is known to days only, an hour is less than a step. */
function lagging(after: number, step: number): number {
  const [a, b] = [after - step / 2, after + step / 2]
  return (lagsUpTo(b) - lagsUpTo(a)) / step
}

function lagsUpTo(hours: number): number {
  const behind = (mean: number): number => (hours <= 0 ? 0 : 1 - Math.exp(-hours / mean))
  const either = hours < 0 ? 0.5 * Math.exp(hours / CLOCKS.mean) : 1 - 0.5 * Math.exp(-hours / CLOCKS.mean)
  return SOON.share * behind(SOON.mean) + LATE.share * behind(LATE.mean) + CLOCKS.share * either
}
