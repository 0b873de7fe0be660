// Cuts a row of numbers into regimes, each a level or a line with noise of its own: the exact shortest description.
import { DescriptionLengths } from './mdl.ts'
import { clipSpikes, medianOf, spreadOf } from './segment-robust.ts'
import { takeOutSeason } from './segment-season.ts'

/** One regime, the values [from, to) of the row, missing ones included. */
export interface Segment {
  from: number
  to: number
  shape: 'constant' | 'linear'
  /** The fitted values at its first and last index, without season. */
  start: number
  end: number
  /** Autocorrelation of its noise, in [0, .98]. */
  phi: number
  /** Standard deviation of its innovations; and, by the median, of its values about the fit. */
  sigma: number
  spread: number
  /** Values that are not missing. */
  n: number
}

/** The two constants of the description length, for those who measure what they do. */
export interface SegmentOptions {
  /** Price of a boundary in logs of the row's length. */
  boundary?: number
  /** How many values the row's typical step is worth as knowledge of a regime's noise. */
  weight?: number
}

export interface Segmentation {
  segments: Segment[]
  /** Places in `values` at which a new regime begins; one fewer than regimes. */
  cuts: number[]
  /** Length of the season that was taken out; 0: none. */
  period: number
  /** What was segmented: indices of the values that are not missing, and those without season and spikes. */
  positions: Float64Array
  values: Float64Array
}

/** Nats for each boundary, in logs of the row's length: one says where it is (Davis, Lee and Rodriguez-Yam 2006). */
const BOUNDARY = 1
/** A regime has at least so many values, or a third of a row that is shorter than three times that. */
const LEAST = 5
/** Larger numbers count as this one, so that differences stay finite. */
const LARGEST = 1e300
/** A spike is further than this many local standard deviations from the median of its neighbours. */
const SPIKE = 4
/** How many values the row's typical step is worth as knowledge of a regime's noise: as many as a regime has parameters. */
const WEIGHT = 4
/** Longer rows are cut by means of two, four, … neighbours, and each cut is then placed exactly. */
const LONGEST = 1500
/** Up to this length a season is sought in the row itself, beyond it in the means. */
const SEASON_LONGEST = 20_000
/** So many inner regimes of about equal length (coefficient of variation) are a rhythm, not changes. */
const RHYTHM = 7
const RHYTHM_VARIATION = 0.6

/** The regimes of a row (null or NaN: missing), in order, together covering all of it. Empty for a row without numbers. */
export function segment(values: ArrayLike<number | null>, options: SegmentOptions = {}): Segment[] {
  return segmentation(values, options).segments
}

/** As `segment`, with the cleaned row on which the regimes were found. */
export function segmentation(values: ArrayLike<number | null>, options: SegmentOptions = {}): Segmentation {
  const price = { boundary: options.boundary ?? BOUNDARY, weight: options.weight ?? WEIGHT }
  const { positions, known, scale } = knownValues(values)
  if (known.length === 0) return { segments: [], cuts: [], period: 0, positions, values: known }
  const { period, clean } = withoutSeason(values.length, positions, known)
  const row = clipSpikes(clean, SPIKE)
  const cuts = cutsOf(row, positions, price)
  const bounds = [0, ...cuts, row.length]
  const segments = bounds.slice(1).map((to, k) => {
    const from = bounds[k] as number
    const first = k === 0 ? 0 : (positions[from] as number)
    const next = to === row.length ? values.length : (positions[to] as number)
    return fitted({ row, clean, positions }, { from, to, first, next, scale })
  })
  return { segments, cuts, period, positions, values: row.map(value => value * scale) }
}

/** Finite values and their indices, divided by the largest so that nothing overflows. */
function knownValues(values: ArrayLike<number | null>): {
  positions: Float64Array
  known: Float64Array
  scale: number
} {
  const places: number[] = []
  let scale = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    places.push(i)
    scale = Math.max(scale, Math.min(Math.abs(value), LARGEST))
  }
  const positions = Float64Array.from(places)
  const known = positions.map(i =>
    scale === 0 ? 0 : Math.min(Math.max((values[i] as number) / scale, -1), 1),
  )
  return { positions, known, scale }
}

/** A season needs every position, so what is missing is bridged by a line, for the season alone. */
function withoutSeason(
  length: number,
  positions: Float64Array,
  known: Float64Array,
): { period: number; clean: Float64Array } {
  if (length > SEASON_LONGEST) return { period: 0, clean: known }
  const bridged = new Float64Array(length).fill(known[0] as number)
  for (let k = 0; k < positions.length; k++) {
    const from = positions[k] as number
    const to = positions[k + 1] ?? length
    const start = known[k] as number
    const rise = ((known[k + 1] ?? start) - start) / (to - from)
    for (let i = from; i < to; i++) bridged[i] = start + rise * (i - from)
  }
  const { period, values } = takeOutSeason(bridged)
  return { period, clean: positions.map(i => values[i] as number) }
}

type Price = Required<SegmentOptions>

/** Indices of `row` at which a new regime begins. */
function cutsOf(row: Float64Array, positions: Float64Array, price: Price): number[] {
  const group = 2 ** Math.max(0, Math.ceil(Math.log2(row.length / LONGEST)))
  if (group === 1) return withoutRhythm(row, positions, price)
  const means = groupMeans(row, group)
  const places = groupMeans(positions, group)
  const season = row.length > SEASON_LONGEST ? takeOutSeason(means).values : means
  return placed(row, positions, withoutRhythm(season, places, price), group)
}

