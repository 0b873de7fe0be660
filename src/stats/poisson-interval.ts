// A count of events with the exact 95 % interval of its mean.
import type { Interval } from '../core/interval.ts'
import { TAIL } from './confidence.ts'
import { inverseLowerGamma } from './incomplete-gamma.ts'

/** Garwood's exact interval (Garwood 1936). `count` is a whole number, zero or more. */
export function poissonInterval(count: number): Interval {
  return {
    value: count,
    lower: count === 0 ? 0 : inverseLowerGamma(count, TAIL),
    upper: inverseLowerGamma(count + 1, 1 - TAIL),
  }
}
