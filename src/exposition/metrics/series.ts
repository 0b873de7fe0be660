// How well each series is known, not what it is.
import type { Labels } from '../../core/series-key.ts'
import {
  type Counter,
  counter,
  type ExposedState,
  type Gauge,
  gauge,
  type SeriesGauge,
  seriesGauge,
} from '../metric.ts'
import { namesOf } from '../names/series-names.ts'
import { seconds } from '../seconds.ts'
import { type ExposedSeries, FRESHNESS, MONITOR_STATES } from '../series-state.ts'
import type { GaugeSample } from '../snapshot.ts'

export const series: Gauge = gauge({
  name: 'slowburn_series',
  topic: 'series',
  help: 'Series by what their last bucket says: fresh (a number), insufficient (too little data), stale (too old), empty (no bucket closed yet).',
  labels: ['indicator', 'state'],
  samples: state => byState(state, FRESHNESS, one => one.freshness),
})

export const seriesMonitors: Gauge = gauge({
  name: 'slowburn_series_monitors',
  topic: 'series',
  help: 'Series by the state of their monitor: warming (baseline not full), quiet, changed.',
  labels: ['indicator', 'state'],
  samples: state => byState(state, MONITOR_STATES, one => one.monitor),
})

export const seriesUnexposed: Gauge = gauge({
  name: 'slowburn_series_unexposed',
  topic: 'series',
  help: 'Series without samples of their own: beyond listen.metrics_series, and without a change. They are watched as all others.',
  samples: ({ unexposed }) => [[unexposed]],
})

export const seriesInfo: SeriesGauge = seriesGauge({
  name: 'slowburn_series_info',
  topic: 'series',
  help: 'Always 1; names each series by the values of its labels, whichever they are (all, where it has none), and its page.',
  labels: ['series', 'page'],
  value: () => 1,
  about: namesOf,
})

export const seriesState: SeriesGauge = seriesGauge({
  name: 'slowburn_series_state',
  topic: 'series',
  help: 'Always 1; says of each series what its last bucket says (fresh, insufficient, stale, empty) and what its monitor does (warming, quiet, changed).',
  labels: ['state', 'monitor'],
  value: () => 1,
  about: ({ freshness, monitor }) => ({ state: freshness, monitor }),
})

export const seriesBucket: SeriesGauge = seriesGauge({
  name: 'slowburn_series_bucket_seconds',
  topic: 'series',
  help: 'Width of the time buckets of the series.',
  value: ({ bucket }) => seconds(bucket),
})

export const seriesLastPoint: SeriesGauge = seriesGauge({
  name: 'slowburn_series_last_bucket_end_timestamp_seconds',
  topic: 'series',
  help: 'End of the last closed bucket of the series.',
  value: ({ lastPoint, bucket }) => (lastPoint === null ? null : seconds(lastPoint.at + bucket)),
})

export const seriesSamples: SeriesGauge = seriesGauge({
  name: 'slowburn_series_last_bucket_samples',
  topic: 'series',
  help: 'Observations on which the last bucket rests, whether they sufficed or not.',
  value: ({ lastPoint }) => lastPoint?.n,
})

export const warmingPoints: SeriesGauge = seriesGauge({
  name: 'slowburn_series_warming_points',
  topic: 'series',
  help: 'Points that the baseline of the series has so far; absent once it is full.',
  value: ({ warming }) => warming?.have,
})

export const warmingPointsNeeded: SeriesGauge = seriesGauge({
  name: 'slowburn_series_warming_points_needed',
  topic: 'series',
  help: 'Points that the baseline of the series needs; absent once it is full.',
  value: ({ warming }) => warming?.need,
})

export const brokenDetectors: Gauge = gauge({
  name: 'slowburn_series_broken_detectors',
  topic: 'series',
  help: 'Series on which a detector failed and is left out; the log says why. The other detectors go on.',
  labels: ['detector'],
  samples: ({ series: all }) => {
    const names = all.flatMap(({ broken }) => broken ?? [])
    return [...Map.groupBy(names, name => name)].map(([detector, { length }]) => [length, { detector }])
  },
})

export const disabledDetectors: Gauge = gauge({
  name: 'slowburn_detector_disabled',
  topic: 'series',
  help: '1 for each detector that detection.disabled names: what it alone detects is a coverage gap.',
  labels: ['detector'],
  samples: ({ disabledDetectors: names }) => names.map(detector => [1, { detector }]),
})

/** Every state of every indicator, zeros too, so that a ratio or an alert on them never lacks a side. */
function byState(
  { present, series: all }: ExposedState,
  states: readonly string[],
  stateOf: (series: ExposedSeries) => string,
): GaugeSample[] {
  const key = (indicator: string, state: string): string => `${indicator} ${state}`
  const found = Map.groupBy(all, one => key(one.indicator.name, stateOf(one)))
  return present.flatMap(({ name: indicator }) =>
    states.map((state): [number, Labels] => [
      found.get(key(indicator, state))?.length ?? 0,
      { indicator, state },
    ]),
  )
}

export const indicatorFaults: Counter = counter({
  name: 'slowburn_indicator_faults_total',
  topic: 'series',
  help: 'Ticks in which the indicator failed or returned no valid answer; its buckets stay empty.',
  labels: ['indicator'],
  zeros: ({ indicators }) => indicators.map(indicator => ({ indicator })),
})
