// From a snapshot to the samples of every gauge in the catalogue. Pure: the same snapshot, the same samples.
import { SECOND } from '../core/duration.ts'
import { faultOf } from '../core/errors.ts'
import type { Labels } from '../core/series-key.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { AskMetric } from './asked/ask-metric.ts'
import { indicatorFamilies, metrics, PARTS, type Part, rateFamily } from './catalogue.ts'
import { GaugeBuilder, type GaugeFamily } from './family.ts'
import { joinLabels, type LabelSet, labelSet, NO_LABELS, seriesLabelSet } from './labels.ts'
import type { ExposedState, Metric, MetricFamily, MetricFault, SeriesGauge } from './metric.ts'
import { type ExposedSeries, exposedSeries } from './series-state.ts'
import type { GaugeSample, Snapshot } from './snapshot.ts'

/** The series of a snapshot as its gauges speak of them, one after the other; those of an unknown indicator are left out. */
export function* eachSeries(
  { series, at }: Pick<Snapshot, 'series' | 'at'>,
  indicators: readonly Indicator[],
  labelsOf: Labelling = createLabelling(),
): Generator<Labelled> {
  const known = new Map(indicators.map(indicator => [indicator.name, indicator]))
  for (const one of series) {
    const indicator = known.get(one.indicator)
    if (indicator === undefined) continue
    const exposed = Object.freeze(exposedSeries(one, indicator, at))
    yield { series: exposed, ...labelsOf(exposed) }
  }
}

interface Asking {
  /** Default: the registry. */
  all?: readonly Metric[]
  ask?: AskMetric
  fault?: (fault: MetricFault) => void
  /** Series that have samples of their own: the first, and whatever series has changed. Default: all. */
  most?: number
}

/**
 * The samples of all gauges, a family at a time, in the order of the catalogue. A metric that throws, answers nonsense or does not
 * return has none, and a sample that is no finite number is left out; both are reported.
 */
export function* eachGauge(
  snapshot: Snapshot,
  indicators: readonly Indicator[],
  series: readonly Labelled[] = [...eachSeries(snapshot, indicators)],
  { all = metrics, ask = (_, work) => work(), fault = () => {}, most = series.length }: Asking = {},
): Generator<GaugeFamily> {
  const own = series.filter((one, place) => place < most || one.series.change !== null)
  const state = exposedState(snapshot, indicators, series, series.length - own.length)
  for (const metric of all) {
    try {
      const family = ask(metric.name, () => gaugeOf(metric, state, own))
      if (family === null) continue
      if (family.fault !== null) fault({ metric: metric.name, message: family.fault })
      yield family
    } catch (error) {
      fault({ metric: metric.name, message: faultOf(error) })
    }
  }
  const byIndicator = Map.groupBy(own, one => one.series.indicator)
  for (const indicator of indicators) yield* indicatorGauges(indicator, byIndicator.get(indicator) ?? [])
}

/** The labels of a series, and the same behind the name of its indicator: put together once for all metrics. */
interface OwnLabels {
  own: LabelSet
  named: LabelSet
  /** The same with what a metric adds between the two. */
  with(metric: string, about: Labels): LabelSet
}

export interface Labelled extends OwnLabels {
  series: ExposedSeries
}

export type Labelling = (series: ExposedSeries) => OwnLabels

/** Remembers them for as long as the labels of a series are the same object. */
export function createLabelling(): Labelling {
  const known = new WeakMap<Labels, OwnLabels & { indicator: string }>()
  return ({ labels, indicator }) => {
    const found = known.get(labels)
    if (found?.indicator === indicator.name) return found
    const own = seriesLabelSet(labels)
    const named = joinLabels(labelSet({ indicator: indicator.name }), own)
    const made = { indicator: indicator.name, own, named, with: joinedFor(indicator.name, own) }
    known.set(labels, made)
    return made
  }
}

/** Remembers for each metric what it has added last: the page of a series stays the same, and its state mostly does. */
function joinedFor(indicator: string, own: LabelSet): OwnLabels['with'] {
  const known = new Map<string, { about: Labels; set: LabelSet }>()
  return (metric, about) => {
    const found = known.get(metric)
    if (found !== undefined && isSame(found.about, about)) return found.set
    const set = joinLabels(labelSet({ indicator, ...about }), own)
    known.set(metric, { about: { ...about }, set })
    return set
  }
}

function isSame(a: Labels, b: Labels): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every(name => a[name] === b[name])
}

function exposedState(
  snapshot: Snapshot,
  indicators: readonly Indicator[],
  labelled: readonly Labelled[],
  unexposed: number,
): ExposedState {
  const series = labelled.map(one => one.series)
  const used = new Set(series.map(one => one.indicator))
  return Object.freeze({
    ...snapshot,
    series: Object.freeze(series),
    unexposed,
    present: Object.freeze(indicators.filter(indicator => used.has(indicator))),
  })
}

/** Null where its samples are not made from a snapshot. All are taken over here, so that nothing of the metric runs again. */
function gaugeOf(metric: Metric, state: ExposedState, series: readonly Labelled[]): GaugeBuilder | null {
  switch (metric.source) {
    case 'snapshot':
      return stateGauge(metric, metric.samples(state))
    case 'reading':
      return stateGauge(metric, state.readings[metric.name] ?? [])
    case 'series':
      return seriesSamples(metric, series, state.pages)
    default:
      return null
  }
}

/** Of one metric: Prometheus keeps a series for each. */
const MOST_SAMPLES = 10_000

function stateGauge(metric: MetricFamily, samples: Iterable<GaugeSample>): GaugeBuilder {
  const builder = new GaugeBuilder(metric)
  let count = 0
  for (const [value, labels] of samples) {
    count += 1
    if (count > MOST_SAMPLES) throw new Error(`it has more than ${MOST_SAMPLES} samples`)
    builder.set(value, labels === undefined ? NO_LABELS : labelSet(labels))
  }
  return builder
}

function seriesSamples(metric: SeriesGauge, all: readonly Labelled[], pages: string | null): GaugeBuilder {
  const builder = new GaugeBuilder(metric)
  for (const { series, named, with: joined } of all) {
    const value = metric.value(series)
    if (value === null || value === undefined) continue
    const about = metric.about?.(series, pages)
    builder.set(value, about === undefined ? named : joined(metric.name, about))
  }
  return builder
}

function* indicatorGauges(indicator: Indicator, all: readonly Labelled[]): Generator<GaugeFamily> {
  const families = indicatorFamilies(indicator)
  for (const part of PARTS) {
    const builder = new GaugeBuilder(families[part])
    for (const { series, own } of all) builder.set(estimate(series, part), own)
    yield builder
  }
  const rate = rateFamily(indicator)
  if (rate === null) return
  const builder = new GaugeBuilder(rate)
  for (const { series, own } of all) {
    const count = estimate(series, 'value')
    builder.set(count === null ? null : (count * SECOND) / series.bucket, own)
  }
  yield builder
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
