// What a change is, said in words: its title, its verdict in one sentence, how sure it is, and the headline.
import type { Millis } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import { formatDifference, formatRelative, formatValue } from '../../core/format.ts'
import type { BlindSpot, Change } from '../../detection/change.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { releasesOn } from '../../presentation/charts/plot-geometry.ts'
import { ago, shortTime } from '../../presentation/times.ts'
import { howSure, seriesTitle } from '../../presentation/words.ts'
import type { ChangeView, Overview, Plot, SeriesIdentity, SeriesRow } from '../../queries/views.ts'

export type Leaning = 'worse' | 'better' | 'other'

/** Whether a change is for the worse: against the good direction, or a series stuck or gone missing. */
export function leaningOf({ change }: Pick<ChangeView, 'change'>): Leaning {
  if (change.kind === 'stuck' || change.kind === 'missing' || change.good === false) return 'worse'
  return change.good === true ? 'better' : 'other'
}

/** `task_run_time_p50` as `Task run time p50`: the title of the series without its labels. */
export function indicatorTitle(series: SeriesIdentity): string {
  return seriesTitle({ ...series, labels: {} })
}

/** What happened, so that `since …` may follow: `stepped up`, `silent`. */
export function verdictOf(change: Pick<Change, 'kind' | 'direction'>): string {
  switch (change.kind) {
    case 'level':
      return change.direction === 'up' ? 'stepped up' : 'stepped down'
    case 'slope':
      return change.direction === 'up' ? 'rising' : 'falling'
    case 'variance':
      return change.direction === 'up' ? 'more variable' : 'less variable'
    case 'distribution':
      return change.direction === 'up' ? 'distribution shifted up' : 'distribution shifted down'
    case 'stuck':
      return 'stuck at one value'
    case 'missing':
      return 'silent'
  }
}

/**
 * The size of a change with its interval: `+35 %`, or in points where the unit is a ratio (35 % of 10 % misleads).
 * Null where the kind has no such size.
 */
export function effectOf(
  { kind, effect }: Pick<Change, 'kind' | 'effect'>,
  unit: Unit,
): { value: string; range: string } | null {
  if (kind === 'missing' || kind === 'stuck') return null
  const inPoints = unit === 'ratio' || effect.relative === null
  const { value, lower, upper } = inPoints ? effect.absolute : (effect.relative ?? effect.absolute)
  const write = (size: number): string => (inPoints ? formatDifference(size, unit) : formatRelative(size))
  return { value: write(value), range: rangeWords(write(lower), write(upper)) }
}

/** `+30.8 to +39.2 %`: a unit that both ends share is said once. */
export function rangeWords(lower: string, upper: string): string {
  const [, number, unit] = /^([^ ]+) ([^ ]+)$/.exec(lower) ?? []
  const shared = number !== undefined && upper.endsWith(` ${unit}`) && upper.split(' ').length === 2
  return `${shared ? number : lower} to ${upper}`
}

/** `±5 h` where the onset lies in the middle of its interval, else both ends; null where it is known exactly. */
export function onsetRange({ onset }: Change, now: Millis): string | null {
  const before = onset.value - onset.lower
  const after = onset.upper - onset.value
  if (before <= 0 && after <= 0) return null
  if (Math.abs(before - after) <= 0.25 * Math.max(before, after)) {
    return `±${formatDuration(Math.max(before, after))}`
  }
  return `${shortTime(onset.lower, now)} to ${shortTime(onset.upper, now)}`
}

const SURE: ReadonlyArray<readonly [number, string]> = [
  [12, 'practically certain'],
  [8, 'very sure'],
  [5.5, 'sure'],
  [4, 'fairly sure'],
]

/** The evidence in words: `very sure`. Thresholds are decimal logarithms; of an hourly series about 4 is a watch, 5.9 a page. */
export function sureWord(evidence: number): string {
  const decimal = evidence / Math.LN10
  return SURE.find(([least]) => decimal >= least)?.[1] ?? 'not sure yet'
}

/** What the evidence means, in the words of the email. */
export function sureMeaning(change: Change, bucket: Millis): string {
  const meaning = howSure(change, bucket) ?? 'Chance alone may do this at any time'
  return meaning.charAt(0).toLowerCase() + meaning.slice(1)
}

