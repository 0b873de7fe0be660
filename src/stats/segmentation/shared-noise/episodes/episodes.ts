// Episodes: the row left its level and came back to it, for hours up to a week (collective anomalies).
import { medianOf, spreadOf } from '../../segment-robust.ts'
import { fitShift, massInterval } from '../../segment-shift.ts'
import { joinedSpans, type Span, widened } from './spans.ts'

export interface Episode {
  /** First position of it, and first position after it, with bounds that hold 90 %. */
  from: number
  to: number
  onset: { lower: number; upper: number }
  end: { lower: number; upper: number }
  /** Mean distance from the level, in the scale of the row, and its standard error. */
  effect: { value: number; error: number }
}

export interface EpisodeOptions {
  /** Positions a day. */
  perDay: number
  /** Hour of the day of every position, of which the noise may have a size of its own. */
  hour: Uint8Array
  /** Where something else saw an onset: there less is asked. */
  onsets: ReadonlyArray<{ lower: number; upper: number }>
  /** Places of changes, within which no episode lies. */
  changes: readonly number[]
  /** Only what goes so many standard deviations of the noise far. */
  least: number
  /** So many at most. */
  most: number
}

/** An episode is widened by parts of a day. */
export const PART = 0.25
/** Days: the shortest, the shortest that goes further than so many standard deviations of the noise, and the longest. */
const SHORTEST = 0.75
const TALL_SHORTEST = 1 / 6
const TALL = 4.5
export const LONGEST_DAYS = 7
/** The shortest has so many positions. */
const LEAST = 4
/** z squared of at least 2 log(m / L) and this; at an onset that is known. */
const ASKED = 16
const AT_ONSET = 2 * Math.LN2 + 10
/** Spreads of the other windows of the same length beyond which its mean lies: root of 2 log N and this; at an onset three. */
const APART = 11
const APART_AT_ONSET = 3
/** An onset that is known may be so many positions off its interval, which holds nine in ten. */
const SLACK = 6
/** Whitened residuals, and means of windows, count up to so many standard deviations; heights up to more. */
const CLIP = 3
const TALL_CLIP = 9
/** The size of the noise is taken over so many days to either side. */
const AROUND = 3
/** So many positions around an end are looked at, or as many as the episode has. */
const MARGIN = 24
/** Standard deviation of its height beforehand, in standard deviations of the noise: wide. */
const WIDE = 10

/**
 * `residuals`: the row less its regimes (NaN: missing). One mean over the window against the level around it, in noise of
 * autocorrelation phi (Fisch, Eckley and Fearnhead 2022, with an AR(1) in place of independence). In order.
 */
export function episodesOf(residuals: Float64Array, phi: number, options: EpisodeOptions): Episode[] {
  const { perDay, onsets, least } = options
  const ordinary = Math.max(LEAST, Math.ceil(SHORTEST * perDay))
  const shortest = Math.max(LEAST, Math.ceil(TALL_SHORTEST * perDay))
  const longest = Math.min(Math.floor(LONGEST_DAYS * perDay), residuals.length >> 2)
  if (perDay * SHORTEST < LEAST || longest < shortest) return []
  const lengths = { shortest, ordinary, longest, least }
  const sizes = localSizes(residuals, phi, options)
  const even = residuals.map((value, i) =>
    Number.isNaN(value) || !((sizes[i] as number) > 0) ? 0 : value / (sizes[i] as number),
  )
  const found: Span[] = []
  while (found.length < options.most) {
    const taken = [...found, ...options.changes.map(at => ({ from: at - ordinary, to: at + ordinary }))]
    const core = strongest(even, phi, { ...lengths, onsets, taken })
    if (core === null) break
    found.push(widened(residuals, core, { part: Math.ceil(PART * perDay), longest }))
  }
  return joinedSpans(
    residuals,
    found.toSorted((a, b) => a.from - b.from),
    perDay,
  ).map(span => ({
    ...span,
    ...endsOf(residuals, phi, span),
    effect: effectOf(residuals, phi, span),
  }))
}

