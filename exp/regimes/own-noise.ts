// Changes of regimes that each have noise of their own: for rows without a clock, or with one that is slower than a day.
import type { Interval } from '../../core/interval.ts'
import { describer, type Segment, type Segmentation, segmentation } from '../../stats/segmentation/segment.ts'
import { type BreakFit, type BreakInput, fitBreak } from '../../stats/segmentation/segment-regression.ts'
import { massInterval } from '../../stats/segmentation/segment-shift.ts'
import { type Estimate, type Stretch, within } from '../../stats/segmentation/stretch.ts'
import { regimeBreach } from './breach.ts'
import { HALF, inSigmas, isClear, type RegimeChange, relativeTo, SURE } from './regime.ts'
import { toldOf } from './told.ts'

/** Less than three standard errors is no change of the mean: then it is the spread that changed. */
const CLEAR = 9
/** An onset is sought this far on either side: beyond, the doubt is no longer about this boundary. */
const WINDOW = 750
/**
 * Log odds of the kind, by how much more of the squared error it explains: the slope and the constant of a logistic fit
 * (Platt 1999) to 1,200 simulated changes, for boundaries are chosen by their gain and the plain odds would say too much.
 */
const ODDS = { perGain: 0.1, constant: -1 }
const MOST_LEAD = 500
/** Noise of so much memory may be a random walk, which goes as far as the root of its length. */
const WALK = 0.9
/** A bend may lie so many values from where regimes meet. */
const SLACK = 2
/** Each side of a boundary keeps at least so many values. */
const LEAST = 3

export interface OwnNoise {
  changes: RegimeChange[]
  boundaries: number[]
  period: number
}

/** `limit` is a value never to be crossed, for the projection. A boundary whose size is not clear is kept, but no change. */
export function ownNoiseRegimes(values: Float64Array, limit: number | null): OwnNoise {
  const cut = segmentation(values)
  const positive = values.every(value => Number.isNaN(value) || value > 0)
  const context = { positive, limit }
  const breaks = cut.cuts.map((_, k) => breakAt(cut, k))
  const changes = [
    ...meanChanges(cut, breaks, context),
    ...breaks.flatMap(({ older, newer, onset, spread }) =>
      spread ? [spreadChange(older, newer, onset, context)] : [],
    ),
  ]
  return {
    changes: changes
      .filter(({ effect }) => isClear(effect.absolute))
      .sort((a, b) => a.onset.value - b.onset.value),
    boundaries: cut.segments.slice(1).map(({ from }) => from),
    period: cut.period,
  }
}

interface Context {
  positive: boolean
  limit: number | null
}

/** Where two regimes meet. */
interface Break extends MeanBreak {
  older: Segment
  newer: Segment
  onset: Interval
  /** Whether it is the spread that changed, and not the mean. */
  spread: boolean
}

function breakAt(cut: Segmentation, k: number): Break {
  const older = cut.segments[k] as Segment
  const newer = cut.segments[k + 1] as Segment
  const place = cut.cuts[k] as number
  const from = Math.max(cut.cuts[k - 1] ?? 0, place - WINDOW)
  const to = Math.min(cut.cuts[k + 1] ?? cut.values.length, place + WINDOW)
  const part = { positions: cut.positions.subarray(from, to), values: cut.values.subarray(from, to) }
  const mean = meanBreak(part, place - from, older, newer)
  const spread = mean.fit.gain < CLEAR && spreadDiffers(older, newer)
  return { ...mean, older, newer, onset: onsetOf(part, place - from), spread }
}

function meanChanges(
  cut: Segmentation,
  breaks: readonly Break[],
  { positive, limit }: Context,
): RegimeChange[] {
  const stretches = cut.segments.map((segment, k) => {
    const still = breaks[k - 1]?.spread === true
    const known = cut.values.subarray(cut.cuts[k - 1] ?? 0, cut.cuts[k] ?? cut.values.length)
    return within({ ...segment, rise: still ? null : riseOf(cut, k) }, known)
  })
  const meetings = breaks.map(({ onset, shape, fit, spread }) => ({
    onset,
    step: spread || shape === 'kink' ? null : { value: fit.value, error: fit.error },
  }))
  const noise = (k: number): number => breaks[k - 1]?.noise ?? (cut.segments[k] as Segment).spread
  const always = { onset: { value: 0, lower: 0, upper: 0 }, step: null }
  return toldOf(stretches, [always, ...meetings], { natural: value => value, slack: SLACK }).map(told => {
    const { kind, place, onset, from, to, size, end, ended } = told
    const absolute = around(size.value, HALF * size.error)
    const { rise, start } = stretches[place] as Stretch
    const length = (stretches[place] as Stretch).to - (stretches[place] as Stretch).from - 1
    const rate =
      kind === 'level' || rise === null ? null : { value: rise.value / length, error: rise.error / length }
    return {
      kind,
      ...sureness(kind, breaks[place - 1]?.lead ?? MOST_LEAD),
      direction: absolute.value < 0 ? ('down' as const) : ('up' as const),
      onset,
      until: null,
      back: false,
      ended,
      effect: {
        absolute,
        relative: relativeTo(absolute, from, positive),
        sigma: inSigmas(absolute.value, noise(place)),
      },
      from,
      to,
      breach: regimeBreach(
        {
          before: from,
          start: kind === 'level' ? to : start,
          from: onset.value,
          to: end,
          onset,
          rate,
          last: end === stretches.at(-1)?.to,
        },
        limit,
      ),
    }
  })
}

