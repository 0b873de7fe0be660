// Where what was and what is are looked for, of a change of a whole.
import type { Millis } from '../../../core/clock.ts'
import { HOUR, WEEK } from '../../../core/duration.ts'
import type { Watchdog } from '../../../core/watchdog.ts'
import { FEWEST_STRETCHES } from '../../../detection/causes/carriers/decompose.ts'
import type { Change, Severity } from '../../../detection/change.ts'
import { kindOf } from '../../../detection/kinds/kinds.ts'
import { watchedIndicator } from '../../../indicators/ask.ts'
import type { Indicator } from '../../../indicators/indicator.ts'
import { bucketStart } from '../../../series/bucket.ts'
import { OVERFLOW } from '../../../series/grouping.ts'
import type { Series } from '../../../series/series.ts'
import type { Span } from '../../../series/spans.ts'
import type { Store } from '../../../storage/store.ts'
import { type Division, divide } from './divide.ts'

export type Shape = Pick<Change, 'kind' | 'onset'>

export interface WholeChange {
  series: Series
  change: Shape
  /** As what it is claimed: a page is looked at from its first hour on. */
  severity?: Severity | undefined
}

export interface CarriersDeps {
  store: Pick<Store, 'cells' | 'series'>
  settingsOf(series: Series): { indicator: Indicator } | null
  /** Names of the sources that feed a series. */
  sourcesOf(series: Series): readonly string[]
  watchdog: Pick<Watchdog, 'begin' | 'end'>
}

/** What is is taken from the last so many hours at most, what was from as many of each of the weeks before the onset. */
const SINCE: Millis = WEEK
const WEEKS_BEFORE = 4
/** A change is looked at again when it stands for this many times as long. */
const AGAIN = 1.5

export function nameOf({ id }: Series, { kind, onset }: Shape): string {
  return JSON.stringify([id, kind, onset.lower, onset.upper])
}

export interface Search extends Division {
  name: string
  indicator: Indicator
  sources: readonly string[]
  spans: readonly Span[]
  /** Where what is ends. */
  to: Millis
}

/** Null of what has no parts that add up, no size that could be divided, or is too new. */
export function startSearch(deps: CarriersDeps, { series, change, severity }: WholeChange): Search | null {
  const { drawing } = kindOf(change.kind)
  const planned = deps.settingsOf(series)
  const { lower, upper } = change.onset
  if (planned === null || (drawing !== 'step' && drawing !== 'ramp')) return null
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return null
  if (planned.indicator.view !== undefined || planned.indicator.family === 'count') return null
  if (Object.values(series.labels).includes(OVERFLOW)) return null
  const last = deps.store.series.lastPoint(series.id)
  if (last === null) return null
  const whole = sinceOnset(change.onset, last.at + series.bucket, series.bucket)
  const is = whole ?? (severity === 'page' ? lastBucket(change.onset, last.at, series.bucket) : null)
  const were = is === null ? [] : copiesBefore(is, lower)
  if (is === null || were.length === 0) return null
  const indicator = watchedIndicator(planned.indicator, deps.watchdog)
  return {
    name: nameOf(series, change),
    indicator,
    sources: deps.sourcesOf(series),
    spans: [...were, is],
    to: is.to,
    ...divide(indicator, series, { were, is, isEarly: whole === null }),
  }
}

/** Null: too new for an interval. */
function sinceOnset({ upper }: Shape['onset'], closed: Millis, bucket: Millis): Span | null {
  const since = bucketStart(upper, bucket) + bucket
  const to = endOf(since, closed, bucket)
  return to === null ? null : { from: Math.max(since, to - SINCE), to }
}

/** All that lies surely after the onset, and the bucket that is closed last if nothing does; null: it lies before it. */
function lastBucket({ lower, upper }: Shape['onset'], at: Millis, bucket: Millis): Span | null {
  return at < lower ? null : { from: Math.min(at, bucketStart(upper, bucket) + bucket), to: at + bucket }
}

/** The last of the moments since `since` that lie `AGAIN` times as far from it as the one before and have passed; null: none has. */
function endOf(since: Millis, closed: Millis, bucket: Millis): Millis | null {
  const fewest = FEWEST_STRETCHES * HOUR
  if (closed - since < fewest) return null
  let end = since + fewest
  for (let next = fewest; since + next <= closed; next = Math.ceil((next * AGAIN) / bucket) * bucket)
    end = since + next
  return end
}

/** The same hours of the weeks before the change: so that what goes with the hour or the day is no part of it. */
function copiesBefore({ from, to }: Span, onset: Millis): Span[] {
  const first = Math.max(1, Math.ceil((to - onset) / WEEK))
  return Array.from({ length: WEEKS_BEFORE }, (_, k) => ({
    from: from - (first + k) * WEEK,
    to: to - (first + k) * WEEK,
  }))
}
