// Finds a season of whole length in a row, and takes it out where it predicts cycles that it was not learnt from.
import { medianOf } from './segment-robust.ts'

export interface Season {
  /** Length in positions; 0: there is none worth taking out. */
  period: number
  /** The row without it. */
  values: Float64Array
}

/** A season must be seen four times: twice to learn it, twice to test it. */
const CYCLES = 4
/** Least share by which a season must lower the squared error of steps out of sample. */
const WORTH = 0.1
/** Steps count up to this many standard deviations, so that a break is not taken for a season. */
const CLIP = 4
/** Of lengths about equally good the shortest: a season of 12 is one of 24 and 36 too. */
const ABOUT = 0.8
/** The longest season sought; more lags would cost more than they tell. */
const LONGEST = 400

/**
 * The season with the strongest autocorrelation of the steps from value to value at its length and at twice
 * its length, kept only when the profile of the odd cycles predicts the even ones and the other way about.
 */
export function takeOutSeason(values: Float64Array): Season {
  const none = { period: 0, values }
  const steps = clippedSteps(values)
  if (steps === null) return none
  const period = strongestPeriod(steps, Math.min(Math.floor(values.length / CYCLES), LONGEST))
  if (period === 0 || !worthWhile(steps, period)) return none
  const profile = levelProfile(values, period)
  return { period, values: values.map((value, i) => value - (profile[i % period] as number)) }
}

function clippedSteps(values: Float64Array): Float64Array | null {
  if (values.length < 3 * CYCLES) return null
  const steps = values.subarray(1).map((value, i) => value - (values[i] as number))
  const spread = 1.4826 * medianOf(steps.map(Math.abs))
  if (!(spread > 0)) return null
  const clipped = steps.map(step => Math.min(Math.max(step, -CLIP * spread), CLIP * spread))
  const mean = clipped.reduce((sum, step) => sum + step, 0) / clipped.length
  return clipped.map(step => step - mean)
}

function strongestPeriod(steps: Float64Array, longest: number): number {
  const r = autocorrelations(steps, 2 * longest + 1)
  const strength = (p: number): number => Math.min(r[p] as number, r[2 * p] as number)
  const peaks: number[] = []
  for (let p = 3; p <= longest && 2 * p < r.length; p++) {
    if ((r[p] as number) > (r[p - 1] as number) && (r[p] as number) >= (r[p + 1] as number)) peaks.push(p)
  }
  const best = peaks.reduce((most, p) => Math.max(most, strength(p)), 0)
  return best > 0 ? (peaks.find(p => strength(p) > ABOUT * best) ?? 0) : 0
}

function autocorrelations(steps: Float64Array, lags: number): Float64Array {
  const n = steps.length
  const variance = steps.reduce((sum, step) => sum + step * step, 0) / n
  const r = new Float64Array(Math.min(lags, n - 5) + 1)
  for (let lag = 0; lag < r.length; lag++) {
    let sum = 0
    for (let i = lag; i < n; i++) sum += (steps[i] as number) * (steps[i - lag] as number)
    r[lag] = sum / (n - lag) / variance
  }
  return r
}

function worthWhile(steps: Float64Array, period: number): boolean {
  const even = profileOf(steps, period, i => Math.floor(i / period) % 2 === 0)
  const odd = profileOf(steps, period, i => Math.floor(i / period) % 2 === 1)
  let plain = 0
  let seasonal = 0
  for (let i = 0; i < steps.length; i++) {
    const other = Math.floor(i / period) % 2 === 0 ? odd : even
    const step = steps[i] as number
    plain += step ** 2
    seasonal += (step - (other[i % period] as number)) ** 2
  }
  return seasonal < (1 - WORTH) * plain
}

/** Medians about the centred moving average, which no trend and no slow change can colour; they sum to zero. */
function levelProfile(values: Float64Array, period: number): Float64Array {
  const before = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) before[i + 1] = (before[i] as number) + (values[i] as number)
  const first = Math.ceil(period / 2)
  const last = values.length - period + first
  const about = values.map((value, i) => {
    const start = i - first
    return value - ((before[start + period] ?? 0) - (before[start] ?? 0)) / period
  })
  const profile = profileOf(about, period, i => i >= first && i <= last)
  const mean = profile.reduce((sum, value) => sum + value, 0) / period
  return profile.map(value => value - mean)
}

function profileOf(values: Float64Array, period: number, use: (i: number) => boolean): Float64Array {
  const cells: number[][] = Array.from({ length: period }, () => [])
  for (let i = 0; i < values.length; i++) if (use(i)) cells[i % period]?.push(values[i] as number)
  return Float64Array.from(cells, cell => (cell.length === 0 ? 0 : medianOf(Float64Array.from(cell))))
}