/** Size of the innovations at every position: by the hour of the day, times that of the days around. */
function localSizes(residuals: Float64Array, phi: number, { perDay, hour }: EpisodeOptions): Float64Array {
  const n = residuals.length
  const steps = residuals.map((value, i) =>
    i === 0 ? Number.NaN : Math.abs(value - phi * (residuals[i - 1] as number)),
  )
  const byHour = Array.from({ length: 24 }, (_, h) => {
    const own = steps.filter((step, i) => hour[i] === h && !Number.isNaN(step))
    return own.length === 0 ? 0 : medianOf(own)
  })
  const relative = steps.map((step, i) => step / (byHour[hour[i] as number] as number))
  const block = Math.max(1, Math.round(perDay))
  const count = Math.ceil(n / block)
  const around = Array.from({ length: count }, (_, k) => {
    const part = relative.subarray(Math.max(0, (k - AROUND) * block), (k + AROUND + 1) * block)
    const known = part.filter(value => Number.isFinite(value))
    return known.length === 0 ? 1 : medianOf(known)
  })
  return residuals.map(
    (_, i) => 1.4826 * (byHour[hour[i] as number] as number) * (around[Math.floor(i / block)] as number),
  )
}

interface Search {
  shortest: number
  /** Shorter windows must be tall, others so high. */
  ordinary: number
  least: number
  longest: number
  onsets: EpisodeOptions['onsets']
  taken: ReadonlyArray<Span>
}

function strongest(even: Float64Array, phi: number, search: Search): Span | null {
  const n = even.length
  const sums = sumsOf(even, phi)
  const size = Math.max(spreadOf(sums.steps) ** 2, (sums.squares[n] as number) / n)
  let best: Span | null = null
  let most = 0
  for (let length = search.shortest; length <= search.longest; length++) {
    const info = 1 + (length - 1) * (1 - phi) ** 2 + phi * phi
    const windows = { info, size, others: windowsOf(sums.levels, length) }
    for (let from = 1; from + length < n; from++) {
      const span = { from, to: from + length }
      const score = scoreOf(sums, span, phi)
      if ((score * score) / (info * size) < Math.max(AT_ONSET, most)) continue
      if (search.taken.some(other => from < other.to && other.from < span.to)) continue
      const spare = spareOf(sums, span, { ...windows, score, phi, search })
      if (spare <= most) continue
      most = spare
      best = span
    }
  }
  return best
}

function scoreOf({ steps, sums }: Sums, { from, to }: Span, phi: number): number {
  const inside = (sums[to] as number) - (sums[from + 1] as number)
  return (steps[from] as number) + (1 - phi) * inside - phi * (steps[to] as number)
}

interface Window {
  score: number
  info: number
  /** Variance of the innovations, over all of the row. */
  size: number
  others: ReturnType<typeof windowsOf>
  phi: number
  search: Search
}

/** By how much its z squared exceeds what is asked; 0 where it is not high enough, or not apart from other windows of its length. */
function spareOf(sums: Sums, { from, to }: Span, { score, info, size, others, phi, search }: Window): number {
  const length = to - from
  const mean = (of: Float64Array): number => ((of[to] as number) - (of[from] as number)) / length
  // In standard deviations of an AR(1), which are wider than those of its innovations.
  const height = Math.abs(mean(sums.heights)) * Math.sqrt(1 - phi * phi)
  const tall = height > TALL
  if (!tall && (length < search.ordinary || height < search.least)) return 0
  const known = search.onsets.some(({ lower, upper }) => lower - SLACK <= from && from <= upper + SLACK)
  const off = Math.abs(mean(tall ? sums.heights : sums.levels) - others.centre)
  if (off <= (known ? APART_AT_ONSET : others.apart) * others.spread) return 0
  const squares = (sums.squares[to + 1] as number) - (sums.squares[from] as number)
  const own = tall ? size : (squares - (score * score) / info) / length
  const asked = 2 * Math.log(sums.steps.length / length) + ASKED
  return (score * score) / (info * Math.max(size, own)) - (known ? AT_ONSET : asked)
}

