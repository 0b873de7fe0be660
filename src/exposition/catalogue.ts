// The one list of the metrics that slowburn exposes. Rendering, OTLP, the reference page, the dashboard and
// the rules are all made from it or checked against it.
import type { Indicator, Unit } from '../indicators/indicator.ts'

export interface MetricFamily {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  /** Names of its labels, without those that come from a series. */
  labels: readonly string[]
  /** True: every sample also carries the labels of its series, such as `task_type`. */
  perSeries: boolean
  /** Null where the value is a count or a plain number. */
  unit: 'seconds' | 'ratio' | null
  /** Heading in the reference page. */
  topic: Topic
  /** Upper bounds of a histogram's buckets. */
  buckets?: readonly number[]
}

export type Topic = 'service' | 'ticks' | 'sources' | 'series' | 'changes' | 'alerts' | 'indicators'

type Fixed = Omit<MetricFamily, 'perSeries' | 'unit' | 'labels' | 'topic'> &
  Partial<Pick<MetricFamily, 'perSeries' | 'labels'>>

/** From a call that does nothing to one that waits for a server's timeout. */
const DURATION_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

const service = topic('service', {
  buildInfo: {
    name: 'slowburn_build_info',
    type: 'gauge',
    help: 'Always 1; its labels say which version runs on which Node.js.',
    labels: ['version', 'node_version'],
  },
  openLifecycles: {
    name: 'slowburn_lifecycles_open',
    type: 'gauge',
    help: 'Lifecycles that have begun and not ended, by kind.',
    labels: ['kind'],
  },
})

const ticks = topic('ticks', {
  lastTick: {
    name: 'slowburn_last_tick_timestamp_seconds',
    type: 'gauge',
    help: 'When the last tick that ran to its end was finished.',
  },
  tickInterval: {
    name: 'slowburn_tick_interval_seconds',
    type: 'gauge',
    help: 'Configured time from one tick to the next.',
  },
  tickStage: {
    name: 'slowburn_tick_stage_duration_seconds',
    type: 'histogram',
    help: 'Time that a stage took in one tick.',
    labels: ['stage'],
    buckets: DURATION_BUCKETS,
  },
  tickFailures: {
    name: 'slowburn_tick_failures_total',
    type: 'counter',
    help: 'Ticks in which a stage failed.',
    labels: ['stage'],
  },
})

const sources = topic('sources', {
  sourceUp: {
    name: 'slowburn_source_up',
    type: 'gauge',
    help: '1 if the last pull of the source succeeded, 0 if it failed.',
    labels: ['source'],
  },
  sourceLastSuccess: {
    name: 'slowburn_source_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the source was last read without error.',
    labels: ['source'],
  },
  sourceCompleteUpTo: {
    name: 'slowburn_source_complete_up_to_timestamp_seconds',
    type: 'gauge',
    help: 'Everything that happened in the source before this moment has been read.',
    labels: ['source'],
  },
  sourceBackfill: {
    name: 'slowburn_source_backfill_ratio',
    type: 'gauge',
    help: 'Share of the history of the source that has been read; 1 once it has caught up.',
    labels: ['source'],
  },
  sourceProblems: {
    name: 'slowburn_source_problems',
    type: 'gauge',
    help: 'Standing faults of the source that do not stop it, by the table, column or field concerned.',
    labels: ['source', 'where'],
  },
  sourcePull: {
    name: 'slowburn_source_pull_duration_seconds',
    type: 'histogram',
    help: 'Time that one pull of the source took, failed ones included.',
    labels: ['source'],
    buckets: DURATION_BUCKETS,
  },
  sourcePullFailures: {
    name: 'slowburn_source_pull_failures_total',
    type: 'counter',
    help: 'Pulls of the source that failed.',
    labels: ['source'],
  },
  sourceEvents: {
    name: 'slowburn_source_events_total',
    type: 'counter',
    help: 'New events taken in from the source, by type.',
    labels: ['source', 'type'],
  },
  sourceRefused: {
    name: 'slowburn_source_refused_events_total',
    type: 'counter',
    help: 'Events and rows of the source that were refused, by reason.',
    labels: ['source', 'reason'],
  },
  lateEvents: {
    name: 'slowburn_late_events_total',
    type: 'counter',
    help: 'Events that were kept but came after their bucket had been closed.',
    labels: ['source'],
  },
  labelOverflow: {
    name: 'slowburn_label_overflow_total',
    type: 'counter',
    help: 'Label values that were replaced by "other" because the label had reached its cap.',
    labels: ['label'],
  },
})