/** Log of an e-value as a power of ten: `10^9.6`. */
export function evidenceNumber(evidence: number): string {
  return Number.isFinite(evidence) ? `10^${(evidence / Math.LN10).toFixed(1)}` : 'unknown'
}

/** What a screen reader says in place of a drawing. */
export function plotDescription(plot: Plot, { unit }: SeriesIdentity, now: Millis): string {
  const values = plot.points.flatMap(({ value }) => (value === null ? [] : [value]))
  const first = plot.points[0]
  const last = plot.points.at(-1)
  if (first === undefined || last === undefined || values.length === 0) return 'No values yet'
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  const lastValue = values.at(-1) ?? 0
  const band = plot.band.at(-1)
  return [
    `From ${shortTime(first.at, now)} to ${shortTime(last.at, now)}: lowest ${formatValue(low, unit)}`,
    `highest ${formatValue(high, unit)}`,
    `last ${formatValue(lastValue, unit)}`,
    ...(band === undefined
      ? []
      : [`normal ${formatValue(band.lower, unit)} to ${formatValue(band.upper, unit)}`]),
    ...releaseWords(plot),
    ...(plot.onset === null ? [] : [`changed about ${shortTime(plot.onset.value, now)}`]),
  ].join(', ')
}

function releaseWords(plot: Plot): string[] {
  const { length } = releasesOn(plot)
  return length === 0 ? [] : [length === 1 ? '1 release' : `${length} releases`]
}

/** Why a series says less than it might; null where it says all. */
export function statusReason({ status, silence, last }: SeriesRow, minimum?: number): string | null {
  const reasons = [
    ...(status.name === 'warming' ? [warmingWords(status.have, status.need)] : []),
    ...(status.name === 'quiet' ? status.blind.map(blindWords) : []),
    ...(silence === null ? [] : [`last bucket ${silenceWords(silence, last?.n ?? 0, minimum)}`]),
  ]
  return reasons.length === 0 ? null : reasons.join('; ')
}

/** What a quiet series is not watched for. */
export function blindWords(spot: BlindSpot): string {
  switch (spot) {
    case 'random-walk':
      return 'may be a random walk: only a drift is told, no step'
    case 'long-memory':
      return 'each week hangs on the last: no long trend is told'
    case 'short-baseline':
      return 'short baseline: its spread is not watched'
  }
}

function warmingWords(have: number, need: number): string {
  return need === 0 ? 'no bucket closed yet' : `${have} of ${need} points`
}

function silenceWords(silence: 'insufficient' | 'stale', n: number, minimum?: number): string {
  if (silence === 'stale') return 'stale'
  return minimum === undefined ? `insufficient (n ${n})` : `insufficient (n ${n} of ${minimum})`
}

/** The first thing that a person on call reads. */
export function headline(overview: Overview): string {
  const { now, lastTickAt, staleAfter, standing, counts } = overview
  if (lastTickAt === null) return 'The first round is still running; nothing is known yet.'
  if (now - lastTickAt > staleAfter) {
    return `slowburn has not looked since ${shortTime(lastTickAt, now)} (${ago(lastTickAt, now)}); what follows is old.`
  }
  const of = (leaning: Leaning): number => standing.filter(change => leaningOf(change) === leaning).length
  const [worse, better, other] = [of('worse'), of('better'), of('other')]
  const parts = [
    ...(worse > 0 ? [worse === 1 ? '1 thing is getting worse' : `${worse} things are getting worse`] : []),
    ...(better > 0 ? [better === 1 ? '1 is getting better' : `${better} are getting better`] : []),
    ...(other > 0 ? [other === 1 ? '1 has changed' : `${other} have changed`] : []),
  ]
  const rest = restWords(counts.quiet, counts.warming, parts.length > 0)
  return `${[...(parts.length > 0 ? [parts.join(', ')] : []), rest].join('; ')}.`
}

function restWords(quiet: number, warming: number, after: boolean): string {
  if (warming > 0 && quiet === 0) return `${after ? 'the rest is still' : 'Still'} learning what is normal`
  if (after) return `everything else is quiet${warming > 0 ? ' or still learning' : ''}`
  if (quiet === 0) return 'No series yet'
  return warming > 0 ? `All is quiet, and ${warming} series are still learning` : 'All is quiet'
}
