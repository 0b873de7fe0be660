// The share of successes among trials, with its 95 % interval.
import type { Interval } from '../../core/interval.ts'
import { Z } from './confidence.ts'

/**
 * Wilson's score interval (Wilson 1927; recommended for small n by Brown, Cai and DasGupta 2001).
 * `trials` must be positive and may be fractional: an effective sample size. `0 <= successes <= trials`.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  const share = successes / trials
  const spread = (Z * Z) / trials
  const centre = (share + spread / 2) / (1 + spread)
  const half = Math.sqrt(share * (1 - share) * spread + (spread * spread) / 4) / (1 + spread)
  return {
    value: share,
    lower: successes <= 0 ? 0 : Math.max(0, centre - half),
    upper: successes >= trials ? 1 : Math.min(1, centre + half),
  }
}