interface Sums {
  /** Whitened values, and running sums of them and of their squares; running sums of the values. */
  steps: Float64Array
  sums: Float64Array
  squares: Float64Array
  levels: Float64Array
  heights: Float64Array
}

function sumsOf(even: Float64Array, phi: number): Sums {
  const n = even.length
  const steps = even.map((value, i) => clipped(i === 0 ? value : value - phi * (even[i - 1] as number)))
  const running = (of: (i: number) => number): Float64Array => {
    const out = new Float64Array(n + 1)
    for (let i = 0; i < n; i++) out[i + 1] = (out[i] as number) + of(i)
    return out
  }
  return {
    steps,
    sums: running(i => steps[i] as number),
    squares: running(i => (steps[i] as number) ** 2),
    levels: running(i => clipped(even[i] as number)),
    heights: running(i => clipped(even[i] as number, TALL_CLIP)),
  }
}

function clipped(value: number, most = CLIP): number {
  return Math.min(Math.max(value, -most), most)
}

/** Means of all windows of a length, a quarter of it apart: how far one must lie from the others. */
function windowsOf(levels: Float64Array, length: number): { centre: number; spread: number; apart: number } {
  const n = levels.length - 1
  const stride = Math.max(1, length >> 2)
  const count = Math.floor((n - length) / stride) + 1
  const means = Float64Array.from(
    { length: count },
    (_, k) => ((levels[k * stride + length] as number) - (levels[k * stride] as number)) / length,
  )
  return {
    centre: medianOf(means),
    spread: spreadOf(means),
    apart: Math.sqrt(2 * Math.log(n / length) + APART),
  }
}

/** Posteriors of either end, given the other. */
function endsOf(residuals: Float64Array, phi: number, { from, to }: Span): Pick<Episode, 'onset' | 'end'> {
  const around = Math.max(to - from, MARGIN)
  return {
    onset: boundsOf(residuals, phi, { from: Math.max(0, from - around), to }, from),
    end: boundsOf(residuals, phi, { from, to: Math.min(residuals.length, to + around) }, to),
  }
}

function boundsOf(
  residuals: Float64Array,
  phi: number,
  { from, to }: Span,
  at: number,
): { lower: number; upper: number } {
  const places: number[] = []
  for (let i = from; i < to; i++) if (!Number.isNaN(residuals[i] as number)) places.push(i)
  const fit = fitShift('step', {
    positions: Float64Array.from(places),
    values: Float64Array.from(places, i => residuals[i] as number),
    phi,
    noise: null,
    from: 2,
    to: places.length - 1,
    sign: 0,
    anchor: 0,
    reach: WIDE,
  })
  if (fit === null) return { lower: at, upper: at }
  const { lower, upper } = massInterval(fit.mass, 0.9)
  return {
    lower: Math.min(places[2 + lower] as number, at),
    upper: Math.max(places[2 + upper] as number, at),
  }
}

/** Generalised least squares of the mean inside against none outside. */
function effectOf(residuals: Float64Array, phi: number, { from, to }: Span): Episode['effect'] {
  const at = (i: number): number => residuals[i] ?? Number.NaN
  const step = (i: number): number => {
    const value = at(i) - phi * at(i - 1)
    return Number.isNaN(value) ? 0 : value
  }
  let score = step(from) - phi * step(to)
  for (let i = from + 1; i < to; i++) score += (1 - phi) * step(i)
  const info = 1 + (to - from - 1) * (1 - phi) ** 2 + phi * phi
  const steps = Float64Array.from(residuals.subarray(1), (_, i) => step(i + 1))
  return { value: score / info, error: spreadOf(steps) / Math.sqrt(info) }
}
