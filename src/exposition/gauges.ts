// From a snapshot to the samples of every gauge in the catalogue. Pure: the same snapshot, the same samples.
import type { Indicator } from '../indicators/indicator.ts'
import { indicatorFamilies, metrics, PARTS, type Part } from './catalogue.ts'
import { GaugeBuilder, type GaugeFamily } from './family.ts'
import { joinLabels, type LabelSet, labelSet, NO_LABELS, seriesLabelSet } from './labels.ts'
import type { ExposedState, Gauge, SeriesGauge } from './metric.ts'
import { type ExposedSeries, exposedSeries } from './series-state.ts'
import type { Snapshot } from './snapshot.ts'

/** The samples of all gauges, in the order of the catalogue. Series of an unknown indicator are left out. */
export function gaugesOf(snapshot: Snapshot, indicators: readonly Indicator[]): GaugeFamily[] {
  const state = exposedState(snapshot, indicators)
  const series = state.series.map(labelled)
  const own = metrics.flatMap(metric => {
    if (metric.source === 'snapshot') return [stateGauge(metric, state)]
    return metric.source === 'series' ? [seriesSamples(metric, series)] : []
  })
  const byIndicator = Map.groupBy(series, one => one.series.indicator)
  const estimates = indicators.flatMap(indicator =>
    indicatorGauges(indicator, byIndicator.get(indicator) ?? []),
  )
  return [...own, ...estimates]
}

/** A series with its labels, and the same behind the name of its indicator: put together once for all metrics. */
interface Labelled {
  series: ExposedSeries
  own: LabelSet
  named: LabelSet
}

function exposedState(snapshot: Snapshot, indicators: readonly Indicator[]): ExposedState {
  const known = new Map(indicators.map(indicator => [indicator.name, indicator]))
  const series = snapshot.series.flatMap(one => {
    const indicator = known.get(one.indicator)
    return indicator === undefined ? [] : [exposedSeries(one, indicator, snapshot.at)]
  })
  const used = new Set(series.map(one => one.indicator))
  return { ...snapshot, series, present: indicators.filter(indicator => used.has(indicator)) }
}

function labelled(series: ExposedSeries): Labelled {
  const own = seriesLabelSet(series.labels)
  return { series, own, named: joinLabels(labelSet({ indicator: series.indicator.name }), own) }
}

function stateGauge(metric: Gauge, state: ExposedState): GaugeFamily {
  const builder = new GaugeBuilder(metric)
  for (const [value, labels] of metric.samples(state)) {
    builder.set(value, labels === undefined ? NO_LABELS : labelSet(labels))
  }
  return builder
}

function seriesSamples(metric: SeriesGauge, all: readonly Labelled[]): GaugeFamily {
  const builder = new GaugeBuilder(metric)
  for (const { series, own, named } of all) {
    const value = metric.value(series)
    if (value === null || value === undefined) continue
    const about = metric.about?.(series)
    const labels =
      about === undefined ? named : joinLabels(labelSet({ indicator: series.indicator.name, ...about }), own)
    builder.set(value, labels)
  }
  return builder
}

function indicatorGauges(indicator: Indicator, all: readonly Labelled[]): GaugeFamily[] {
  const families = indicatorFamilies(indicator)
  return PARTS.map(part => {
    const builder = new GaugeBuilder(families[part])
    for (const { series, own } of all) builder.set(estimate(series, part), own)
    return builder
  })
}

/** The estimate only while it is fresh; the normal band whenever it is known. */
function estimate({ lastPoint, band, freshness }: ExposedSeries, part: Part): number | null {
  switch (part) {
    case 'baseline':
      return band?.value ?? null
    case 'baseline_lower':
      return band?.lower ?? null
    case 'baseline_upper':
      return band?.upper ?? null
    default:
      return freshness === 'fresh' ? (lastPoint?.[part] ?? null) : null
  }
}
