// From a snapshot to the samples of every gauge in the catalogue. Pure: the same snapshot, the same samples.
import type { MuteReason } from '../alerting/plan.ts'
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { ChangeRecord } from '../detection/change.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { assessmentOf } from '../presentation/change/assessment.ts'
import { indicatorFamilies, type MetricFamily, metrics, PARTS, type Part } from './catalogue.ts'
import { GaugeBuilder, type GaugeFamily } from './family.ts'
import { joinLabels, type LabelSet, labelSet, seriesLabelSet } from './labels.ts'
import type { SeriesSnapshot, Snapshot, SourceSnapshot } from './snapshot.ts'

/** The samples of all gauges, in the order of the catalogue. Series of an unknown indicator are left out. */
export function gaugesOf(snapshot: Snapshot, indicators: readonly Indicator[]): GaugeFamily[] {
  const gauges = new Gauges(indicators)
  tickGauges(gauges, snapshot)
  for (const source of snapshot.sources) sourceGauges(gauges, source)
  const known = new Map(indicators.map(indicator => [indicator.name, indicator]))
  for (const series of snapshot.series) {
    const indicator = known.get(series.indicator)
    if (indicator !== undefined) seriesGauges(gauges, series, indicator, snapshot.at)
  }
  releaseGauges(gauges, snapshot)
  stateGauges(gauges, snapshot, indicators)
  alertGauges(gauges, snapshot)
  return gauges.all
}

export type Freshness = 'fresh' | 'insufficient' | 'stale' | 'empty'

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

const FRESHNESS: readonly Freshness[] = ['fresh', 'insufficient', 'stale', 'empty']
const MONITOR_STATES = ['warming', 'quiet', 'changed'] as const
const MUTE_REASONS: ReadonlyArray<MuteReason | 'storm'> = [
  'silenced',
  'inhibited',
  'out of hours',
  'acknowledged',
  'snoozed',
  'flapping',
  'gathering',
  'storm',
]
const OUTBOX_STATES = ['queued', 'attempting', 'accepted', 'dead', 'superseded'] as const

class Gauges {
  readonly #builders = new Map<string, GaugeBuilder>()
  readonly #byIndicator = new Map<string, Record<Part, GaugeBuilder>>()
  readonly #counts = new Map<string, number>()

  constructor(indicators: readonly Indicator[]) {
    for (const family of Object.values(metrics)) this.#builders.set(family.name, new GaugeBuilder(family))
    for (const indicator of indicators) {
      const families = indicatorFamilies(indicator)
      const parts = PARTS.map(part => [part, new GaugeBuilder(families[part])] as const)
      this.#byIndicator.set(indicator.name, Object.fromEntries(parts) as Record<Part, GaugeBuilder>)
    }
  }

  set(family: MetricFamily, value: number | null, labels?: LabelSet): void {
    this.#builders.get(family.name)?.set(value, labels)
  }

  part(indicator: Indicator, part: Part, value: number | null, labels: LabelSet): void {
    this.#byIndicator.get(indicator.name)?.[part].set(value, labels)
  }

  count(indicator: string, state: Freshness | (typeof MONITOR_STATES)[number]): void {
    this.#counts.set(`${indicator} ${state}`, this.counted(indicator, state) + 1)
  }

  counted(indicator: string, state: string): number {
    return this.#counts.get(`${indicator} ${state}`) ?? 0
  }

