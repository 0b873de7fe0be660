// The sizes of shift that evidence is gathered for, and the arithmetic common to all mixtures of them.

/** In standard deviations: from a creep that takes weeks to show to a jump, each twice the one before. */
export const SIZES = [0.1, 0.2, 0.4, 0.8, 1.6] as const

/** Scores beyond this many standard deviations count as this many. */
export const CLIP = 3
/** No single point multiplies any evidence by more than e to this: a lone spike never makes an alarm. */
export const LARGEST_GAIN = 3.4
/** Evidence beyond this says nothing more; it keeps the state finite. */
export const LARGEST_EVIDENCE = 1e100

/**
 * Weight of each size, by sign; all of them sum to one. Evidence for size d has about 2 / d^2 starting points for
 * free, which weights of d^2 would make up for; ramps are seen by the small sizes. The square root of d is between.
 */
export const WEIGHTS: readonly number[] = SIZES.map(
  size => Math.sqrt(size) / (2 * SIZES.reduce((sum, each) => sum + Math.sqrt(each), 0)),
)
