// The changes of a row in shared noise: of its mean, offered at several resolutions, tested together and placed exactly; of its noise.
import type { Clocks } from '../rhythm.ts'
import { spreadOf } from '../segment-robust.ts'
import type { Stretch } from '../stretch.ts'
import { testRungs, testTerms } from './backward.ts'
import { type Episode, type EpisodeOptions, episodesOf, PART } from './episodes/episodes.ts'
import { aboutMedian, hasFar, withoutSpans } from './episodes/excursions.ts'
import type { Span } from './episodes/spans.ts'
import { fittedAt, type JointFit, Moments, type Term } from './joint-fit.ts'
import { finestSize, offeredTerms } from './offers.ts'
import { type PlacedTerm, placeTerms } from './place.ts'
import { type Prepared, prepare } from './prepare.ts'
import { rungOf } from './rungs.ts'
import { type SpreadChange, spreadChanges } from './spread.ts'
import { stretchesOf } from './stretches.ts'

/** Where something else, such as a live monitor, has seen a change: first positions of it. */
export interface Onset {
  value: number
  lower: number
  upper: number
}

export interface SharedNoise {
  prepared: Prepared
  terms: PlacedTerm[]
  /** Between the places of the terms, as they were tested in groups of `finest` positions. */
  stretches: Stretch[]
  finest: number
  episodes: Episode[]
  spreads: SpreadChange[]
  /** Standard deviation of the noise about the regimes, in the scale of the row. */
  noise: number
  /** The row as its regimes have it, without rhythm. */
  lineAt(position: number): number
  /** z squared of each onset that was given, where it was weakest; null where the search offered the same place. */
  strengths: Array<number | null>
  /** False: too few values or events to judge. */
  enough: boolean
}

const SEARCH = { least: 5, linePrice: 2, margin: 0 }
/** A row of fewer groups than this holds no two regimes that could be told apart. */
const FEWEST_GROUPS = 12
/** A place that the search offers within so many groups of a given onset is the same. */
const SAME = 2
/** Episodes that are told, and excursions that are set aside. */
const MOST = 12
const MOST_EXCURSIONS = 12
/** What went so many standard deviations far is an excursion; what went less far is one if no change lies within so many days of it then. */
const HIGH = 2
const MODEST = 1.5
const APART_DAYS = 7
/** Residuals count up to so many standard deviations for the memory of the noise. */
const FAR = 4

export function sharedNoiseRegimes(
  values: Float64Array,
  clocks: Clocks | null,
  onsets: readonly Onset[] = [],
): SharedNoise {
  const prepared = prepare(values, clocks)
  const { row, least } = prepared
  const perDay = clocks?.perDay ?? null
  const day = perDay === null ? null : Math.round(perDay)
  const finest = finestSize(row.length, perDay, least)
  if (row.length / finest < FEWEST_GROUPS) {
    return {
      prepared,
      terms: [],
      stretches: [],
      finest,
      episodes: [],
      spreads: [],
      noise: 0,
      lineAt: () => Number.NaN,
      strengths: onsets.map(() => null),
      enough: false,
    }
  }
  const watched = clocks === null || prepared.discrete ? null : clocks
  const { settled, mean } = settledMean(row, watched, { finest, day }, onsets)
  const { held, fit, strengths } = mean
  const lineAt = lineOf(held, fit)
  const residuals = row.map((value, i) => value - lineAt(i))
  // An onset that a change accounts for is no sign of an episode besides.
  const alone = onsets.filter((_, k) => strengths[k] !== null)
  const episodes =
    watched === null
      ? []
      : episodesIn(residuals, watched, {
          onsets: alone,
          changes: held.map(({ at }) => at),
          least: 0,
          most: MOST,
        })
  const quiet = withoutSpans(
    residuals,
    episodes.map(({ reach }) => reach),
  )
  const phi = memoryOf(quiet)
  return {
    prepared,
    terms: fit === null ? [] : placeTerms({ row: settled, finest, terms: held, fit }),
    stretches: fit === null ? [] : stretchesOf(settled, held, fit),
    finest,
    episodes,
    spreads: watched === null ? [] : spreadChanges(innovationsOf(quiet, phi), watched.perDay, phi),
    noise: spreadAbout(residuals),
    lineAt,
    strengths,
    enough: true,
  }
}

interface Mean {
  held: Term[]
  fit: JointFit | null
  strengths: Array<number | null>
}

/**
 * What the searches offer, as far as it holds; then each onset that was given, as a step and a slope: it enters where it holds beside all
 * that does already. Together from the start, a wrong onset could explain a right change away.
 */
