// Rows of e-Shiryaev-Roberts processes for shifts of either sign and of every size, one after another in one flat array.
import { toleranceFor } from './caution.ts'
import { LARGEST_EVIDENCE, LARGEST_GAIN, SIZES, WEIGHTS } from './mixture.ts'

/** For each process of a row, the constant factor exp(-d nu - psi) of one step. */
export type Factors = readonly number[]

/** Processes of one model: the sizes upwards, then the sizes downwards. */
export const ROW = 2 * SIZES.length

/**
 * `R <- (W + R) exp(d (+-e - nu) - psi)` for each size and sign, W being 1 (Shin, Ramdas and Rinaldo 2023, "E-detectors").
 * With psi at least d^2/2 and at least the log moment generating function of the baseline's own innovations, each factor has
 * mean at most one under the baseline, so that R - t is a supermartingale and the mean time to reach A is at least A.
 *
 * @param innovations the baseline's own, clipped, of mean 0 and mean square 1
 * @param errorVariance squared standard error of the baseline's level in the same unit
 * @param logThreshold log of the level at which a watch is raised
 */
export function fitFactors(
  innovations: readonly number[],
  errorVariance: number,
  logThreshold: number,
): Factors {
  const moments = logMeanExps(innovations)
  const factors = (of: readonly number[]): number[] =>
    SIZES.map((size, index) => {
      const nu = toleranceFor(size, errorVariance, logThreshold)
      const psi = Math.max((size * size) / 2, of[index] ?? 0)
      return short(Math.exp(-size * nu - psi))
    })
  return [...factors(moments.up), ...factors(moments.down)]
}

/** The same factors for a baseline whose level is known with another error variance. */
export function loosen(
  factors: Factors,
  known: number,
  errorVariance: number,
  logThreshold: number,
): Factors {
  const more = SIZES.map(size =>
    Math.exp(
      size * (toleranceFor(size, known, logThreshold) - toleranceFor(size, errorVariance, logThreshold)),
    ),
  )
  return factors.map((factor, place) => short(factor * (more[place % SIZES.length] ?? 1)))
}

/** Five decimals, rounded down: a state is kept as text. */
function short(factor: number): number {
  return Math.floor(factor * 1e5) / 1e5
}

const MOST = Math.exp(LARGEST_GAIN)

/** Evidence is kept as whole numbers of this, rounded down, as far as that matters. */
export const GRAIN = 1e-4
const PER_GRAIN = 1e4
/** Beyond this many grains it does not. */
const SHORT = 1e10
const LARGEST = LARGEST_EVIDENCE * PER_GRAIN

/**
 * Grows the row that begins at `offset`, in place, in grains; each start weighs `weight`. Each size is twice the one before.
 *
 * @param factors those of the row begin at `from`
 */
export function growRow(
  rows: number[],
  offset: number,
  factors: ArrayLike<number>,
  from: number,
  innovation: number,
  weight: number,
): void {
  const start = weight * PER_GRAIN
  let power = Math.exp(LEAST_SIZE * innovation)
  for (let size = 0; size < MANY; size += 1) {
    const up = offset + size
    rows[up] = grown(rows[up] as number, power * (factors[from + size] as number), start)
    const down = up + MANY
    rows[down] = grown(rows[down] as number, (factors[from + MANY + size] as number) / power, start)
    power *= power
  }
}

const LEAST_SIZE = SIZES[0]
const MANY = SIZES.length

function grown(before: number, factor: number, start: number): number {
  const next = (start + before) * (factor < MOST ? factor : MOST)
  if (next < SHORT) return Math.floor(next)
  return next < LARGEST ? next : LARGEST
}

/** The weighted mean over the sizes of one sign, in the unit of the rows; both signs together weigh one. */
export function rowTotal(rows: readonly number[], offset: number, direction: 'up' | 'down'): number {
  const from = direction === 'up' ? offset : offset + SIZES.length
  let total = 0
  for (let size = 0; size < SIZES.length; size += 1)
    total += (WEIGHTS[size] as number) * (rows[from + size] as number)
  return total
}

/** A size with less than this share of the best size's evidence is out of the question. */
const PLAUSIBLE = 0.1

/** The least size of shift that the evidence of a direction still speaks for, in standard deviations. */
export function leastSize(rows: readonly number[], offset: number, direction: 'up' | 'down'): number {
  const from = direction === 'up' ? offset : offset + SIZES.length
  const evidence = rows.slice(from, from + SIZES.length)
  const most = Math.max(...evidence)
  return SIZES.find((_size, index) => (evidence[index] ?? 0) >= most * PLAUSIBLE) ?? SIZES[0]
}

/** Log moment generating function of the innovations at each size, and at its negative. Each size is twice the one before. */
function logMeanExps(innovations: readonly number[]): { up: number[]; down: number[] } {
  const up = SIZES.map(() => 0)
  const down = SIZES.map(() => 0)
  for (const innovation of innovations) {
    let power = Math.exp(SIZES[0] * innovation)
    for (let size = 0; size < SIZES.length; size += 1) {
      up[size] = (up[size] as number) + power
      down[size] = (down[size] as number) + 1 / power
      power *= power
    }
  }
  const log = (sum: number): number =>
    sum > 0 ? Math.log(sum / innovations.length) : Number.NEGATIVE_INFINITY
  return { up: up.map(log), down: down.map(log) }
}
