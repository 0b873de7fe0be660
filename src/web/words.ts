// What a change is, said in words: its title, its verdict in one sentence, how sure it is, and the headline.
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import { formatRelative, formatSpan, formatValue } from '../core/format.ts'
import type { Change } from '../detection/change.ts'
import { clip } from './html.ts'
import { ago, shortTime } from './times.ts'
import type { ChangeView, Overview, Plot, SeriesIdentity, SeriesRow } from './views.ts'

export type Leaning = 'worse' | 'better' | 'other'

/** Whether a change is for the worse: against the good direction, or a series stuck or gone missing. */
export function leaningOf({ change }: Pick<ChangeView, 'change'>): Leaning {
  if (change.kind === 'stuck' || change.kind === 'missing' || change.good === false) return 'worse'
  return change.good === true ? 'better' : 'other'
}

/** `task_run_time_p50` as `Task run time p50`. */
export function indicatorTitle(indicator: string): string {
  const words = clip(indicator, 80)
    .replace(/_+/g, ' ')
    .trim()
    .replace(/\broi\b/gi, 'ROI')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Indicator and label values, for titles and descriptions: `Task run time p50, build`. */
export function seriesTitle({ indicator, labels }: SeriesIdentity): string {
  const values = Object.values(labels).map(value => clip(value, 60))
  return [indicatorTitle(indicator), ...values].join(', ')
}

/** What happened, as the predicate of a sentence about the series, without when. */
export function verdictOf(change: Change): string {
  switch (change.kind) {
    case 'level':
      return change.direction === 'up' ? 'stepped up' : 'stepped down'
    case 'slope':
      return change.direction === 'up' ? 'has been rising' : 'has been falling'
    case 'variance':
      return change.direction === 'up' ? 'varies more' : 'varies less'
    case 'distribution':
      return `has a changed distribution, ${change.direction === 'up' ? 'upwards' : 'downwards'}`
    case 'stuck':
      return 'is stuck at one value'
    case 'missing':
      return 'has gone silent'
  }
}

/** The relative effect, `+35 %`, with its interval, `+30 % to +41 %`; null where the kind has no such size. */
export function relativeEffect({ kind, effect }: Change): { value: string; range: string } | null {
  if (effect.relative === null || kind === 'missing' || kind === 'stuck') return null
  const { value, lower, upper } = effect.relative
  return {
    value: formatRelative(value),
    range: `${formatRelative(lower)} to ${formatRelative(upper)}`,
  }
}

const SURE: ReadonlyArray<readonly [number, string]> = [
  [12, 'practically certain'],
  [8, 'very sure'],
  [5.5, 'sure'],
  [4, 'fairly sure'],
]

/** The evidence in words: `very sure`. Thresholds are decimal logarithms; 4.4 is watch, 5.9 is page. */
export function sureWord(evidence: number): string {
  const decimal = evidence / Math.LN10
  return SURE.find(([least]) => decimal >= least)?.[1] ?? 'not sure yet'
}

/**
 * What the evidence means: over a series on which nothing changes, evidence of e^v comes up at most once in
 * e^v points on average, whatever the data look like.
 */
export function sureMeaning(evidence: number, bucket: Millis): string {
  if (!Number.isFinite(evidence)) return 'evidence not known'
  const wait = Math.exp(Math.min(evidence, 600)) * bucket
  const rate = wait > 1e6 * YEAR ? 'less than once in a million years' : `at most once in ${formatSpan(wait)}`
  return `evidence 10^${(evidence / Math.LN10).toFixed(1)}; by chance ${rate}`
}

const YEAR: Millis = 365 * DAY

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
    ...(plot.onset === null ? [] : [`changed about ${shortTime(plot.onset.value, now)}`]),
  ].join(', ')
}

/** The state of a series and its reason. */
export function statusWords({ status, silence, last }: SeriesRow, minimum?: number): string {
  const silent = silence === null ? '' : `; last bucket ${silenceWords(silence, last?.n ?? 0, minimum)}`
  if (status.name === 'warming') return `warming ${status.have} of ${status.need}${silent}`
  return `${status.name}${silent}`
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
  if (warming > 0 && quiet === 0) return `${after ? 'the rest is' : 'Still'} learning what is normal`
  if (warming > 0)
    return `${after ? 'the rest is' : 'All is'} quiet, and ${warming} series are still learning`
  return after ? 'everything else is quiet' : quiet > 0 ? 'All is quiet' : 'No series yet'
}
