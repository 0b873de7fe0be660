// What the state of a series is called when it is exposed: how well its present value is known, and its monitor.
import type { Millis } from '../core/clock.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { SeriesSnapshot } from './snapshot.ts'

export const FRESHNESS = ['fresh', 'insufficient', 'stale', 'empty'] as const
export type Freshness = (typeof FRESHNESS)[number]

export const MONITOR_STATES = ['warming', 'quiet', 'changed'] as const
export type MonitorState = (typeof MONITOR_STATES)[number]

/** A series with what is said of it in more than one metric. */
export interface ExposedSeries extends Omit<SeriesSnapshot, 'indicator'> {
  readonly indicator: Indicator
  readonly freshness: Freshness
  readonly monitor: MonitorState
}

export function exposedSeries(series: SeriesSnapshot, indicator: Indicator, now: Millis): ExposedSeries {
  return {
    ...series,
    indicator,
    freshness: freshness(series, indicator.maturity, now),
    monitor: monitorState(series),
  }
}

/**
 * Whether the last point of a series may be shown as its present value. A bucket is expected one bucket after
 * the last, once its cohort is ripe; two more are allowed for a late source before the value counts as stale.
 */
function freshness(
  { lastPoint, bucket }: Pick<SeriesSnapshot, 'lastPoint' | 'bucket'>,
  maturity: Millis,
  now: Millis,
): Freshness {
  if (lastPoint === null) return 'empty'
  if (now - (lastPoint.at + bucket) > maturity + 3 * bucket) return 'stale'
  return lastPoint.value === null ? 'insufficient' : 'fresh'
}

function monitorState({ change, warming }: SeriesSnapshot): MonitorState {
  if (change !== null) return 'changed'
  return warming === null ? 'quiet' : 'warming'
}