/**
 * A pattern that comes back at even intervals (a store that fills and is emptied, an account between paydays) is how
 * the row works. It is looked at in means over its rhythm instead.
 */
function withoutRhythm(row: Float64Array, positions: Float64Array, price: Price): number[] {
  const cuts = shortest(row, positions, price)
  if (cuts.length <= RHYTHM) return cuts
  const lengths = cuts.slice(1).map((cut, k) => cut - (cuts[k] as number))
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length
  if (Math.sqrt(variance) > RHYTHM_VARIATION * mean) return cuts
  const cycle = Math.round(2 * mean)
  const slow = shortest(groupMeans(row, cycle), groupMeans(positions, cycle), price)
  return slow.map(cut => cut * cycle)
}

/** Optimal partitioning (Jackson et al. 2005): the shortest description over every set of cuts. */
function shortest(row: Float64Array, positions: Float64Array, { boundary, weight }: Price): number[] {
  const n = row.length
  const least = Math.min(LEAST, Math.floor(n / 3))
  const costs = least < 3 ? null : describer(row, positions, weight)
  if (costs === null) return []
  const price = boundary * Math.log(n)
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY)
  best[0] = -price
  const last = new Int32Array(n + 1)
  for (let to = least; to <= n; to++) {
    let lowest = Number.POSITIVE_INFINITY
    let start = 0
    for (let from = 0; from <= to - least; from++) {
      const before = best[from] as number
      if (before === Number.POSITIVE_INFINITY) continue
      const total = before + price + costs.length(from, to)
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

/** The description lengths of a row; null for a row that does not vary. */
export function describer(
  row: Float64Array,
  positions: Float64Array,
  weight = WEIGHT,
): DescriptionLengths | null {
  const n = row.length
  const mean = row.reduce((sum, value) => sum + value, 0) / n
  const spread = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)
  if (!(spread > 1e-12 * Math.abs(mean))) return null
  const values = row.map(value => (value - mean) / spread)
  const steps = values.subarray(1).map((value, i) => Math.abs(value - (values[i] as number)))
  const typical = Math.max(
    1.4826 * medianOf(steps),
    steps.reduce((sum, step) => sum + step, 0) / steps.length / 5,
  )
  const first = positions[0] as number
  const extent = (positions[n - 1] as number) - first
  const times = positions.map(position => (position - first) / extent - 0.5)
  return new DescriptionLengths({ times, values, variance: typical ** 2, weight })
}

/** Moves each cut of the means to the best place in the row itself, between the middles of its two regimes. */
function placed(row: Float64Array, positions: Float64Array, coarse: number[], group: number): number[] {
  const cuts = coarse.map(cut => cut * group)
  for (let k = 0; k < cuts.length; k++) {
    const cut = cuts[k] as number
    const from = Math.max(cuts[k - 1] ?? 0, cut - LONGEST)
    const to = Math.min(cuts[k + 1] ?? row.length, cut + LONGEST)
    const costs = describer(row.subarray(from, to), positions.subarray(from, to))
    if (costs === null) continue
    const reach = 2 * group
    let best = Number.POSITIVE_INFINITY
    for (let i = Math.max(from + LEAST, cut - reach); i <= Math.min(to - LEAST, cut + reach); i++) {
      const total = costs.length(0, i - from) + costs.length(i - from, to - from)
      if (total < best) {
        best = total
        cuts[k] = i
      }
    }
  }
  return cuts
}

/** Means of `group` neighbours; the last takes what is left over. */
function groupMeans(values: Float64Array, group: number): Float64Array {
  const count = Math.max(1, Math.floor(values.length / group))
  const means = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    const end = k === count - 1 ? values.length : (k + 1) * group
    let sum = 0
    for (let i = k * group; i < end; i++) sum += values[i] as number
    means[k] = sum / (end - k * group)
  }
  return means
}

interface Rows {
  row: Float64Array
  /** Before spikes were clipped. */
  clean: Float64Array
  positions: Float64Array
}

/** A stretch of known values [from, to) and the indices [first, next) that it stands for. */
interface Extent {
  from: number
  to: number
  first: number
  next: number
  scale: number
}

function fitted({ row, clean, positions }: Rows, extent: Extent): Segment {
  const { from, to, first, next, scale } = extent
  const n = to - from
  const values = row.subarray(from, to)
  const places = positions.subarray(from, to)
  const middle = places.reduce((sum, place) => sum + place, 0) / n
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const told = n < 3 ? null : (describer(values, places)?.describe(0, n) ?? null)
  let covariance = 0
  let variance = 0
  let squares = 0
  for (let i = 0; i < n; i++) {
    covariance += ((places[i] as number) - middle) * ((values[i] as number) - mean)
    variance += ((places[i] as number) - middle) ** 2
    squares += ((values[i] as number) - mean) ** 2
  }
  const slope = told?.shape === 'linear' ? covariance / variance : 0
  const residuals = clean
    .slice(from, to)
    .map((value, i) => value - mean - slope * ((places[i] as number) - middle))
  return {
    from: first,
    to: next,
    shape: told?.shape ?? 'constant',
    start: (mean + slope * (first - middle)) * scale,
    end: (mean + slope * (next - 1 - middle)) * scale,
    phi: told?.phi ?? 0,
    sigma: (told?.sigma ?? 0) * Math.sqrt(squares / n) * scale,
    spread: spreadOf(residuals) * scale,
    n,
  }
}
