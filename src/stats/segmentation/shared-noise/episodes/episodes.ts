// Episodes: the row left its level and came back to it, for hours up to a week (collective anomalies).
import { medianOf, spreadOf } from '../../segment-robust.ts'
import { endsOf, informationOf, scoreOf } from './ends.ts'
import { isPlain } from './plain-noise.ts'
import { joinedSpans, type Span, widened } from './spans.ts'

export interface Episode {
  /** First position of it, and first position after it, with bounds that hold 90 %. */
  from: number
  to: number
  onset: { lower: number; upper: number }
  end: { lower: number; upper: number }
  /** As far as the row was about half as far away at least. */
  reach: Span
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
/** z squared of at least 2 log(m / L) and this, in plain noise and in any; at an onset that is known. */
const ASKED_IN_PLAIN = 15
const ASKED = 16
const AT_ONSET = 2 * Math.LN2 + 10
/** Spreads of the other windows of the same length beyond which its mean lies: root of 2 log N and this; at an onset three. */
const APART_IN_PLAIN = 7
const APART = 11
const APART_AT_ONSET = 3
/** An onset that is known may be so many positions off its interval, which holds nine in ten. */
const SLACK = 6
/** Whitened residuals, and means of windows, count up to so many standard deviations; heights up to more. */
const CLIP = 3
const TALL_CLIP = 9
/** The size of the noise is taken over so many days to either side. */
const AROUND = 3

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
  const whitened = sumsOf(even, phi)
  const found: Span[] = []
  while (found.length < options.most) {
    const beside = (reach: number): Span[] =>
      options.changes.map(at => ({ from: at - reach, to: at + reach }))
    const near = { any: [...found, ...beside(ordinary)], plain: [...found, ...beside(AROUND * perDay)] }
    const core = strongestOf(whitened, phi, { ...lengths, onsets }, near, perDay)
    if (core === null) break
    found.push(widened(residuals, core, { part: Math.ceil(PART * perDay), longest }))
  }
  const reaches = joinedSpans(
    residuals,
    found.toSorted((a, b) => a.from - b.from),
    perDay,
  )
  return reaches.map((reach, k) => {
    const before = options.changes.filter(at => at <= reach.from)
    const after = options.changes.filter(at => at >= reach.to)
    const free = {
      from: Math.max(reaches[k - 1]?.to ?? 0, ...before),
      to: Math.min(reaches[k + 1]?.from ?? residuals.length, ...after),
    }
    const ends = endsOf(whitened.scaled, phi, reach, free)
    return { ...ends, reach, effect: effectOf(residuals, phi, ends) }
  })
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

const IN_PLAIN = { plain: true, asked: ASKED_IN_PLAIN, apart: APART_IN_PLAIN }
const IN_ANY = { plain: false, asked: ASKED, apart: APART }

/**
 * In plain noise less is asked, but for what lies so near a change that it may be what that left; excursions are set aside where any
 * noise would bear them out.
 */
function strongestOf(
  sums: Sums,
  phi: number,
  search: Omit<Search, 'taken'>,
  taken: { any: Span[]; plain: Span[] },
  perDay: number,
): Span | null {
  const inAny = strongest(sums, phi, { ...search, taken: taken.any }, IN_ANY)
  if (inAny !== null || search.least > 0) return inAny
  const inPlain = strongest(sums, phi, { ...search, taken: taken.plain }, IN_PLAIN)
  return inPlain !== null && isPlain(sums.raw, perDay, inPlain) ? inPlain : null
}

function strongest(sums: Sums, phi: number, search: Search, price: typeof IN_ANY): Span | null {
  const n = sums.steps.length
  const { size } = sums
  let best: Span | null = null
  let most = 0
  for (let length = search.shortest; length <= search.longest; length++) {
    const info = informationOf(length, phi)
    const windows = { info, size, others: windowsOf(sums.levels, length, price.apart) }
    for (let from = 1; from + length < n; from++) {
      const span = { from, to: from + length }
      const score = scoreOf(sums.steps, sums.sums, span, phi)
      if ((score * score) / (info * size) < Math.max(AT_ONSET, most)) continue
      if (search.taken.some(other => from < other.to && other.from < span.to)) continue
      const spare = spareOf(sums, span, { ...windows, score, phi, search, ...price })
      if (spare <= most) continue
      most = spare
      best = span
    }
  }
  return best
}

interface Window {
  score: number
  info: number
  /** Variance of the innovations, over all of the row. */
  size: number
  others: ReturnType<typeof windowsOf>
  phi: number
  search: Search
  asked: number
  plain: boolean
}

/** By how much its z squared exceeds what is asked; 0 where it is not high enough, or not apart from other windows of its length. */
function spareOf(sums: Sums, { from, to }: Span, window: Window): number {
  const { score, info, size, others, phi, search } = window
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
  // In plain noise a window that is more restless than the others is so by chance.
  const own = tall || window.plain ? size : (squares - (score * score) / info) / length
  const asked = 2 * Math.log(sums.steps.length / length) + window.asked
  return (score * score) / (info * Math.max(size, own)) - (known ? AT_ONSET : asked)
}

interface Sums {
  /** Whitened values, and running sums of them and of their squares; running sums of the values. */
  steps: Float64Array
  /** Before they were clipped. */
  raw: Float64Array
  /** The same in their standard deviations. */
  scaled: Float64Array
  /** Their variance. */
  size: number
  sums: Float64Array
  squares: Float64Array
  levels: Float64Array
  heights: Float64Array
}

function sumsOf(even: Float64Array, phi: number): Sums {
  const n = even.length
  const raw = even.map((value, i) => (i === 0 ? value : value - phi * (even[i - 1] as number)))
  const steps = raw.map(step => clipped(step))
  const running = (of: (i: number) => number): Float64Array => {
    const out = new Float64Array(n + 1)
    for (let i = 0; i < n; i++) out[i + 1] = (out[i] as number) + of(i)
    return out
  }
  const squares = running(i => (steps[i] as number) ** 2)
  const size = Math.max(spreadOf(steps) ** 2, (squares[n] as number) / n)
  return {
    steps,
    raw,
    scaled: steps.map(step => step / Math.sqrt(size)),
    size,
    sums: running(i => steps[i] as number),
    squares,
    levels: running(i => clipped(even[i] as number)),
    heights: running(i => clipped(even[i] as number, TALL_CLIP)),
  }
}

function clipped(value: number, most = CLIP): number {
  return Math.min(Math.max(value, -most), most)
}

/** Means of all windows of a length, a quarter of it apart: how far one must lie from the others. */
function windowsOf(
  levels: Float64Array,
  length: number,
  apart: number,
): { centre: number; spread: number; apart: number } {
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
    apart: Math.sqrt(2 * Math.log(n / length) + apart),
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
  const info = informationOf(to - from, phi)
  const steps = Float64Array.from(residuals.subarray(1), (_, i) => step(i + 1))
  return { value: score / info, error: spreadOf(steps) / Math.sqrt(info) }
}
