// What a baseline's own errors may fake, and how far the detectors step back from it.
import { probit } from 'simple-statistics'
import { PAGE_OVER_WATCH } from './levels.ts'
import { clamp } from './score.ts'

/** In standard errors of the baseline's level: see docs/reference/detectors/evidence.md for how it was derived. */
const LARGEST_TOLERANCE = 0.8
/**
 * How much of ln A is guarded by caution about phi. Guarding all of it made series of every kind but the most strongly
 * autocorrelated two to five times as silent as they are promised to be, and late by as much (bench/nulls.ts).
 */
const GUARDED = 0.55
/** Grid of the autocorrelations that are held against the estimate. */
const PHI_STEP = 0.002
/** The skewness correction holds for skewness up to 1.2, a sixth of which this is. */
const LARGEST_SKEW = 0.2
/**
 * Degrees of freedom granted to a short baseline before a point is seen. It is short because its buckets are wide, and
 * memory fades across a wide bucket: what is .95 from hour to hour is .3 from day to day.
 */
const PRIOR_FREEDOM = 16
const LONG_BASELINE = 336
/** A page never needs more than this power of its evidence. */
const LARGEST_POWER = 3

/**
 * The tolerance nu of the component for shifts of `size`. A level known with variance SE^2 multiplies the rate of
 * false alarms by E[A^(2 b / d)], b ~ N(0, SE^2); nu = SE^2 ln A / d undoes that to first order. For small sizes it
 * is bounded, for there the order of the expansion no longer holds.
 */
export function toleranceFor(size: number, errorVariance: number, logThreshold: number): number {
  return Math.min((errorVariance * logThreshold) / size, LARGEST_TOLERANCE * Math.sqrt(errorVariance))
}

/**
 * The autocorrelation to whiten with, given an estimate from `count` points. Where phi is in truth larger, the sums
 * of what whitening leaves are wider by (1 - used) / (1 - phi), and evidence A becomes as common as A^(1 / v), v the
 * square of that. A truth z standard errors away has probability exp(-z^2 / 2); for no z may the two together exceed
 * 1 / A. So `1 - used` is the least of (1 - phi(z)) / sqrt(1 - z^2 / (2 ln A)), over the z that are not excluded at
 * one in sqrt(A). The variance is (1 - phi^2)/n + (14 phi^2 - 1)/n^2 and the skewness
 * -6 phi / sqrt(n (1 - phi^2)) (Bartlett 1946; White 1961), the latter inverted by Cornish and Fisher (1938).
 */
export function cautiousPhi(estimate: number, count: number, logThreshold: number, largest: number): number {
  const phi = clamp(estimate, 0, 0.999)
  const excluded = probit(1 - Math.exp(-logThreshold / 2)) ** 2
  const guarded = 2 * GUARDED * logThreshold
  let least = 1 - phi
  for (let truth = phi; truth < 0.999; truth += PHI_STEP) {
    const square = distance(phi, truth, count) ** 2
    if (square > excluded || square >= guarded) break
    least = Math.min(least, (1 - truth) / Math.sqrt(1 - square / guarded))
  }
  return Number(clamp(1 - least, 0, largest).toPrecision(6))
}

/**
 * Log evidence at which an alarm pages. A page is to be thirty times rarer than a watch also among the series whose
 * baseline happens to be wrong, and there the log-likelihood ratio of a shift grows like that of Student's t: evidence
 * x counts for (v / 2) ln(1 + 2 x / v). The degrees of freedom v are those of an estimate of the long-run variance,
 * whose log has the variance 2/n + 4 (1 + phi) / ((1 - phi) n) = 2 / v.
 */
export function pageEvidence(phi: number, count: number, logThreshold: number): number {
  const wanted = logThreshold + Math.log(PAGE_OVER_WATCH)
  const freedom = freedomOf(phi, count)
  const needed = (freedom / 2) * Math.expm1((2 * wanted) / freedom)
  return Number(Math.min(needed, LARGEST_POWER * wanted).toPrecision(6))
}

/** What evidence gathered against a learned baseline is worth: the inverse of `pageEvidence`, for what is told to people. */
export function worthOf(evidence: number, phi: number, count: number): number {
  const freedom = freedomOf(phi, count)
  const worth = (freedom / 2) * Math.log1p((2 * Math.max(evidence, 0)) / freedom)
  return Number(Math.max(worth, evidence / LARGEST_POWER).toPrecision(6))
}

function freedomOf(phi: number, count: number): number {
  const prior = PRIOR_FREEDOM * Math.max(0, 1 - count / LONG_BASELINE)
  return prior + count / (1 + (2 * (1 + phi)) / (1 - phi))
}

/** Normal score of an estimate, were `truth` the autocorrelation. */
function distance(estimate: number, truth: number, count: number): number {
  const variance = (1 - truth * truth) / count + Math.max(0, 14 * truth * truth - 1) / count ** 2
  const standard = (truth - estimate) / Math.sqrt(variance)
  const skew = Math.min(LARGEST_SKEW, truth / Math.sqrt(count * (1 - truth * truth)))
  if (skew < 1e-6) return standard
  return (Math.sqrt(1 + 4 * skew * (standard + skew)) - 1) / (2 * skew)
}
