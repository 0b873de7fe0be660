// The regimes of a row in noise that all of them share: the shortest description over levels, lines, steps and hinges.
import { medianOf } from '../segment-robust.ts'
import { type Row, WhitenedSums } from './whitened-sums.ts'

export interface SearchOptions {
  /** A regime has at least so many values. */
  least: number
  /** Nats that a line costs besides half a log of its length. */
  linePrice: number
  /** Nats by which any change must beat none. */
  margin: number
}

/** Where regimes meet. */
export interface Boundary {
  /** Index of the first value of the new regime. */
  at: number
  /** Whether a step, and whether a change of slope, may part them. */
  step: boolean
  hinge: boolean
}

export interface Found {
  boundaries: Boundary[]
  /** Whether the row begins on a line. */
  slopeAtStart: boolean
}

const PHIS = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 0.95] as const
/** A level over the whole row is so many nats cheaper than the price says; a line so many logs of its length dearer. */
const LEVEL_REBATE = 1
const LINE_EXTRA = 0.75
/** A hinge has no regime of its own: two logs of the row's length, and so many nats. */
const HINGE_PRICE = 2
/** The size of the noise is found anew from what is left, at most so many times. */
const PASSES = 3
/** Noise is never taken to be less than this share of the row's own spread. */
const LEAST_NOISE = 1e-5

interface Candidate extends Found {
  score: number
}

/**
 * Searches at eight autocorrelations, each alone: a level, a line, the best single boundary, the best hinge, and optimal partitioning
 * (Jackson et al. 2005). A boundary costs one log of the row's length n, a regime of length L half a log of L and a log of n / L
 * (a multiscale penalty, Verzelen et al. 2023: short regimes pay), an autocorrelation 1.5 phi / (1 - phi), for a change is likelier than strong
 * memory.
 */
export function searchRegimes(given: Row, options: SearchOptions): Found {
  const nothing: Found = { boundaries: [], slopeAtStart: false }
  const row = standardised(given)
  if (row === null || row.values.length < 2 * options.least) return nothing
  const prices = pricesOf(row.values.length, options)
  let best: Candidate = { ...nothing, score: Number.POSITIVE_INFINITY }
  for (const phi of PHIS) {
    const sums = new WhitenedSums(row, phi)
    for (const candidate of candidatesAt(sums, prices, options)) {
      if (candidate.score < best.score) best = candidate
    }
  }
  return { boundaries: best.boundaries, slopeAtStart: best.slopeAtStart }
}

/** Values of order one about their mean; null where they do not vary. */
function standardised({ positions, values }: Row): Row | null {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)
  if (!(spread > 1e-12 * Math.abs(mean))) return null
  const middle = ((positions[0] as number) + (positions[n - 1] as number)) / 2
  return {
    positions: positions.map(position => position - middle),
    values: values.map(value => (value - mean) / spread),
  }
}

interface Prices {
  /** Of a regime of each length, its boundary not included. */
  level: Float64Array
  line: Float64Array
  boundary: number
}

function pricesOf(n: number, { linePrice }: SearchOptions): Prices {
  const logN = Math.log(n)
  const level = Float64Array.from({ length: n + 1 }, (_, k) => logN - 0.5 * Math.log(Math.max(k, 1)))
  return {
    level,
    line: level.map((price, k) => price + 0.5 * Math.log(Math.max(k, 1)) + linePrice),
    boundary: logN,
  }
}

function candidatesAt(sums: WhitenedSums, prices: Prices, options: SearchOptions): Candidate[] {
  const n = sums.count
  const { least, margin } = options
  const { phi } = sums
  const memory = (1.5 * phi) / (1 - phi)
  const fit = (squares: number, regimes: number): number =>
    (n / 2) * Math.log(Math.max(squares / n, LEAST_NOISE ** 2)) -
    (regimes / 2) * Math.log(1 - phi * phi) +
    memory
  const level = fit(sums.level(0, n), 1) + (prices.level[n] as number) - LEVEL_REBATE - margin
  const line = fit(sums.line(0, n), 1) + (prices.line[n] as number) + LINE_EXTRA * prices.boundary
  const hinge = sums.bestHinge(least, n - least - 1)
  const found: Candidate[] = [
    { score: level, boundaries: [], slopeAtStart: false },
    { score: line, boundaries: [], slopeAtStart: true },
    {
      score: fit(hinge.squares, 1) + 2 * prices.boundary + HINGE_PRICE,
      boundaries: [{ at: hinge.last + 1, step: false, hinge: true }],
      slopeAtStart: false,
    },
    bestSingle(sums, prices, least, fit),
  ]
  const cut = partitioned(sums, prices, least, fit)
  if (cut !== null) found.push(cut)
  return found
}