const series = topic('series', {
  series: {
    name: 'slowburn_series',
    type: 'gauge',
    help: 'Series by what their last bucket says: fresh (a number), insufficient (too little data), stale (too old), empty (no bucket closed yet).',
    labels: ['indicator', 'state'],
  },
  seriesMonitors: {
    name: 'slowburn_series_monitors',
    type: 'gauge',
    help: 'Series by the state of their monitor: warming (baseline not full), quiet, changed.',
    labels: ['indicator', 'state'],
  },
  seriesBucket: {
    name: 'slowburn_series_bucket_seconds',
    type: 'gauge',
    help: 'Width of the time buckets of the series.',
    labels: ['indicator'],
    perSeries: true,
  },
  seriesLastPoint: {
    name: 'slowburn_series_last_bucket_end_timestamp_seconds',
    type: 'gauge',
    help: 'End of the last closed bucket of the series.',
    labels: ['indicator'],
    perSeries: true,
  },
  seriesSamples: {
    name: 'slowburn_series_last_bucket_samples',
    type: 'gauge',
    help: 'Observations on which the last bucket rests, whether they sufficed or not.',
    labels: ['indicator'],
    perSeries: true,
  },
  warmingPoints: {
    name: 'slowburn_series_warming_points',
    type: 'gauge',
    help: 'Points that the baseline of the series has so far; absent once it is full.',
    labels: ['indicator'],
    perSeries: true,
  },
  warmingPointsNeeded: {
    name: 'slowburn_series_warming_points_needed',
    type: 'gauge',
    help: 'Points that the baseline of the series needs; absent once it is full.',
    labels: ['indicator'],
    perSeries: true,
  },
})

const changes = topic('changes', {
  release: {
    name: 'slowburn_release_timestamp_seconds',
    type: 'gauge',
    help: 'When the version took over: the latest of each component and environment.',
    labels: ['version', 'component', 'environment'],
  },
  changeActive: {
    name: 'slowburn_change_active',
    type: 'gauge',
    help: '1 while a change stands on the series; absent otherwise. The assessment is worse, better or neutral.',
    labels: ['indicator', 'kind', 'direction', 'severity', 'assessment'],
    perSeries: true,
  },
  changeEffect: {
    name: 'slowburn_change_effect_ratio',
    type: 'gauge',
    help: 'Relative size of the change: 0.35 is 35 % above the baseline.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeEffectLower: {
    name: 'slowburn_change_effect_lower_ratio',
    type: 'gauge',
    help: 'Lower end of the 95 % interval of the relative size of the change.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeEffectUpper: {
    name: 'slowburn_change_effect_upper_ratio',
    type: 'gauge',
    help: 'Upper end of the 95 % interval of the relative size of the change.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeEffectSigma: {
    name: 'slowburn_change_effect_standard_deviations',
    type: 'gauge',
    help: 'Size of the change in standard deviations of the baseline.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeOnset: {
    name: 'slowburn_change_onset_timestamp_seconds',
    type: 'gauge',
    help: 'When the change began: start of the first bucket of the new regime.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeOnsetLower: {
    name: 'slowburn_change_onset_lower_timestamp_seconds',
    type: 'gauge',
    help: 'Early end of the 90 % interval of the onset.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeOnsetUpper: {
    name: 'slowburn_change_onset_upper_timestamp_seconds',
    type: 'gauge',
    help: 'Late end of the 90 % interval of the onset.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeRaised: {
    name: 'slowburn_change_raised_timestamp_seconds',
    type: 'gauge',
    help: 'When the change was first noticed.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeBreach: {
    name: 'slowburn_change_breach_timestamp_seconds',
    type: 'gauge',
    help: 'When the series is projected to cross its configured limit; absent where no crossing is projected.',
    labels: ['indicator'],
    perSeries: true,
  },
  changeEvidence: {
    name: 'slowburn_change_evidence_nats',
    type: 'gauge',
    help: 'Natural logarithm of the e-value of the change: the evidence against "nothing changed".',
    labels: ['indicator'],
    perSeries: true,
  },
})

