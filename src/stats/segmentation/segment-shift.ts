// Where one step or ramp began in a row with AR(1) noise and gaps: the posterior over every possible beginning.

export interface ShiftInput {
  /** Ascending whole positions of the values; a gap is a jump of more than one. */
  positions: Float64Array
  values: Float64Array
  /** Lag-1 autocorrelation of the noise, in [0, 1). */
  phi: number
  /** Standard deviation of the noise at each value, up to a common factor; null: the same everywhere. */
  noise: Float64Array | null
  /** Candidates for the first value of the new regime: indices in [from, to). */
  from: number
  to: number
  /** Only effects of this sign; 0: of either. */
  sign: -1 | 0 | 1
  /** Weight of the prior "the level before is 0", in values. 0 where the values before speak for themselves. */
  anchor: number
  /** Standard deviation of the prior of the effect at the last position, in standard deviations of the noise. */
  reach: number
  /** A ramp's prior rise per position, in standard deviations of the noise, is no larger; none: only `reach` counts. */
  steepest?: number
}

export interface ShiftFit {
  shape: 'step' | 'ramp'
  /** Log Bayes factor against "no change", every candidate equally probable beforehand. */
  evidence: number
  /** Posterior of the beginning over the candidates; `mass[0]` belongs to index `from`. Sums to one. */
  mass: Float64Array
  /** Level before the change, and its standard error. */
  before: { value: number; error: number }
  /** A step's height, or a ramp's rise from its beginning to the last position; averaged over the posterior. */
  effect: { value: number; error: number }
  /** A ramp's rise per position; 0 for a step. */
  rate: { value: number; error: number }
  /** Standard deviation of the innovations that the model leaves at its best candidate. */
  innovation: number
}

/** The values after whitening: responses e, and the regressors constant (b), position (c) and impulse (d). */
interface Whitened {
  n: number
  e: Float64Array
  b: Float64Array
  c: Float64Array
  d: Float64Array
}

/**
 * Fits `level + effect * shape(t - tau) + AR(1)` for every candidate tau in one pass of suffix sums, with the
 * noise's size unknown (a normal-inverse-gamma marginal likelihood; O'Hagan and Forster 2004, chapter 11) and a normal prior on
 * the effect at the end of the row. Needs at least 3 values and one candidate; otherwise returns null.
 */
export function fitShift(shape: 'step' | 'ramp', input: ShiftInput): ShiftFit | null {
  const { positions, from, to } = input
  const n = positions.length
  if (n < 3 || to - from < 1 || from < 1 || to > n) return null
  const white = whiten(input)
  const anchor = Math.max(input.anchor, 1e-12) * (1 - input.phi) ** 2
  const table = candidates(shape, input, white, wholeSums(white, anchor))
  if (table === null) return null

  const { logs } = table
  const count = to - from
  let best = 0
  for (let k = 1; k < count; k++) if ((logs[k] as number) > (logs[best] as number)) best = k
  const top = logs[best] as number
  const mass = logs.map(value => Math.exp(value - top))
  const total = mass.reduce((sum, value) => sum + value, 0)
  for (let k = 0; k < count; k++) mass[k] = (mass[k] as number) / total
  const ends = table.effects.map((value, k) => value * (table.spans[k] as number))
  const endErrors = table.errors.map((value, k) => value * (table.spans[k] as number))
  return {
    shape,
    evidence: top + Math.log(total / count),
    mass,
    before: averaged(mass, table.levels, table.levelErrors),
    effect: averaged(mass, ends, endErrors),
    rate: shape === 'step' ? { value: 0, error: 0 } : averaged(mass, table.effects, table.errors),
    innovation: Math.sqrt(table.sizes[best] as number),
  }
}

/** Per candidate: log marginal likelihood against no change, effect, level before, errors, noise variance. */
interface Candidates {
  logs: Float64Array
  effects: Float64Array
  errors: Float64Array
  /** Positions from the beginning of a ramp to the last one; 1 for a step. */
  spans: Float64Array
  levels: Float64Array
  levelErrors: Float64Array
  sizes: Float64Array
}

interface WholeSums {
  a11: number
  v1: number
  yy: number
}

function wholeSums({ n, e, b }: Whitened, anchor: number): WholeSums {
  let a11 = anchor
  let v1 = 0
  let yy = 0
  for (let i = 0; i < n; i++) {
    a11 += (b[i] as number) ** 2
    v1 += (b[i] as number) * (e[i] as number)
    yy += (e[i] as number) ** 2
  }
  return { a11, v1, yy }
}

/** Sums of products over all values after a candidate. */
interface Suffix {
  bb: number
  bc: number
  cc: number
  be: number
  ce: number
}

function candidates(
  shape: 'step' | 'ramp',
  input: ShiftInput,
  white: Whitened,
  whole: WholeSums,
): Candidates | null {
  const { from, to } = input
  const { n, e, b, c } = white
  if (!(restOf(whole) > 1e-12 * whole.yy)) return null
  const column = (): Float64Array => new Float64Array(to - from)
  const table: Candidates = {
    logs: column(),
    effects: column(),
    errors: column(),
    spans: column(),
    levels: column(),
    levelErrors: column(),
    sizes: column(),
  }
  const after: Suffix = { bb: 0, bc: 0, cc: 0, be: 0, ce: 0 }
  for (let i = n - 1; i >= from; i--) {
    if (i < to) fillCandidate(table, i, { shape, input, white, whole, after })
    const [bi, ci, ei] = [b[i] as number, c[i] as number, e[i] as number]
    after.bb += bi * bi
    after.bc += bi * ci
    after.cc += ci * ci
    after.be += bi * ei
    after.ce += ci * ei
  }
  return table
}

