// Learns every noise model from the deviations of a baseline: memory, location and spread of what each leaves unexplained.
import { doubles } from '../../core/doubles.ts'
import { cautiousPhi, pageEvidence } from '../evidence/caution.ts'
import { type Factors, fitFactors } from '../evidence/rows.ts'
import { coefficientsOf, type NoiseFrozen } from './coefficients.ts'
import { leading, type NoiseState } from './filters.ts'
import { FEWEST_FOR_WANDERS, FILTERS, followVolatility, WANDERS } from './models.ts'
import {
  BELIEVED,
  filterPoint,
  filterSome,
  fromUnits,
  likelihoodAt,
  modelsOf,
  rawAt,
  startNumbers,
  sumAt,
  toUnits,
} from './numbers.ts'

/** The deviations of a baseline in order of time: in standard deviations of each point's own width, rhythm taken out. */
export interface Row {
  readonly values: readonly number[]
  readonly at: readonly number[]
  /** What share of a surprise at each point is remembered. */
  readonly trust: readonly number[]
  readonly bucket: number
}

export interface FitOptions {
  /** The autocorrelation of AR(1) alone, with all caution. */
  readonly phi: number
  /** What the estimates of phi fall short by, beside what is known of such estimates. */
  readonly bias: number
  readonly logThreshold: number
  readonly largestPhi: number
  /** How much wider than they were the innovations to come are held to be. */
  readonly caution: number
  /** Squared standard error of the level of the innovations. */
  readonly errorVariance: number
  /** Whether a wander may be considered at all. */
  readonly wanders: boolean
}

export interface NoiseFit {
  frozen: NoiseFrozen
  /** By model. */
  factors: Factors[]
  page: number[]
  /** Where the filters stand after the last point. */
  state: NoiseState
  /** The baseline's own innovations under the likeliest filter, made as those to come will be, however large. */
  innovations: number[]
}

/** Mean square of innovations below which there are none. */
const NOTHING = 1e-12
const PHI_GRID = [0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97] as const

export function fitNoise(row: Row, options: FitOptions): NoiseFit {
  const count = row.values.length
  const filters = options.wanders && count >= FEWEST_FOR_WANDERS ? FILTERS : 1
  const phi = Array.from({ length: filters }, (_, index) =>
    index === 0 ? options.phi : wanderPhi(row, index, options),
  )
  const plain = settle(row, {
    filters,
    phi,
    shift: phi.map(() => 0),
    spread: phi.map(p => Math.sqrt(1 - p * p)),
    scale: phi.map(() => 1),
    logs: phi.map(p => Math.log(1 - p * p) / 2),
  })
  const scaled = filters === 1 ? plain.frozen : withScale(plain.frozen, run(row, plain.frozen).raw)
  const caution = options.caution
  const last = run(row, scaled)
  const frozen = {
    ...scaled,
    shift: scaled.shift.map(rounded),
    spread: scaled.spread.map(each => rounded(Math.max(each, 1e-9) * caution)),
    logs: scaled.spread.map(each => rounded(Math.log(Math.max(each, 1e-9) * caution))),
    scale: scaled.scale.map(rounded),
  }
  const likelihood = last.numbers.slice(likelihoodAt(filters), sumAt(filters)).map(fromUnits)
  const found = leading(filters, likelihood)
  const live = run(row, frozen)
  return {
    frozen,
    factors: last.byModel.map(each => fitFactors(each, options.errorVariance, options.logThreshold)),
    page: Array.from(last.byModel, (_, model) =>
      pageEvidence(phi[model % filters] ?? 0, count, options.logThreshold),
    ),
    state: {
      at: row.at.at(-1) ?? null,
      numbers: afterBaseline(live.numbers, likelihood, filters),
      block: 0,
      ...found,
    },
    innovations: leaders(
      live.raw[found.leader] ?? [],
      found.followed ? (frozen.scale[found.leader] ?? 1) : null,
    ),
  }
}

/** The raw innovations of the likeliest filter, over their volatility where that is followed. */
function leaders(raw: readonly number[], scale: number | null): number[] {
  return scale === null ? raw.slice() : overVolatility(raw).map(each => each / scale)
}

/** The likelihood of the baseline counts in full: its level is what was learned from it. */
function afterBaseline(numbers: readonly number[], likelihood: readonly number[], filters: number): number[] {
  const next = numbers.slice().fill(0, likelihoodAt(filters))
  for (const [model, said] of likelihood.entries()) next[likelihoodAt(filters) + model] = toUnits(said)
  return next
}

/** Location and spread of every filter's innovations, by running all of it a few times with what was found. */
function settle(row: Row, start: NoiseFrozen): { frozen: NoiseFrozen } {
  let frozen = start
  for (let round = 0; round < 8; round += 1) {
    let moved = 0
    const shift = frozen.shift.slice()
    const spread = frozen.spread.slice()
    for (let index = 0; index < frozen.filters; index += 1) {
      const { mean, square } = momentsOf(row, frozen, index)
      // A constant has no spread to be found: what is left is the last digit of its mean.
      if (square < NOTHING) continue
      const wide = spread[index] ?? 1
      shift[index] = (shift[index] ?? 0) + mean * wide
      spread[index] = wide * Math.max(0.1, Math.sqrt(square))
      moved = Math.max(moved, Math.abs(mean), Math.abs(square - 1))
    }
    frozen = { ...frozen, shift, spread, logs: spread.map(Math.log) }
    if (moved < (frozen.filters === 1 ? 1e-6 : 1e-3)) break
  }
  return { frozen }
}