function meanOf(
  row: Float64Array,
  { finest, day }: { finest: number; day: number | null },
  onsets: readonly Onset[],
): Mean {
  const rungs = testRungs(row, finest, day)
  const offered = offeredTerms(row, { finest, day }, SEARCH)
  const alone = testTerms(rungs, offered)
  let fit = alone.fit
  let held = alone.kept.map(k => offered[k] as Term)
  const strengths = onsets.map(({ value, lower, upper }) => {
    if (held.some(({ at }) => at >= lower - SAME * finest && at <= upper + SAME * finest)) return null
    const terms = [...held, { kind: 'step', at: value } as const, { kind: 'hinge', at: value } as const]
    const both = testTerms(rungs, terms)
    const beside = held.every((_, k) => both.kept.includes(k))
    if (beside && both.kept.length > held.length) {
      held = both.kept.map(k => terms[k] as Term)
      fit = both.fit
    }
    return Math.max(...both.strength.slice(-2))
  })
  return { held, fit, strengths }
}

/**
 * The mean of the row without excursions. One that is modest is set aside only where nothing changes near by: beside a step it may be
 * part of that, and what is left would be placed elsewhere.
 */
function settledMean(
  row: Float64Array,
  watched: Clocks | null,
  rungs: { finest: number; day: number | null },
  onsets: readonly Onset[],
): { settled: Float64Array; mean: Mean } {
  const without = (spans: readonly Span[]): { settled: Float64Array; mean: Mean } => {
    const settled = withoutSpans(row, spans)
    return { settled, mean: meanOf(settled, rungs, onsets) }
  }
  if (watched === null) return without([])
  const spans = excursionsIn(row, watched, MODEST)
  const first = without(spans)
  const near = APART_DAYS * watched.perDay
  const alone = spans.filter(({ from, to }) =>
    first.mean.held.every(({ at }) => at < from - near || at > to + near),
  )
  if (alone.length === spans.length) return first
  return without([...alone, ...excursionsIn(row, watched, HIGH)])
}

/** What went so far that it would be taken for regimes. */
function excursionsIn(row: Float64Array, clocks: Clocks, least: number): Span[] {
  const residuals = aboutMedian(row, clocks.perDay)
  if (!hasFar(residuals)) return []
  const part = PART * clocks.perDay
  const found = episodesIn(residuals, clocks, { onsets: [], changes: [], least, most: MOST_EXCURSIONS })
  // What is seen neither to begin nor to end may be a regime of its own.
  return found.map(({ reach }) => reach).filter(({ from, to }) => from >= part && to + part <= row.length)
}

/** Autocorrelation of residuals, of which the farthest count as less. */
function memoryOf(residuals: Float64Array): number {
  const far = FAR * spreadAbout(residuals)
  const held = residuals.map(value => Math.min(Math.max(value, -far), far))
  return new Moments(rungOf(held, 1), []).cautious([])?.phi ?? 0
}

/** Episodes last for hours at least, so they are sought in hours where the row is finer. */
function episodesIn(
  residuals: Float64Array,
  clocks: Clocks,
  { onsets, changes, least, most }: Pick<EpisodeOptions, 'onsets' | 'changes' | 'least' | 'most'>,
): Episode[] {
  const { perDay, hour } = clocks
  const size = Number.isInteger(perDay / 24) ? perDay / 24 : 1
  const rung = rungOf(residuals, size)
  const count = Math.ceil(residuals.length / size)
  const hourly = new Float64Array(count).fill(Number.NaN)
  for (const [k, place] of rung.positions.entries()) hourly[place] = rung.values[k] as number
  const phi = memoryOf(hourly)
  const span = ({ lower, upper }: { lower: number; upper: number }, factor: number) => ({
    lower: Math.round(lower * factor),
    upper: Math.round(upper * factor),
  })
  const found = episodesOf(hourly, phi, {
    perDay: perDay / size,
    hour: Uint8Array.from({ length: count }, (_, k) => hour[k * size] as number),
    onsets: onsets.map(onset => span(onset, 1 / size)),
    changes: changes.map(at => Math.round(at / size)),
    least,
    most,
  })
  return found.map(({ from, to, reach, onset, end, effect }) => ({
    from: from * size,
    to: to * size,
    reach: { from: reach.from * size, to: reach.to * size },
    onset: span(onset, size),
    end: span(end, size),
    effect,
  }))
}

function lineOf(terms: readonly Term[], fit: JointFit | null): (position: number) => number {
  return fit === null ? () => Number.NaN : position => fittedAt(terms, fit, position)
}

/** NaN where a value or the one before it is missing. */
function innovationsOf(residuals: Float64Array, phi: number): Float64Array {
  return residuals.map((value, i) => (i === 0 ? Number.NaN : value - phi * (residuals[i - 1] as number)))
}

function spreadAbout(residuals: Float64Array): number {
  return spreadOf(residuals.filter(value => !Number.isNaN(value)))
}
