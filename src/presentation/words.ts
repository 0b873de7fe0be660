// The sentences about a change: what happened, how fast, how sure, what to do.
import type { Millis } from '../core/clock.ts'
import { DAY, formatDuration, HOUR } from '../core/duration.ts'
import {
  formatDay,
  formatDifference,
  formatMinute,
  formatMoment,
  formatRelative,
  formatSameMoment,
  formatSpan,
  formatValue,
} from '../core/format.ts'
import type { Change } from '../detection/change.ts'
import type { Unit } from '../indicators/indicator.ts'
import type { Series } from '../series/series.ts'
import { clean } from './clean.ts'

/** `Task run time p50 of build, gpt-9`: the indicator's name in words, then what it is split by. */
export function seriesTitle({ indicator, labels }: Series): string {
  const words = clean(indicator.replaceAll('_', ' '), 60).replace(/\broi\b/gi, 'ROI')
  const values = Object.keys(labels)
    .sort()
    .map(name => clean(labels[name] ?? '', 40))
    .filter(value => value !== '')
  const name = words.charAt(0).toUpperCase() + words.slice(1)
  return values.length === 0 ? name : `${name} of ${values.join(', ')}`
}

/** What goes on, without figures, so that it stays true for as long as the episode lasts. */
export function headline({ kind, direction }: Pick<Change, 'kind' | 'direction'>): string {
  const up = direction === 'up'
  switch (kind) {
    case 'level':
      return up ? 'stepped up' : 'stepped down'
    case 'slope':
      return up ? 'is rising' : 'is falling'
    case 'variance':
      return up ? 'became erratic' : 'became steadier'
    case 'distribution':
      return up ? 'shifted up' : 'shifted down'
    case 'stuck':
      return 'is stuck'
    case 'missing':
      return 'went silent'
  }
}

/** What it may as well be, to follow the verdict: `, or has begun to rise: too early to tell`. Empty where the kind is sure. */
export function doubt({ kind, alternative, direction }: Change): string {
  const known = otherwise(kind, alternative, direction === 'up')
  return known === null ? '' : `, or ${known}: too early to tell`
}

function otherwise(kind: Change['kind'], alternative: Change['alternative'], up: boolean): string | null {
  if (alternative === null) return null
  if (alternative === 'variance' || alternative === 'distribution') return 'only varies more'
  if (kind !== 'level' && kind !== 'slope') return 'its level has moved'
  if (alternative === 'slope') return up ? 'has begun to rise' : 'has begun to fall'
  return up ? 'stepped up at once' : 'stepped down at once'
}

/** The one sentence that the reader takes away if nothing else. */
export function verdict(title: string, change: Change, unit: Unit): string {
  const since = formatMoment(change.onset.value, 'UTC')
  const from = formatValue(change.from, unit)
  const to = formatValue(change.to, unit)
  const size = ` (${sizeOf(change, unit)})`
  const or = doubt(change)
  switch (change.kind) {
    case 'level':
      return `${title} ${headline(change)} from ${from} to ${to}${size} around ${since}${or}.`
    case 'slope':
      return `${title} has been ${change.direction === 'up' ? 'rising' : 'falling'} since ${since}, from ${from} to ${to}${size}${or}.`
    case 'variance':
      return `${title} has been ${change.direction === 'up' ? 'more erratic' : 'steadier'} since ${since}${or}.`
    case 'distribution':
      return `The distribution of ${lowerFirst(title)} ${headline(change)} around ${since}${or}.`
    case 'stuck':
      return `${title} has been stuck at ${to} since ${since}.`
    case 'missing':
      return `${title} has gone silent: nothing since ${since}.`
  }
}

/** The sentence when it is over; `now` is the last value seen, null if there is none. */
export function recovery(title: string, change: Change, unit: Unit, now: number | null): string {
  const value = now === null ? '' : `: ${formatValue(now, unit)} now`
  switch (change.kind) {
    case 'missing':
      return `${title} reports again${value}.`
    case 'stuck':
      return `${title} moves again${value}.`
    case 'variance':
    case 'distribution':
      return `${title} is back to normal${value}.`
    default:
      return `${title} is back to normal${value}, after ${formatValue(change.to, unit)}.`
  }
}

/** The sentence when somebody has said that it is no drift. */
export function acceptance(title: string, { kind, to }: Change, unit: Unit, by: string): string {
  const level = kind === 'variance' || kind === 'distribution' ? '' : `: ${formatValue(to, unit)}`
  return `${title} counts as normal as it is now${level}. ${clean(by, 60)} has accepted it.`
}

