// Changes of regimes in noise that all of them share, in the unit of the row: for rows with a clock, and for sparse ones.
import type { Interval } from '../../core/interval.ts'
import type { Clocks } from '../../stats/segmentation/rhythm.ts'
import type { Episode } from '../../stats/segmentation/shared-noise/episodes/episodes.ts'
import {
  type Onset,
  type SharedNoise,
  sharedNoiseRegimes,
} from '../../stats/segmentation/shared-noise/regimes.ts'
import type { SpreadChange } from '../../stats/segmentation/shared-noise/spread.ts'
import type { Stretch } from '../../stats/segmentation/stretch.ts'
import { regimeBreach } from './breach.ts'
import { HALF, inSigmas, isClear, type RegimeChange, type Regimes, relativeTo, SURE } from './regime.ts'
import { type Meeting, type Told, toldOf } from './told.ts'

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
  dip: 'hour and whether it is a weekend',
  weekend: 'hour and whether it is a weekend',
  week: 'hour of the week',
} as const
/** Of rows of one value a day. */
const DAILY = { ...HOURLY, weekend: 'weekday or weekend', week: 'day of the week' } as const

export function sharedRegimes(
  values: Float64Array,
  clocks: Clocks | null,
  { limit, onsets }: { limit: number | null; onsets: readonly Onset[] },
): Regimes {
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
    ...meanChanges(context),
    ...episodes.flatMap(episode => episodeChanges(episode, context)),
    ...spreads.map(spread => spreadChange(spread, context)),
  ]
    .filter(({ effect }) => isClear(effect.absolute))
    .sort((a, b) => a.onset.value - b.onset.value)
  const perDay = clocks?.perDay ?? 0
  const boundaries = [...terms, ...spreads].map(({ at }) => at)
  return {
    changes,
    boundaries: [...boundaries, ...episodes.flatMap(({ from, to }) => [from, to])]
      .filter(at => at > 0)
      .sort((a, b) => a - b),
    period: { none: 0, hour: perDay, dip: 7 * perDay, weekend: 7 * perDay, week: 7 * perDay }[
      prepared.rhythm.level
    ],
    rhythm: (perDay > 1 ? HOURLY : DAILY)[prepared.rhythm.level],
    strengths: found.strengths,
    enough: found.enough,
  }
}

function meanChanges(context: Context): RegimeChange[] {
  const { terms, stretches, finest } = context.found
  const scale = { natural: (value: number) => naturally(value, context), slack: SLACK * finest }
  const begins = stretches.length > terms.length ? [null, ...terms] : terms
  const meetings = begins.map(term =>
    term === null
      ? ALWAYS
      : { onset: { value: term.at, lower: term.lower, upper: term.upper }, step: term.step },
  )
  return toldOf(stretches, meetings, scale).map(told => {
    const term = begins[told.place] ?? null
    const own = term !== null && (told.kind === 'level') === (term.kind === 'step')
    return meanChange(told, own ? term.odds : Number.POSITIVE_INFINITY, context)
  })
}

/** A bend may lie so many groups from the place where it was tested. */
const SLACK = 2
/** A row without a change at its beginning. */
const ALWAYS: Meeting = { onset: { value: 0, lower: 0, upper: 0 }, step: null }

function naturally(value: number, { found }: Context): number {
  return found.prepared.logs ? Math.exp(value) : value
}

function meanChange(told: Told, odds: number, context: Context): RegimeChange {
  const { kind, onset, from, to, size, ended } = told
  const { found } = context
  const probability = Math.max(1 / (1 + Math.exp(-odds)), 0.5)
  return {
    kind,
    kindProbability: Number(probability.toPrecision(3)),
    alternative: probability >= SURE ? null : kind === 'level' ? 'slope' : 'level',
    direction: size.value < 0 ? 'down' : 'up',
    onset,
    until: null,
    back: false,
    ended,
    effect: { ...sizesOf(size, from, context), sigma: inSigmas(size.value, found.noise) },
    from: floored(naturally(from, context), context),
    to: floored(naturally(to, context), context),
    breach: breachOf(told, context),
  }
}

function breachOf({ kind, place, onset, from, to, end }: Told, { found, limit }: Context): Interval | null {
  const { stretches, prepared } = found
  const stretch = stretches[place] as Stretch
  const length = Math.max(stretch.to - stretch.from - 1, 1)
  const { rise } = stretch
  const line = {
    before: from,
    start: kind === 'level' ? to : stretch.start,
    from: onset.value,
    to: end,
    onset,
    rate:
      kind === 'slope' && rise !== null ? { value: rise.value / length, error: rise.error / length } : null,
    last: end === stretches.at(-1)?.to,
  }
  return regimeBreach(line, prepared.logs ? logOf(limit) : limit)
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
function episodeChanges({ from, to, onset, end, effect }: Episode, context: Context): RegimeChange[] {
  const before = context.found.lineAt(from)
  const beyond = before + effect.value
  const base = { kind: 'level', place: 0, end: to, ended: null } as const
  const began = { value: from, ...onset }
  const over = { value: to, ...end }
  const left = { ...base, onset: began, from: before, to: beyond, size: effect }
  const size = { value: -effect.value, error: effect.error }
  const returned = { ...base, onset: over, from: beyond, to: before, size }
  const changes = [left, returned].map(told => meanChange(told, Number.POSITIVE_INFINITY, context))
  return changes.map((change, k) => (k === 0 ? { ...change, until: over } : { ...change, back: true }))
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
    ended: null,
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