/** Squares that no change leaves. */
function restOf({ a11, v1, yy }: WholeSums): number {
  return yy - (v1 * v1) / a11
}

interface Fitting {
  shape: 'step' | 'ramp'
  input: ShiftInput
  white: Whitened
  whole: WholeSums
  after: Suffix
}

/** The regressor that begins at i is d[i] there and m * c + q * b after it: a step has m = 0, q = 1. */
function fillCandidate(table: Candidates, i: number, { shape, input, white, whole, after }: Fitting): void {
  const { positions, phi, from, sign, reach, steepest = Number.POSITIVE_INFINITY } = input
  const { a11, v1, yy } = whole
  const freedom = white.n - 1
  const m = shape === 'step' ? 0 : 1
  const q = m === 0 ? 1 : 1 - (positions[i] as number)
  const x = white.d[i] as number
  const a12 = (white.b[i] as number) * x + m * after.bc + q * after.bb
  const v2 = (white.e[i] as number) * x + m * after.ce + q * after.be
  const span = m === 0 ? 1 : (positions[white.n - 1] as number) + q
  const rise = m === 0 ? reach : Math.min(reach, steepest * span)
  const prior = (1 - phi ** 2) * (span / rise) ** 2
  const a22 = x * x + m * (after.cc + 2 * q * after.bc) + q * q * after.bb + prior
  const det = a11 * a22 - a12 * a12
  const level = (a22 * v1 - a12 * v2) / det
  const effect = (a11 * v2 - a12 * v1) / det
  const rest = Math.max(yy - level * v1 - effect * v2, 1e-12 * yy)
  const size = rest / freedom
  const error = Math.sqrt((size * a11) / det)
  const fit = 0.5 * Math.log((prior * a11) / det) - (freedom / 2) * Math.log(rest / restOf(whole))
  const k = i - from
  table.logs[k] = fit + logSignShare(sign * effect, error, sign)
  table.effects[k] = effect
  table.errors[k] = error
  table.spans[k] = span
  table.levels[k] = level
  table.levelErrors[k] = Math.sqrt((size * a22) / det)
  table.sizes[k] = size
}

/** Log of twice the posterior share of effects of the wanted sign: the prior gave that sign a half. */
function logSignShare(effect: number, error: number, sign: -1 | 0 | 1): number {
  return sign === 0 ? 0 : Math.log(Math.max(normalBelow(effect / error), 1e-300)) + Math.LN2
}

/** The shortest run of candidates that holds at least `share` of the mass, and the median within: offsets. */
export function massInterval(
  mass: Float64Array,
  share: number,
): { median: number; lower: number; upper: number } {
  let median = 0
  for (let sum = mass[0] ?? 0; sum < 0.5 && median < mass.length - 1; ) sum += mass[++median] as number
  let lower = 0
  let upper = mass.length - 1
  let sum = 0
  for (let left = 0, right = -1; left < mass.length; left++) {
    while (sum < share - 1e-12 && right < mass.length - 1) sum += mass[++right] as number
    if (sum < share - 1e-12) break
    if (right - left < upper - lower) {
      lower = left
      upper = right
    }
    sum -= mass[left] as number
  }
  return { median: Math.min(Math.max(median, lower), upper), lower, upper }
}

/** Innovations of the values about `mean`, each divided by its own standard deviation per unit of innovation. */
export function innovations(positions: Float64Array, residuals: Float64Array, phi: number): Float64Array {
  return whiten({ positions, values: residuals, phi, noise: null }).e
}

function whiten(input: Pick<ShiftInput, 'positions' | 'values' | 'phi' | 'noise'>): Whitened {
  const { positions, values, phi, noise } = input
  const n = positions.length
  const e = new Float64Array(n)
  const b = new Float64Array(n)
  const c = new Float64Array(n)
  const d = new Float64Array(n)
  const stationary = 1 / (1 - phi * phi)
  for (let i = 0; i < n; i++) {
    const t = positions[i] as number
    const y = values[i] as number
    const r = i === 0 ? 0 : phi ** (t - (positions[i - 1] as number))
    const size = Math.sqrt((1 - r * r) * stationary) * (noise === null ? 1 : (noise[i] as number))
    const before = i === 0 ? 0 : (values[i - 1] as number)
    const place = i === 0 ? 0 : (positions[i - 1] as number)
    e[i] = (y - r * before) / size
    b[i] = (1 - r) / size
    c[i] = (t - r * place) / size
    d[i] = 1 / size
  }
  return { n, e, b, c, d }
}

/** Mean and standard error of a mixture: the variance within and the variance between. */
function averaged(
  mass: Float64Array,
  means: Float64Array,
  errors: Float64Array,
): { value: number; error: number } {
  let value = 0
  for (let k = 0; k < mass.length; k++) value += (mass[k] as number) * (means[k] as number)
  let variance = 0
  for (let k = 0; k < mass.length; k++) {
    variance += (mass[k] as number) * ((errors[k] as number) ** 2 + ((means[k] as number) - value) ** 2)
  }
  return { value, error: Math.sqrt(variance) }
}

/** Standard normal distribution function, to 7 decimals (Abramowitz and Stegun 1964, 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z >= 0 ? 1 - tail : tail
}