function sureness(
  kind: 'level' | 'slope',
  lead: number,
): Pick<RegimeChange, 'kindProbability' | 'alternative'> {
  const odds = Math.exp(ODDS.constant + ODDS.perGain * Math.min(lead, MOST_LEAD))
  const kindProbability = Number((odds / (1 + odds)).toPrecision(3))
  const other = kind === 'level' ? 'slope' : 'level'
  return { kindProbability, alternative: kindProbability >= SURE ? null : other }
}

interface MeanBreak {
  shape: 'step' | 'kink'
  fit: BreakFit
  noise: number
  lead: number
}

/**
 * A step between two levels needs no argument; where a line is involved, a step and a kink compete. `lead` is how much more
 * of the squared error the one explains than the other would, in units of the noise.
 */
function meanBreak(
  part: { positions: Float64Array; values: Float64Array },
  at: number,
  older: Segment,
  newer: Segment,
): MeanBreak {
  const whole = older.n + newer.n
  const phi = (older.phi * older.n + newer.phi * newer.n) / whole
  const range = part.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const floor = Math.max(older.sigma * 1e-3, newer.sigma * 1e-3, range * 1e-9)
  const sigma = [Math.max(older.sigma, floor), Math.max(newer.sigma, floor)] as const
  const input: BreakInput = { ...part, at, phi, sigma }
  const noise = older.spread > 0 ? older.spread : newer.spread
  const flat = older.shape === 'constant'
  const step = fitBreak('step', flat, input)
  const kink = fitBreak('kink', flat, input)
  const lead = (step?.gain ?? 0) - (kink?.gain ?? 0)
  if (!(flat && newer.shape === 'constant') && kink !== null && lead < 0)
    return { shape: 'kink', fit: kink, noise, lead: -lead }
  // Where the two regimes leave nothing to regress, the distance between their lines is all there is.
  const distance = {
    value: newer.start - lineAt(older, newer.from),
    error: 0,
    gain: Number.POSITIVE_INFINITY,
  }
  return { shape: 'step', fit: step ?? distance, noise, lead }
}

/** Every other place for the boundary, weighed by the description length that it would give. */
function onsetOf(part: { positions: Float64Array; values: Float64Array }, at: number): Interval {
  const n = part.values.length
  const costs = describer(part.values, part.positions)
  const first = LEAST
  const lengths = new Float64Array(Math.max(n - 2 * LEAST + 1, 0))
  for (let i = 0; i < lengths.length; i++) {
    lengths[i] = costs === null ? 0 : costs.length(0, first + i) + costs.length(first + i, n)
  }
  const least = lengths.reduce((low, length) => Math.min(low, length), Number.POSITIVE_INFINITY)
  const weights = lengths.map(length => Math.exp(least - length))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const { lower, upper } = massInterval(
    weights.map(weight => weight / total),
    0.9,
  )
  const index = (place: number): number => part.positions[place] as number
  return {
    value: index(at),
    lower: index(Math.min(first + lower, at)),
    upper: index(Math.max(first + upper, at)),
  }
}

function spreadChange(older: Segment, newer: Segment, onset: Interval, { positive }: Context): RegimeChange {
  const [from, to] = [older.spread, newer.spread]
  const ratio = Math.log(to / from)
  const error = HALF * Math.hypot(logSpreadError(older), logSpreadError(newer))
  const ends = (power: number): number => from * Math.expm1(power)
  const absolute = { value: to - from, lower: ends(ratio - error), upper: ends(ratio + error) }
  return {
    kind: 'variance',
    kindProbability: 1,
    alternative: null,
    direction: to < from ? 'down' : 'up',
    onset,
    until: null,
    back: false,
    ended: null,
    effect: {
      absolute,
      relative: relativeTo(absolute, from, positive),
      sigma: inSigmas(absolute.value, from),
    },
    from,
    to,
    breach: null,
  }
}

/** Of the log of a standard deviation: 1 / 2n where values are independent, more where each repeats the last. */
function logSpreadError({ n, phi }: Segment): number {
  return Math.sqrt((1 + phi * phi) / (1 - phi * phi) / (2 * n))
}

/** How far the line of a regime goes, with its standard error; null for a level. */
function riseOf(cut: Segmentation, k: number): Estimate | null {
  const { shape, from, to, start, end, sigma, phi } = cut.segments[k] as Segment
  if (shape === 'constant' || to - from < 2) return null
  const positions = cut.positions.subarray(cut.cuts[k - 1] ?? 0, cut.cuts[k] ?? cut.positions.length)
  const middle = positions.reduce((sum, position) => sum + position, 0) / positions.length
  const spread = positions.reduce((sum, position) => sum + (position - middle) ** 2, 0)
  // Noise with autocorrelation phi weighs like independent noise that is 1 / (1 - phi) as large.
  const settled = (sigma / (1 - phi) / Math.sqrt(spread)) * (to - from - 1)
  const error = phi < WALK ? settled : sigma * Math.sqrt(to - from - 1)
  return { value: end - start, error }
}

/** Whether the noise changed its size by more than two standard errors. */
function spreadDiffers(older: Segment, newer: Segment): boolean {
  if (!(older.spread > 0) || !(newer.spread > 0) || !(older.sigma > 0) || !(newer.sigma > 0)) return false
  const error = Math.hypot(logSpreadError(older), logSpreadError(newer))
  const [ratio, inner] = [Math.log(newer.spread / older.spread), Math.log(newer.sigma / older.sigma)]
  return ratio * inner > 0 && Math.min(Math.abs(ratio), Math.abs(inner)) > 2 * error
}

function lineAt({ from, to, start, end }: Segment, index: number): number {
  return to - from < 2 ? end : start + ((end - start) * (index - from)) / (to - from - 1)
}

function around(value: number, half: number): Interval {
  return { value, lower: value - half, upper: value + half }
}
