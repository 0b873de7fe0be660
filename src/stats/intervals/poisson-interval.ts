// A count of events with the exact 95 % interval of its mean.
import type { Interval } from '../../core/interval.ts'
import { inverseLowerGamma } from '../incomplete-gamma.ts'
import { TAIL, Z } from './confidence.ts'

/** From here on the cube-root approximation is as good as the iteration, which would take ever longer. */
const LARGE = 1e6

/**
 * Garwood's exact interval (Garwood 1936), beyond a million events by the cube root of a chi-squared variate
 * (Wilson and Hilferty 1931; relative error below 1e-9 there). `count` is zero or more.
 */
export function poissonInterval(count: number): Interval {
  if (count > LARGE) return { value: count, lower: cubeRoot(count, -Z), upper: cubeRoot(count + 1, Z) }
  return {
    value: count,
    lower: count === 0 ? 0 : inverseLowerGamma(count, TAIL),
    upper: inverseLowerGamma(count + 1, 1 - TAIL),
  }
}

function cubeRoot(shape: number, z: number): number {
  return shape * (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3
}