const alerts = topic('alerts', {
  alerts: {
    name: 'slowburn_alerts',
    type: 'gauge',
    help: 'Open alerts by rule and state (pending, firing).',
    labels: ['rule', 'state'],
  },
  receivedAlerts: {
    name: 'slowburn_received_alerts',
    type: 'gauge',
    help: 'Alerts that an Alertmanager sent and that fire.',
  },
  muted: {
    name: 'slowburn_notifications_muted',
    type: 'gauge',
    help: 'Contacts that would now be told of an alert but for this reason, and those that wait for a summary (storm).',
    labels: ['reason'],
  },
  receivedReports: {
    name: 'slowburn_received_reports_total',
    type: 'counter',
    help: 'Alerts in the posts of an Alertmanager, by outcome (taken, ours, ignored).',
    labels: ['outcome'],
  },
  outboxEntries: {
    name: 'slowburn_outbox_entries',
    type: 'gauge',
    help: 'Messages in the outbox by state; queued and attempting ones are still owed, dead ones were given up.',
    labels: ['state'],
  },
  outboxOldest: {
    name: 'slowburn_outbox_oldest_unsettled_timestamp_seconds',
    type: 'gauge',
    help: 'When the oldest message that is still owed was created; absent when none is owed.',
  },
  deliveries: {
    name: 'slowburn_deliveries_total',
    type: 'counter',
    help: 'Attempts to deliver a message, by outcome (accepted, retry, permanent, unknown).',
    labels: ['notifier', 'outcome'],
  },
})

/** Every family that does not depend on the indicators, by the name by which the code speaks of it. */
export const metrics = { ...service, ...ticks, ...sources, ...series, ...changes, ...alerts }

/** The gauges of one indicator: its estimate with interval, and the band within which it counts as normal. */
export const PARTS = ['value', 'lower', 'upper', 'baseline', 'baseline_lower', 'baseline_upper'] as const
export type Part = (typeof PARTS)[number]

/** Name of a gauge of an indicator: `slowburn_task_run_time_p50_lower_seconds`. The unit comes last. */
export function indicatorMetric(indicator: Pick<Indicator, 'name' | 'unit'>, part: Part = 'value'): string {
  const middle = part === 'value' ? '' : `_${part}`
  return `slowburn_${indicator.name}${middle}${SUFFIX[indicator.unit]}`
}

/** The six gauges of one indicator. */
export function indicatorFamilies(indicator: Indicator): Record<Part, MetricFamily> {
  const entries = PARTS.map(part => [part, indicatorFamily(indicator, part)] as const)
  return Object.fromEntries(entries) as Record<Part, MetricFamily>
}

/**
 * All families of a slowburn with these indicators, in the order in which they are exposed.
 * Throws if two of them would bear the same name, or a name is not one that Prometheus accepts.
 */
export function catalogue(indicators: readonly Indicator[]): MetricFamily[] {
  const families = [
    ...Object.values(metrics),
    ...indicators.flatMap(indicator => Object.values(indicatorFamilies(indicator))),
  ]
  const names = new Set<string>()
  for (const { name } of families) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`metric name ${name} is not snake case`)
    if (names.has(name)) throw new Error(`two metrics are named ${name}; rename the indicator`)
    names.add(name)
  }
  return families
}

/** `_count` belongs to histograms, so that a plain count goes without suffix. */
const SUFFIX: Readonly<Record<Unit, string>> = {
  seconds: '_seconds',
  ratio: '_ratio',
  count: '',
  unitless: '',
}

const PART_HELP: Readonly<Record<Part, string>> = {
  value: '',
  lower: 'Lower end of the interval of: ',
  upper: 'Upper end of the interval of: ',
  baseline: 'Normal level of: ',
  baseline_lower: 'Lower end of the normal band of: ',
  baseline_upper: 'Upper end of the normal band of: ',
}

function indicatorFamily(indicator: Indicator, part: Part): MetricFamily {
  return {
    name: indicatorMetric(indicator, part),
    type: 'gauge',
    help: `${PART_HELP[part]}${indicator.help}`,
    labels: [],
    perSeries: true,
    unit: unitOf(indicatorMetric(indicator, part)),
    topic: 'indicators',
  }
}

function unitOf(name: string): MetricFamily['unit'] {
  if (name.endsWith('_seconds')) return 'seconds'
  return name.endsWith('_ratio') ? 'ratio' : null
}

function topic<K extends string>(heading: Topic, families: Record<K, Fixed>): Record<K, MetricFamily> {
  const entries = Object.entries<Fixed>(families).map(([key, family]) => [
    key,
    { labels: [], perSeries: false, ...family, unit: unitOf(family.name), topic: heading },
  ])
  return Object.fromEntries(entries)
}