type Fit = (squares: number, regimes: number) => number

/** One boundary, at every place, between levels and lines, with the size of the noise that each leaves. */
function bestSingle(sums: WhitenedSums, prices: Prices, least: number, fit: Fit): Candidate {
  const n = sums.count
  let best: Candidate = { score: Number.POSITIVE_INFINITY, boundaries: [], slopeAtStart: false }
  for (let at = least; at <= n - least; at++) {
    const before = [sums.level(0, at), sums.line(0, at)]
    const after = [sums.level(at, n), sums.line(at, n)]
    for (const [a, left] of before.entries()) {
      for (const [b, right] of after.entries()) {
        const price =
          ((a === 0 ? prices.level : prices.line)[at] as number) +
          ((b === 0 ? prices.level : prices.line)[n - at] as number)
        const score = fit(left + right, 2) + price + prices.boundary
        if (score < best.score) {
          best = {
            score,
            boundaries: [{ at, step: true, hinge: a + b > 0 }],
            slopeAtStart: a === 1,
          }
        }
      }
    }
  }
  return best
}

/** Every set of boundaries under a known size of the noise, which is then found anew from what is left. */
function partitioned(sums: WhitenedSums, prices: Prices, least: number, fit: Fit): Candidate | null {
  const n = sums.count
  let variance = Math.max(firstNoise(sums), LEAST_NOISE) ** 2
  let best: Candidate | null = null
  let before = ''
  for (let pass = 0; pass < PASSES; pass++) {
    const cuts = partition(sums, prices, least, variance)
    const signature = cuts.join()
    if (signature === before) break
    before = signature
    const { candidate, squares } = described(sums, prices, cuts, variance, fit)
    if (best === null || candidate.score < best.score) best = candidate
    variance = Math.max(squares / n, LEAST_NOISE ** 2)
  }
  return best
}

/** From the steps of the whitened row, in which a change of level is one step among many. */
function firstNoise({ whitened }: WhitenedSums): number {
  const steps = whitened.subarray(1).map((value, i) => Math.abs(value - (whitened[i] as number)))
  return (1.4826 * medianOf(steps)) / Math.SQRT2
}

/** A whole-row line is priced as within a partition here too, so that it competes on equal terms. */
function partition(sums: WhitenedSums, prices: Prices, least: number, variance: number): number[] {
  const n = sums.count
  const boundary = prices.boundary - 0.5 * Math.log(1 - sums.phi ** 2)
  const half = 0.5 / variance
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY)
  best[0] = -boundary
  const last = new Int32Array(n + 1)
  for (let to = least; to <= n; to++) {
    let lowest = Number.POSITIVE_INFINITY
    let start = 0
    for (let from = 0; from <= to - least; from++) {
      const so = (best[from] as number) + boundary
      if (so >= lowest) continue
      const length = to - from
      const level = half * sums.level(from, to) + (prices.level[length] as number)
      const line =
        (prices.line[length] as number) + so >= lowest
          ? Number.POSITIVE_INFINITY
          : half * sums.line(from, to) + (prices.line[length] as number)
      const total = so + Math.min(level, line)
      if (total < lowest) {
        lowest = total
        start = from
      }
    }
    best[to] = lowest
    last[to] = start
  }
  const cuts: number[] = []
  for (let to = last[n] as number; to > 0; to = last[to] as number) cuts.push(to)
  return cuts.reverse()
}

function described(
  sums: WhitenedSums,
  prices: Prices,
  cuts: readonly number[],
  variance: number,
  fit: Fit,
): { candidate: Candidate; squares: number } {
  const n = sums.count
  const bounds = [0, ...cuts, n]
  const lines: boolean[] = []
  let squares = 0
  let price = cuts.length * prices.boundary
  for (let k = 0; k + 1 < bounds.length; k++) {
    const [from, to] = [bounds[k] as number, bounds[k + 1] as number]
    const [level, line] = [sums.level(from, to), sums.line(from, to)]
    const isLine =
      line / (2 * variance) + (prices.line[to - from] as number) <
      level / (2 * variance) + (prices.level[to - from] as number)
    lines.push(isLine)
    squares += isLine ? line : level
    price += (isLine ? prices.line : prices.level)[to - from] as number
  }
  const alone = cuts.length === 0 && lines[0] === true ? LINE_EXTRA * prices.boundary : 0
  return {
    squares,
    candidate: {
      score: fit(squares, bounds.length - 1) + price + alone,
      boundaries: cuts.map((at, k) => ({
        at,
        step: true,
        hinge: lines[k] === true || lines[k + 1] === true,
      })),
      slopeAtStart: lines[0] === true,
    },
  }
}