/** Of what `from` and `to` are values, where it is not the level itself. */
export function measured({ kind }: Change): string | null {
  if (kind === 'variance') return 'Spread'
  return kind === 'distribution' ? 'Outer tenth' : null
}

/**
 * How much, the way it is grasped: shares in points, small changes in per cent, large ones as a multiple.
 * `+35 %`, `+23.7 points`, `13 times`.
 */
export function sizeOf({ effect: { absolute, relative } }: Change, unit: Unit): string {
  return sizeText(absolute.value, relative?.value ?? null, unit)
}

function sizeText(absolute: number, relative: number | null, unit: Unit): string {
  if (relative === null || unit === 'ratio') return formatDifference(absolute, unit)
  return relative >= 9 ? `${formatValue(1 + relative, 'count')} times` : formatRelative(relative)
}

/** `45 s to 61 s, +35 % (95 % interval +30 % to +41 %)`; null for kinds that have no size. */
export function fromTo({ kind, from, to, effect }: Change, unit: Unit): string | null {
  if (kind === 'missing' || kind === 'stuck') return null
  const { relative, absolute } = effect
  const [size, lower, upper] = (['value', 'lower', 'upper'] as const).map(end =>
    sizeText(absolute[end], relative?.[end] ?? null, unit),
  )
  return `${formatValue(from, unit)} to ${formatValue(to, unit)}, ${size} (95 % interval ${lower} to ${upper})`
}

/** The onset in UTC and in the reader's zone, then the interval that holds it. */
export function sinceWhen({ onset }: Change, zone: string, bucket: Millis): string {
  const there = zone === 'UTC' ? '' : ` (${formatSameMoment(onset.value, zone)})`
  const known =
    onset.upper - onset.lower <= bucket
      ? `known to the ${bucketName(bucket)}`
      : `90 % sure: ${formatMinute(onset.lower)} to ${formatMinute(onset.upper)} UTC`
  return `${formatMoment(onset.value, 'UTC')}${there}; ${known}`
}

/** `+0.8 % a day (+0.36 s a day)`. Null where speed means nothing. */
export function howFast(
  { kind, alternative, onset, effect }: Change,
  unit: Unit,
  now: Millis,
): string | null {
  if (kind === 'level')
    return alternative === 'slope'
      ? `In one step, or still ${effect.absolute.value < 0 ? 'falling' : 'rising'}`
      : 'In one step'
  if (kind !== 'slope') return null
  const days = Math.max(now - onset.value, HOUR) / DAY
  const absolute = `${formatDifference(Number((effect.absolute.value / days).toPrecision(2)), unit)} a day`
  if (effect.relative === null) return absolute
  return `${formatRelative(effect.relative.value / days)} a day (${absolute})`
}

/**
 * `evidence` is the log of an e-process, whose mean time between false alarms at height A is at least A
 * points: so the answer is a length of time, the only kind of probability that a tired reader can weigh.
 */
export function howSure({ evidence }: Change, bucket: Millis): string | null {
  if (!(evidence > 0)) return null
  const span = Math.exp(Math.min(evidence, 700)) * bucket
  const longest = 1000 * 365.25 * DAY
  return `Chance alone does this less than once in ${span > longest ? '1,000 years' : formatSpan(span)} of such data`
}

/** When the limit will be crossed; null: none is projected. */
export function projected({ breach }: Change, limit: number | null, unit: Unit): string | null {
  if (breach === null) return null
  const what = limit === null ? 'The limit' : `The limit of ${formatValue(limit, unit)}`
  return `${what} will be crossed around ${formatDay(breach.value)} (${formatDay(breach.lower)} to ${formatDay(breach.upper)})`
}

/** The one thing to do next. The onset begins a bucket: what caused it lies before the end of that bucket. */
export function nextAction({ kind, onset, to }: Change, unit: Unit, bucket: Millis): string {
  const from = formatMinute(onset.lower)
  const until = formatMinute(onset.upper + bucket)
  switch (kind) {
    case 'level':
      return `Look at what was released, switched or configured between ${from} and ${until} UTC.`
    case 'slope':
      return `Look for what has grown since ${formatDay(onset.value)}: backlog, input size, table size, retries.`
    case 'variance':
    case 'distribution':
      return `Compare single tasks from before ${from} UTC with some from after ${until} UTC.`
    case 'stuck':
      return `Check whether ${formatValue(to, unit)} is a timeout, a default or a copied value: it no longer varies.`
    case 'missing':
      return 'Check that the platform still writes these rows, and that slowburn can read them.'
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `hour`, `day`, `6h`: a bucket inside a sentence. */
export function bucketName(bucket: Millis): string {
  if (bucket === HOUR) return 'hour'
  return bucket === DAY ? 'day' : formatDuration(bucket)
}