/** Mean and mean square of what one filter leaves of a row. */
function momentsOf(row: Row, frozen: NoiseFrozen, index: number): { mean: number; square: number } {
  const numbers = startNumbers(frozen, [])
  const innovations = doubles(modelsOf(frozen))
  const of = coefficientsOf(frozen)
  let sum = 0
  let squares = 0
  for (let place = 0; place < row.values.length; place += 1) {
    filterSome(
      of,
      numbers,
      innovations,
      index,
      index + 1,
      row.values[place] as number,
      gapAt(row, place),
      row.trust[place] as number,
    )
    const innovation = innovations[index] as number
    sum += innovation
    squares += innovation * innovation
  }
  return { mean: sum / row.values.length, square: squares / row.values.length }
}

function gapAt({ at, bucket }: Row, place: number): number {
  return place === 0 ? Number.POSITIVE_INFINITY : ((at[place] as number) - (at[place - 1] as number)) / bucket
}

/** How wide the innovations of every filter are over their followed volatility. */
function withScale(frozen: NoiseFrozen, raw: readonly (readonly number[])[]): NoiseFrozen {
  const scale = raw.map(surprises => {
    const calmed = overVolatility(surprises)
    let wide = 1
    for (let round = 0; round < 4; round += 1) {
      const square = meanSquare(calmed.map(each => Math.min(BELIEVED, Math.max(-BELIEVED, each / wide))))
      if (square < NOTHING) break
      wide *= Math.max(0.1, Math.sqrt(square))
    }
    return wide
  })
  return { ...frozen, scale }
}

/** Raw innovations over the volatility that was followed up to each. */
function overVolatility(raw: readonly number[]): number[] {
  let volatility = 1
  let last = 0
  return raw.map(surprise => {
    const calmed = surprise / Math.sqrt(volatility)
    volatility = followVolatility(volatility, surprise, last)
    last = surprise
    return calmed
  })
}

/** All points through every filter. */
interface Run {
  numbers: number[]
  /** Innovations by model. */
  byModel: number[][]
  /** Raw innovations by filter. */
  raw: number[][]
}

function run(row: Row, frozen: NoiseFrozen): Run {
  const { filters } = frozen
  const count = row.values.length
  const rows = (length: number): number[][] => Array.from({ length }, () => row.values.slice())
  const [byModel, raw] = [rows(modelsOf(frozen)), rows(filters)]
  const numbers = startNumbers(frozen, [])
  const innovations = doubles(byModel.length)
  for (let place = 0; place < count; place += 1) {
    filterPoint(
      frozen,
      numbers,
      innovations,
      row.values[place] as number,
      gapAt(row, place),
      row.trust[place] as number,
      true,
    )
    for (let index = 0; index < filters; index += 1)
      (raw[index] as number[])[place] = fromUnits(numbers[rawAt(filters) + index] as number)
    for (let model = 0; model < byModel.length; model += 1)
      (byModel[model] as number[])[place] = innovations[model] as number
  }
  return { numbers, byModel, raw }
}

/** The autocorrelation beside a wander: least squares over a grid and a parabola, the known bias put back, all caution taken. */
function wanderPhi(row: Row, filter: number, { bias, logThreshold, largestPhi }: FitOptions): number {
  const count = row.values.length
  const losses = PHI_GRID.map(phi => Math.log(leastSquares(row, filter, phi)))
  let best = 0
  for (const [index, loss] of losses.entries()) if (loss < (losses[best] ?? 0)) best = index
  const phi = vertex(best, losses)
  return cautiousPhi(phi + (1 + 3 * phi) / count + bias, count, logThreshold, largestPhi)
}

/** Where the parabola through the best of the grid and its neighbours is lowest. */
function vertex(best: number, losses: readonly number[]): number {
  const [x0, x1, x2] = [PHI_GRID[best - 1], PHI_GRID[best] ?? 0, PHI_GRID[best + 1]]
  const [y0, y1, y2] = [losses[best - 1], losses[best] ?? 0, losses[best + 1]]
  if (x0 === undefined || x2 === undefined || y0 === undefined || y2 === undefined) return x1
  const left = (x1 - x0) * (y1 - y2)
  const right = (x1 - x2) * (y1 - y0)
  const below = left - right
  if (Math.abs(below) < 1e-15) return x1
  return Math.min(x2, Math.max(x0, x1 - ((x1 - x0) * left - (x1 - x2) * right) / (2 * below)))
}

function leastSquares({ values, at, trust, bucket }: Row, filter: number, phi: number): number {
  const { rho, theta } = WANDERS[filter] as (typeof WANDERS)[number]
  let memory = 0
  let wander = 0
  let squares = 0
  for (let index = 0; index < values.length; index += 1) {
    const value = Math.min(BELIEVED, Math.max(-BELIEVED, values[index] ?? 0))
    const gap = index === 0 ? 1 : ((at[index] ?? 0) - (at[index - 1] ?? 0)) / bucket
    const decay = gap === 1 ? phi : phi ** gap
    const expected = gap === 1 ? wander : wander * rho ** (gap - 1)
    const predicted = decay * memory + expected
    const wide = gap === 1 ? 1 : Math.sqrt((1 - decay * decay) / (1 - phi * phi))
    const left = (value - predicted) / wide
    squares += left * left
    memory = predicted + (value - predicted) * (trust[index] ?? 1)
    wander = rho * expected + (rho - theta) * left * (trust[index] ?? 1)
  }
  return Math.max(squares / values.length, 1e-300)
}

function meanSquare(values: readonly number[]): number {
  let squares = 0
  for (const value of values) squares += value * value
  return squares / values.length
}

function rounded(value: number): number {
  return Number(value.toPrecision(7))
}
