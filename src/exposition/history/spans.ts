// What each metric of a series was over time, as spans in which it stays the same: its values at the time of what they are of, its
// changes from when they were noticed.
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import type { ChangeRecord } from '../../detection/change.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import type { Point, Series } from '../../series/series.ts'
import { indicatorFamilies, rateFamily } from '../catalogue.ts'
import { joinLabels, type LabelSet, labelSet, seriesLabelSet } from '../labels.ts'
import type { MetricFamily, SeriesGauge } from '../metric.ts'
import { changeActive, changeEffect, changeOnset } from '../metrics/changes.ts'
import { seriesInfo } from '../metrics/series.ts'
import { type ExposedSeries, exposedSeries } from '../series-state.ts'

/** `[from, until)` of one label set. */
export interface Span {
  readonly family: MetricFamily
  readonly labels: LabelSet
  readonly from: Millis
  readonly until: Millis
  readonly value: number
}

export interface SeriesHistory {
  readonly series: Series
  /** Oldest first. */
  readonly points: readonly Point[]
  readonly changes: readonly ChangeRecord[]
  /** Where the history ends: what stands after the last bucket of the series stands until then. Left out: there. */
  readonly endsAt?: Millis
  /** From the first bucket of the series to where its history ends, where `points` are only some of it. */
  readonly known?: Known
}

export type Known = Pick<Span, 'from' | 'until'>

/** What a change is written down in. The others say of it what only its newest description knows. */
const OF_CHANGES = [changeActive, changeOnset, changeEffect]

const OF_VALUES = ['value', 'lower', 'upper'] as const

/** A bucket without a number has no span: there too little was known. */
export function spansOf(
  { series, points, changes, endsAt = 0, known = rangeOf(points, series, endsAt) }: SeriesHistory,
  indicator: Indicator,
  pages: string | null,
): Span[] {
  if (known === undefined) return []
  const { from, until } = known
  const of = exposed(series, indicator, null)
  return [
    ...samplesOf(seriesInfo, of, { from, until }, pages),
    ...valueSpans(points, series, indicator),
    ...changes.flatMap(record => {
      const standing = { from: record.raisedAt, until: Math.min(record.clearedAt ?? until, until) }
      const changed = exposed(series, indicator, record)
      return OF_CHANGES.flatMap(metric => samplesOf(metric, changed, standing, pages))
    }),
  ]
}

/** Undefined where there is no point. */
function rangeOf(points: readonly Point[], { bucket }: Series, endsAt: Millis): Known | undefined {
  const [first, last] = [points.at(0), points.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return { from: first.at, until: Math.max(last.at + bucket, endsAt) }
}

/** All of them have the same labels, which are there once. */
function valueSpans(points: readonly Point[], { labels: own, bucket }: Series, indicator: Indicator): Span[] {
  const families = indicatorFamilies(indicator)
  const rate = rateFamily(indicator)
  const labels = seriesLabelSet(own)
  return points.flatMap(point => {
    const span = { labels, from: point.at, until: point.at + bucket }
    const values = OF_VALUES.flatMap(part => {
      const value = point[part]
      if (point.value === null || value === null || !Number.isFinite(value)) return []
      return [{ ...span, family: families[part], value }]
    })
    if (rate === null || point.value === null) return values
    return [...values, { ...span, family: rate, value: (point.value * SECOND) / bucket }]
  })
}

function samplesOf(
  metric: SeriesGauge,
  one: ExposedSeries,
  span: Pick<Span, 'from' | 'until'>,
  pages: string | null,
): Span[] {
  const value = metric.value(one)
  if (value === null || value === undefined || !Number.isFinite(value)) return []
  const about = { indicator: one.indicator.name, ...metric.about?.(one, pages) }
  return [{ family: metric, labels: joinLabels(labelSet(about), seriesLabelSet(one.labels)), value, ...span }]
}

function exposed(
  { id, labels, bucket, indicator: name }: Series,
  indicator: Indicator,
  change: ChangeRecord | null,
): ExposedSeries {
  const snapshot = { id, indicator: name, labels, bucket, lastPoint: null, warming: null, band: null, change }
  return exposedSeries(snapshot, indicator, 0)
}
