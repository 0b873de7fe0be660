// The sizes of shift that evidence is gathered for, and the arithmetic common to all mixtures of them.

/** In standard deviations: from a creep that takes weeks to show to a jump, each twice the one before. */
export const SIZES = [0.1, 0.2, 0.4, 0.8, 1.6] as const

/** Scores beyond this many standard deviations count as this many. */
export const CLIP = 3
/** No single point multiplies any evidence by more than e to this: a lone spike never makes an alarm. */
export const LARGEST_GAIN = 3.4
/** A shift smaller than this share of sigma is not worth anybody's attention. */
export const TOLERANCE = 0.1
/** Evidence beyond this says nothing more; it keeps the state finite. */
export const LARGEST_EVIDENCE = 1e100

/**
 * How much of a shift of size `size` the baseline's own error may fake. With the level known to within
 * a standard error SE, E[A^(2 b / d)] over b ~ N(0, SE^2) is undone by nu = SE^2 ln A / d (docs/detectors/evidence.md).
 */
export function toleranceFor(
  size: number,
  floor: number,
  errorVariance: number,
  logThreshold: number,
): number {
  return Math.max(floor, Math.min((errorVariance * logThreshold) / size, 1.5 * Math.sqrt(errorVariance)))
}