  get all(): GaugeFamily[] {
    return [
      ...this.#builders.values(),
      ...[...this.#byIndicator.values()].flatMap(Object.values<GaugeBuilder>),
    ]
  }
}

function tickGauges(gauges: Gauges, { tick, openLifecycles }: Snapshot): void {
  gauges.set(metrics.lastTick, seconds(tick.finishedAt))
  gauges.set(metrics.tickInterval, seconds(tick.interval))
  for (const [kind, open] of Object.entries(openLifecycles)) {
    gauges.set(metrics.openLifecycles, open, labelSet({ kind }))
  }
}

function sourceGauges(gauges: Gauges, source: SourceSnapshot): void {
  const labels = labelSet({ source: source.name })
  gauges.set(metrics.sourceUp, source.up === null ? null : Number(source.up), labels)
  gauges.set(metrics.sourceLastSuccess, seconds(source.lastSuccessAt), labels)
  gauges.set(metrics.sourceCompleteUpTo, seconds(source.completeUpTo), labels)
  if (source.up !== null) gauges.set(metrics.sourceBackfill, source.progress ?? 1, labels)
  const problems = new Map<string, number>()
  for (const { where } of source.problems) problems.set(where, (problems.get(where) ?? 0) + 1)
  for (const [where, count] of problems) {
    gauges.set(metrics.sourceProblems, count, labelSet({ source: source.name, where }))
  }
}

function seriesGauges(gauges: Gauges, series: SeriesSnapshot, indicator: Indicator, now: Millis): void {
  const own = seriesLabelSet(series.labels)
  const labels = joinLabels(labelSet({ indicator: indicator.name }), own)
  const { lastPoint, bucket, warming, change } = series
  const state = freshness(series, indicator.maturity, now)
  gauges.count(indicator.name, state)
  gauges.count(indicator.name, monitorState(series))

  gauges.set(metrics.seriesBucket, seconds(bucket), labels)
  if (lastPoint !== null) {
    gauges.set(metrics.seriesLastPoint, seconds(lastPoint.at + bucket), labels)
    gauges.set(metrics.seriesSamples, lastPoint.n, labels)
  }
  if (warming !== null) {
    gauges.set(metrics.warmingPoints, warming.have, labels)
    gauges.set(metrics.warmingPointsNeeded, warming.need, labels)
  }
  if (change !== null) changeGauges(gauges, change, indicator.name, labels, own)

  if (lastPoint !== null && state === 'fresh') {
    gauges.part(indicator, 'value', lastPoint.value, own)
    gauges.part(indicator, 'lower', lastPoint.lower, own)
    gauges.part(indicator, 'upper', lastPoint.upper, own)
  }
  if (series.band !== null) {
    gauges.part(indicator, 'baseline', series.band.value, own)
    gauges.part(indicator, 'baseline_lower', series.band.lower, own)
    gauges.part(indicator, 'baseline_upper', series.band.upper, own)
  }
}

function monitorState({ change, warming }: SeriesSnapshot): (typeof MONITOR_STATES)[number] {
  if (change !== null) return 'changed'
  return warming === null ? 'quiet' : 'warming'
}

function changeGauges(
  gauges: Gauges,
  { alarm, change, raisedAt }: ChangeRecord,
  indicator: string,
  labels: LabelSet,
  own: LabelSet,
): void {
  const { kind, direction, effect, onset, breach, evidence } = change
  const about = { indicator, kind, direction, severity: alarm.severity, assessment: assessmentOf(change) }
  gauges.set(metrics.changeActive, 1, joinLabels(labelSet(about), own))
  setRange(gauges, RELATIVE, effect.relative, labels)
  gauges.set(metrics.changeEffectSigma, effect.sigma, labels)
  setRange(gauges, ONSET, inSeconds(onset), labels)
  gauges.set(metrics.changeRaised, seconds(raisedAt), labels)
  gauges.set(metrics.changeBreach, seconds(breach?.value ?? null), labels)
  gauges.set(metrics.changeEvidence, evidence, labels)
}

const RELATIVE = [metrics.changeEffect, metrics.changeEffectLower, metrics.changeEffectUpper] as const
const ONSET = [metrics.changeOnset, metrics.changeOnsetLower, metrics.changeOnsetUpper] as const

function setRange(
  gauges: Gauges,
  [value, lower, upper]: readonly [MetricFamily, MetricFamily, MetricFamily],
  interval: Interval | null,
  labels: LabelSet,
): void {
  if (interval === null) return
  gauges.set(value, interval.value, labels)
  gauges.set(lower, interval.lower, labels)
  gauges.set(upper, interval.upper, labels)
}

function releaseGauges(gauges: Gauges, { releases }: Snapshot): void {
  for (const { version, component, environment, at } of releases) {
    const labels = { version, component: component ?? '', environment: environment ?? '' }
    gauges.set(metrics.release, seconds(at), labelSet(labels))
  }
}

/** Every state of every indicator, zeros too, so that a ratio or an alert on them never lacks a side. */
function stateGauges(gauges: Gauges, snapshot: Snapshot, indicators: readonly Indicator[]): void {
  const present = new Set(snapshot.series.map(series => series.indicator))
  for (const { name: indicator } of indicators.filter(({ name }) => present.has(name))) {
    for (const state of FRESHNESS) {
      gauges.set(metrics.series, gauges.counted(indicator, state), labelSet({ indicator, state }))
    }
    for (const state of MONITOR_STATES) {
      gauges.set(metrics.seriesMonitors, gauges.counted(indicator, state), labelSet({ indicator, state }))
    }
  }
}

function alertGauges(gauges: Gauges, { alerts, receivedAlerts, muted, outbox }: Snapshot): void {
  for (const { rule, pending, firing } of alerts) {
    gauges.set(metrics.alerts, pending, labelSet({ rule, state: 'pending' }))
    gauges.set(metrics.alerts, firing, labelSet({ rule, state: 'firing' }))
  }
  gauges.set(metrics.receivedAlerts, receivedAlerts)
  for (const reason of MUTE_REASONS) {
    gauges.set(metrics.muted, muted[reason] ?? 0, labelSet({ reason }))
  }
  for (const state of OUTBOX_STATES) {
    gauges.set(metrics.outboxEntries, outbox.counts[state] ?? 0, labelSet({ state }))
  }
  gauges.set(metrics.outboxOldest, seconds(outbox.oldestUnsettled))
}

function inSeconds({ value, lower, upper }: Interval): Interval {
  return { value: value / 1000, lower: lower / 1000, upper: upper / 1000 }
}

function seconds(ms: Millis): number
function seconds(ms: Millis | null): number | null
function seconds(ms: Millis | null): number | null {
  return ms === null ? null : ms / 1000
}
