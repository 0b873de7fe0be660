// Evidence that the level of a whitened series has shifted: a mixture of e-Shiryaev-Roberts processes.
import { toleranceFor } from '../baseline/caution.ts'
import { LARGEST_EVIDENCE, LARGEST_GAIN, SIZES, WEIGHTS } from '../baseline/mixture.ts'
import type { Detector } from './detector.ts'

/** For each size d, by sign: the constant factor exp(-d nu - psi) of one step. */
export interface LevelFrozen {
  up: readonly number[]
  down: readonly number[]
}

export interface LevelState {
  up: readonly number[]
  down: readonly number[]
}

/**
 * `R <- (1 + R) exp(d (+-e - nu) - psi)` for each size and sign; the evidence is the weighted mean of all R
 * (Shin, Ramdas and Rinaldo 2023, "E-detectors"). With psi at least d^2/2 and at least the log moment
 * generating function of the baseline's own innovations, each factor has mean at most one under the baseline,
 * so that R - t is a supermartingale and the mean time to reach A is at least A.
 */
export const levelEvidence: Detector<LevelFrozen, number, LevelState> = {
  name: 'level',
  start: () => ({ up: SIZES.map(() => 0), down: SIZES.map(() => 0) }),
  step(frozen, state, innovation) {
    const rise = Math.exp(0.1 * innovation)
    return { up: growAll(state.up, frozen.up, rise), down: growAll(state.down, frozen.down, 1 / rise) }
  },
  evidence: (_frozen, state) => Math.log(levelTotal(state) || Number.MIN_VALUE),
}

/** The weighted mean over all sizes and signs: the statistic that is held against the threshold. */
export function levelTotal({ up, down }: LevelState): number {
  return weighted(up) + weighted(down)
}

export function levelDirection({ up, down }: LevelState): 'up' | 'down' {
  return weighted(up) >= weighted(down) ? 'up' : 'down'
}

/** The least size of shift that the evidence of a direction still speaks for, in standard deviations. */
export function leastSize(state: LevelState, direction: 'up' | 'down'): number {
  const evidence = state[direction]
  const most = Math.max(...evidence)
  return SIZES.find((_size, index) => (evidence[index] ?? 0) >= most * PLAUSIBLE) ?? SIZES[0]
}

/** A size with less than this share of the best size's evidence is out of the question. */
const PLAUSIBLE = 0.1

/**
 * @param innovations the baseline's own, clipped, of mean 0 and mean square 1
 * @param errorVariance squared standard error of the baseline's level in the same unit
 * @param logThreshold log of the level at which a watch is raised
 */
export function fitLevel(
  innovations: readonly number[],
  errorVariance: number,
  logThreshold: number,
): LevelFrozen {
  const factors = (sign: 1 | -1): number[] =>
    SIZES.map(size => {
      const nu = toleranceFor(size, errorVariance, logThreshold)
      const psi = Math.max((size * size) / 2, logMeanExp(innovations, sign * size))
      return Number(Math.exp(-size * nu - psi).toPrecision(9))
    })
  return { up: factors(1), down: factors(-1) }
}

/** The same factors for a baseline whose level is known with another error variance. */
export function loosen(
  { up, down }: LevelFrozen,
  known: number,
  errorVariance: number,
  logThreshold: number,
): LevelFrozen {
  const more = SIZES.map(size =>
    Math.exp(
      size * (toleranceFor(size, known, logThreshold) - toleranceFor(size, errorVariance, logThreshold)),
    ),
  )
  const scaled = (factors: readonly number[]): number[] =>
    factors.map((factor, index) => Number((factor * (more[index] ?? 1)).toPrecision(9)))
  return { up: scaled(up), down: scaled(down) }
}

const MOST = Math.exp(LARGEST_GAIN)

/** Each size is twice the one before, so each power of the likelihood ratio is the square of the one before. */
function growAll(evidence: readonly number[], factors: readonly number[], first: number): number[] {
  const second = first * first
  const third = second * second
  const fourth = third * third
  const fifth = fourth * fourth
  const [e1 = 0, e2 = 0, e3 = 0, e4 = 0, e5 = 0] = evidence
  const [f1 = 0, f2 = 0, f3 = 0, f4 = 0, f5 = 0] = factors
  return [
    grow(e1, first * f1),
    grow(e2, second * f2),
    grow(e3, third * f3),
    grow(e4, fourth * f4),
    grow(e5, fifth * f5),
  ]
}

function grow(evidence: number, factor: number): number {
  return Math.min((1 + evidence) * Math.min(factor, MOST), LARGEST_EVIDENCE)
}

function logMeanExp(values: readonly number[], size: number): number {
  if (values.length === 0) return Number.NEGATIVE_INFINITY
  let total = 0
  for (const value of values) total += Math.exp(size * value)
  return Math.log(total / values.length)
}

function weighted(values: readonly number[]): number {
  let total = 0
  for (let index = 0; index < SIZES.length; index += 1) total += (WEIGHTS[index] ?? 0) * (values[index] ?? 0)
  return total
}
