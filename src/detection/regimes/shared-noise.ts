// Changes of regimes in noise that all of them share, in the unit of the row: for rows with a clock, and for sparse ones.
import type { Interval } from '../../core/interval.ts'
import type { Clocks } from '../../stats/segmentation/rhythm.ts'
import type { Episode } from '../../stats/segmentation/shared-noise/episodes.ts'
import type { PlacedTerm } from '../../stats/segmentation/shared-noise/place.ts'
import {
  type Onset,
  type SharedNoise,
  sharedNoiseRegimes,
} from '../../stats/segmentation/shared-noise/regimes.ts'
import type { SpreadChange } from '../../stats/segmentation/shared-noise/spread.ts'
import { regimeBreach } from './breach.ts'
import { HALF, inSigmas, isClear, type RegimeChange, type RhythmName, relativeTo, SURE } from './regime.ts'

export interface SharedRegimes {
  changes: RegimeChange[]
  boundaries: number[]
  period: number
  rhythm: RhythmName
  strengths: Array<number | null>
  enough: boolean
}

interface Context {
  found: SharedNoise
  limit: number | null
  /** Whether no value is below nought, and whether none is nought either. */
  countable: boolean
  positive: boolean
}

const HOURLY = {
  none: 'none',
  hour: 'hour of the day',
  weekend: 'hour and whether it is a weekend',
  week: 'hour of the week',
} as const
/** Of rows of one value a day. */
const DAILY = { ...HOURLY, weekend: 'weekday or weekend', week: 'day of the week' } as const

export function sharedRegimes(
  values: Float64Array,
  clocks: Clocks | null,
  { limit, onsets }: { limit: number | null; onsets: readonly Onset[] },
): SharedRegimes {
  const found = sharedNoiseRegimes(values, clocks, onsets)
  const holds = (test: (value: number) => boolean): boolean =>
    values.every(value => Number.isNaN(value) || test(value))
  const context: Context = {
    found,
    limit,
    countable: holds(value => value >= 0),
    positive: holds(value => value > 0),
  }
  const { terms, episodes, spreads, prepared } = found
  const changes = [
    ...terms.map((term, k) => meanChange(term, context, k + 1 === terms.length)),
    ...episodes.flatMap(episode => episodeChanges(episode, context)),
    ...spreads.map(spread => spreadChange(spread, context)),
  ]
    .filter(({ effect }) => isClear(effect.absolute))
    .sort((a, b) => a.onset.value - b.onset.value)
  const perDay = clocks?.perDay ?? 0
  return {
    changes,
    boundaries: changes.map(({ onset }) => onset.value).filter(at => at > 0),
    period: { none: 0, hour: perDay, weekend: 7 * perDay, week: 7 * perDay }[prepared.rhythm.level],
    rhythm: (perDay > 1 ? HOURLY : DAILY)[prepared.rhythm.level],
    strengths: found.strengths,
    enough: found.enough,
  }
}

function meanChange(term: PlacedTerm, context: Context, last: boolean): RegimeChange {
  const { kind: shape, at, lower, upper, effect, before, end, odds } = term
  const { found } = context
  const kind = shape === 'step' ? 'level' : 'slope'
  const probability = Math.max(1 / (1 + Math.exp(-odds)), 0.5)
  const sizes = sizesOf(effect, before, context)
  const onset = { value: at, lower, upper }
  const natural = (value: number): number => (found.prepared.logs ? Math.exp(value) : value)
  const length = Math.max(end - at, 1)
  const line = {
    before: found.lineAt(Math.max(at - 1, 0)),
    start: found.lineAt(at),
    from: at,
    to: end,
    onset,
    rate: kind === 'slope' ? { value: effect.value / length, error: effect.error / length } : null,
    last,
  }
  const limit = found.prepared.logs ? logOf(context.limit) : context.limit
  return {
    kind,
    kindProbability: Number(probability.toPrecision(3)),
    alternative: probability >= SURE ? null : kind === 'level' ? 'slope' : 'level',
    direction: effect.value < 0 ? 'down' : 'up',
    onset,
    until: null,
    back: false,
    effect: { ...sizes, sigma: inSigmas(effect.value, found.noise) },
    from: floored(natural(before), context),
    to: floored(natural(before + effect.value), context),
    breach: regimeBreach(line, limit),
  }
}

/** Sizes in the unit of the row: of logs exact as ratios, so never below -100 %. */
function sizesOf(
  { value, error }: { value: number; error: number },
  before: number,
  { found, positive, countable }: Context,
): { absolute: Interval; relative: Interval | null } {
  const ends = { value, lower: value - HALF * error, upper: value + HALF * error }
  if (found.prepared.logs) {
    const from = Math.exp(before)
    const relative = mapped(ends, Math.expm1)
    return { absolute: mapped(relative, ratio => from * ratio), relative }
  }
  // What counts or is positive cannot fall by more than there was.
  const absolute = countable ? mapped(ends, size => Math.max(size, -Math.max(before, 0))) : ends
  return { absolute, relative: relativeTo(absolute, before, positive || countable) }
}

function mapped({ value, lower, upper }: Interval, of: (value: number) => number): Interval {
  return { value: of(value), lower: of(lower), upper: of(upper) }
}

function floored(value: number, { countable }: Context): number {
  return countable ? Math.max(value, 0) : value
}

function logOf(limit: number | null): number | null {
  return limit !== null && limit > 0 ? Math.log(limit) : null
}

/** Both ends of an episode: it left, and came back. */
function episodeChanges(episode: Episode, context: Context): RegimeChange[] {
  const { from, to, onset, end, effect } = episode
  const base = { odds: Number.POSITIVE_INFINITY, kind: 'step' as const }
  const level = context.found.lineAt(from)
  const left = meanChange({ ...base, at: from, ...onset, effect, before: level, end: to }, context, false)
  const opposite = { value: -effect.value, error: effect.error }
  const returned = meanChange(
    { ...base, at: to, ...end, effect: opposite, before: level + effect.value, end: to },
    context,
    false,
  )
  return [
    { ...left, until: { value: to, ...end } },
    { ...returned, back: true },
  ]
}

function spreadChange(spread: SpreadChange, context: Context): RegimeChange {
  const { at, lower, upper, logRatio } = spread
  const { found } = context
  const level = found.prepared.logs ? Math.exp(found.lineAt(at)) : 1
  const { value, error } = logRatio
  const from = level * spread.from
  const relative = mapped({ value, lower: value - HALF * error, upper: value + HALF * error }, Math.expm1)
  return {
    kind: 'variance',
    kindProbability: 1,
    alternative: null,
    direction: value < 0 ? 'down' : 'up',
    onset: { value: at, lower, upper },
    until: null,
    back: false,
    effect: {
      absolute: mapped(relative, ratio => from * ratio),
      relative: context.positive ? relative : null,
      sigma: inSigmas(from * Math.expm1(value), from),
    },
    from,
    to: from * Math.exp(value),
    breach: null,
  }
}
