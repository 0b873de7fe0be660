// Generates dashboards/slowburn.json. Run: node dashboards/generator.ts > dashboards/slowburn.json
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { indicatorMetric, type Part } from '../src/exposition/catalogue.ts'
import * as alertMetrics from '../src/exposition/metrics/alerts.ts'
import * as changeMetrics from '../src/exposition/metrics/changes.ts'
import * as deliveryMetrics from '../src/exposition/metrics/delivery.ts'
import { lifecyclesOpen } from '../src/exposition/metrics/lifecycles-open.ts'
import * as seriesMetrics from '../src/exposition/metrics/series.ts'
import * as serviceMetrics from '../src/exposition/metrics/service.ts'
import * as sourceMetrics from '../src/exposition/metrics/sources.ts'
import * as tickMetrics from '../src/exposition/metrics/ticks.ts'
import type { Indicator, Unit } from '../src/indicators/indicator.ts'
import { roiLatencyP50 } from '../src/indicators/money/roi-latency-p50.ts'
import { observationRate } from '../src/indicators/pulse/observation-rate.ts'
import { indicators } from '../src/indicators/registry.ts'
import { claimedVerifiedGap } from '../src/indicators/trust/claimed-verified-gap.ts'
import { taskBacklogGrowth } from '../src/indicators/work/task-backlog-growth.ts'
import { taskFailureRate } from '../src/indicators/work/task-failure-rate.ts'
import { taskPhantomFailureRate } from '../src/indicators/work/task-phantom-failure-rate.ts'
import { taskQueueWaitP50 } from '../src/indicators/work/task-queue-wait-p50.ts'
import { taskQueueWaitP95 } from '../src/indicators/work/task-queue-wait-p95.ts'
import { taskRunTimeP50 } from '../src/indicators/work/task-run-time-p50.ts'
import { taskRunTimeP95 } from '../src/indicators/work/task-run-time-p95.ts'
import { taskThroughput } from '../src/indicators/work/task-throughput.ts'
import { taskTimeoutShare } from '../src/indicators/work/task-timeout-share.ts'
import { taskTotalTimeP50 } from '../src/indicators/work/task-total-time-p50.ts'
import { type AnyPanel, DATASOURCE, type Frame, lines, number, shaded, table } from './panels.ts'

/** The dashboard as data. The same for every installation: nothing in it names a data source or a target. */
function slowburnDashboard(): Dashboard {
  const builder = new DashboardBuilder('slowburn')
    .uid('slowburn')
    .description(
      'What is getting slowly worse, since when and by how much; and whether slowburn itself is well.',
    )
    .tags(['slowburn'])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-30d', to: 'now' })
    .refresh('5m')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(
      labelVariable('instance', 'Instance', name(serviceMetrics.buildInfo)).refresh(
        VariableRefresh.OnDashboardLoad,
      ),
    )
    .withVariable(splitVariable('task_type', 'Task type', taskRunTimeP50))
    .withVariable(splitVariable('claim_type', 'Claim type', claimedVerifiedGap))
    .annotation(onsets())
    .annotation(releases())
  const rows = ROWS.map(([title, panels]) => [title, panels()] as const)
  const shown = rows.flatMap(([, panels]) => panels)
  for (const [title, panels] of [...rows, ...furtherRow(shown)]) {
    builder.withRow(new RowBuilder(title))
    for (const panel of panels) builder.withPanel(panel)
  }
  const dashboard = builder.build()
  return {
    ...dashboard,
    schemaVersion: OLDEST_SCHEMA,
    panels: (dashboard.panels ?? []).map((panel, i) => ({ ...panel, id: i + 1 })),
  }
}

/** The text of the generated file. */
export function dashboardFile(): string {
  return `${JSON.stringify(slowburnDashboard(), null, 2)}\n`
}

/** That of Grafana 10.0. A newer Grafana migrates it when it loads the dashboard. */
const OLDEST_SCHEMA = 38

const HERE = 'instance=~"$instance"'

const ROWS: ReadonlyArray<readonly [title: string, panels: () => AnyPanel[]]> = [
  ['What changed now', changeRow],
  ['Work', workRow],
  ['Run time, by task type', () => [runTimePanel()]],
  ['Return', returnRow],
  ['Trust', trustRow],
  ["slowburn's own health: sources", sourceRow],
  ["slowburn's own health: ticks and delivery", tickRow],
]

/** The indicators that no row above shows: a new one is on the dashboard before anybody has given it a place. */
function furtherRow(shown: readonly AnyPanel[]): ReadonlyArray<readonly [string, AnyPanel[]]> {
  const text = JSON.stringify(shown.map(panel => panel.build()))
  const further = indicators.filter(indicator => !text.includes(`${indicatorMetric(indicator)}{`))
  if (further.length === 0) return []
  return [['Further indicators', further.map(one => byLabel(one, titleOf(one), one.help, 8))]]
}

/** `task_run_time_p50` as `Task run time p50`. */
function titleOf({ name: text }: Indicator): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('_', ' ')}`
}

function changeRow(): AnyPanel[] {
  const worse = only(changeMetrics.changeActive, 'assessment="worse"')
  const effectOf = `* ignoring (kind, direction, severity, assessment) group_left ()`
  return [
    number({
      title: 'Changes for the worse',
      description: 'Series on which a change for the worse stands, whether it pages or is only watched.',
      width: 5,
      unit: 'short',
      expr: `sum(${worse}) or vector(0)`,
      alarm: 1,
    }),
    number({
      title: 'of these, to page',
      description: 'Those for which the evidence is strong enough to wake someone.',
      width: 5,
      unit: 'short',
      expr: `sum(${only(changeMetrics.changeActive, 'assessment="worse", severity="page"')}) or vector(0)`,
      alarm: 1,
    }),
    number({
      title: 'Alerts firing',
      description: 'Open alerts of the configured rules that have been sent.',
      width: 5,
      unit: 'short',
      expr: `sum(${only(alertMetrics.alerts, 'state="firing"')})`,
      alarm: 1,
    }),
    number({
      title: 'Series being watched',
      description: 'Series whose baseline is full, so that a change on them would be noticed.',
      width: 5,
      unit: 'short',
      expr: `sum(${only(seriesMetrics.seriesMonitors, 'state!="warming"')})`,
    }),
    number({
      title: 'Series without a current value',
      description: 'Their last bucket had too little data, or is too old. They show no value, not zero.',
      width: 4,
      unit: 'short',
      expr: `sum(${only(seriesMetrics.series, 'state!="fresh"')})`,
    }),
    table({
      title: 'Standing changes',
      description:
        'Every change that stands now. Effect is relative to the baseline; began is the best estimate of the onset.',
      width: 24,
      height: 9,
      labels: {
        indicator: 'Indicator',
        task_type: 'Task type',
        claim_type: 'Claim type',
        name: 'Name',
        kind: 'Kind',
        direction: 'Direction',
        severity: 'Severity',
        assessment: 'Assessment',
      },
      columns: [
        {
          name: 'Effect',
          unit: 'percentunit',
          expr: `${only(changeMetrics.changeActive)} ${effectOf} ${only(changeMetrics.changeEffect)}`,
        },
        {
          name: 'Effect (sigma)',
          unit: 'short',
          expr: `${only(changeMetrics.changeActive)} ${effectOf} ${only(changeMetrics.changeEffectSigma)}`,
        },
        {
          name: 'Began',
          unit: 'dateTimeAsIso',
          expr: `1000 * ${only(changeMetrics.changeActive)} ${effectOf} ${only(changeMetrics.changeOnset)}`,
        },
        {
          name: 'Noticed',
          unit: 'dateTimeAsIso',
          expr: `1000 * ${only(changeMetrics.changeActive)} ${effectOf} ${only(changeMetrics.changeRaised)}`,
        },
        {
          name: 'Limit crossed',
          unit: 'dateTimeAsIso',
          expr: `1000 * ${only(changeMetrics.changeActive)} ${effectOf} ${only(changeMetrics.changeBreach)}`,
        },
      ],
    }),
  ]
}

function workRow(): AnyPanel[] {
  return [
    shaded(
      lines({
        title: 'Queue wait',
        description: 'From queueing to start. The shaded area is where the median counts as normal.',
        width: 12,
        unit: 's',
        min: 0,
        lines: [
          { expr: of(taskQueueWaitP50), legend: 'median' },
          { expr: of(taskQueueWaitP95), legend: '95th percentile' },
          { expr: of(taskQueueWaitP50, 'baseline_lower'), legend: 'normal, lower end' },
          { expr: of(taskQueueWaitP50, 'baseline_upper'), legend: 'normal, upper end' },
        ],
      }),
      'normal, lower end',
      'normal, upper end',
      'blue',
    ),
    byLabel(taskTotalTimeP50, 'Total time', 'Median time from queueing to end, by task type.', 12),
    byLabel(taskThroughput, 'Throughput', 'Tasks that ended in a bucket, by task type.', 8),
    byLabel(taskBacklogGrowth, 'Backlog growth', 'Above 0 more tasks arrive than end: the queue grows.', 8),
    byLabel(
      taskTimeoutShare,
      'Cut off by a timeout',
      'Share of tasks whose run time sits at the longest one.',
      8,
    ),
    byLabel(
      taskFailureRate,
      'Failure rate',
      'Share of ended tasks whose work failed. Phantom failures are not in it.',
      12,
    ),
    byLabel(
      taskPhantomFailureRate,
      'Phantom failure rate',
      'Share of ended tasks recorded as failed although only the recording failed, not the work.',
      12,
    ),
  ]
}

function runTimePanel(): AnyPanel {
  return withBands(taskRunTimeP50, {
    title: 'Run time: $task_type',
    description:
      'From start to end. Green: 95 % interval of the median. Blue: where the median counts as normal.',
    width: 8,
    more: [{ expr: of(taskRunTimeP95), legend: '95th percentile' }],
  })
    .repeat('task_type')
    .maxPerRow(3)
}

function returnRow(): AnyPanel[] {
  return [
    withBands(roiLatencyP50, {
      title: 'ROI latency',
      description:
        'Age by which half of the investments have realised value; what is still pending counts as pending. Green: its interval. Blue: where it counts as normal.',
      width: 16,
    }),
    lines({
      title: 'Still open',
      description: 'Lifecycles that have begun and not ended, by kind.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: only(lifecyclesOpen), legend: '{{kind}}' }],
    }),
  ]
}

function trustRow(): AnyPanel[] {
  return [
    withBands(claimedVerifiedGap, {
      title: 'Claimed-verified gap: $claim_type',
      description:
        'What is claimed minus what proved true; above 0 too much is claimed. Green: its interval, which is wide where few claims were audited at random. Blue: where it counts as normal.',
      width: 12,
    })
      .repeat('claim_type')
      .maxPerRow(2),
    byLabel(observationRate, 'Observations', 'Gauge readings and rows written in a bucket, by name.', 12),
  ]
}

function sourceRow(): AnyPanel[] {
  return [
    table({
      title: 'Sources',
      description:
        'Whether each source can be read, how old its data is, and how much of its history has been read.',
      width: 12,
      labels: { source: 'Source' },
      columns: [
        {
          name: 'Up',
          unit: 'bool_yes_no',
          expr: only(sourceMetrics.sourceUp),
          properties: [
            { id: 'custom.cellOptions', value: { type: 'color-text' } },
            {
              id: 'thresholds',
              value: {
                mode: 'absolute',
                steps: [
                  { value: null, color: 'red' },
                  { value: 1, color: 'green' },
                ],
              },
            },
          ],
        },
        { name: 'Last read', unit: 's', expr: `time() - ${only(sourceMetrics.sourceLastSuccess)}` },
        { name: 'Complete up to', unit: 's', expr: `time() - ${only(sourceMetrics.sourceCompleteUpTo)}` },
        { name: 'History read', unit: 'percentunit', expr: only(sourceMetrics.sourceBackfill) },
      ],
    }),
    table({
      title: 'What the sources lack',
      description: 'Standing faults that do not stop a source: a table, a column or a field that is missing.',
      width: 12,
      labels: { source: 'Source', where: 'Where' },
      columns: [{ name: 'Faults', unit: 'short', expr: only(sourceMetrics.sourceProblems) }],
    }),
    rateOf(sourceMetrics.sourceEvents.name, 'source', 'Events', 'New events ingested, by source.', 'ops'),
    rateOf(
      sourceMetrics.sourceRefused.name,
      'reason',
      'Refused',
      'Events and rows refused, by reason.',
      'ops',
    ),
    meanOf(
      sourceMetrics.sourcePull.name,
      'source',
      'Time of a pull',
      'Mean time that a pull of a source took.',
    ),
  ]
}

function tickRow(): AnyPanel[] {
  return [
    number({
      title: 'Last tick',
      description:
        'Time since slowburn last did all its work. More than a few intervals: what it shows is old.',
      width: 6,
      height: 8,
      unit: 's',
      expr: `time() - ${only(tickMetrics.lastTick)}`,
      alarm: 600,
    }),
    meanOf(
      tickMetrics.tickStage.name,
      'stage',
      'Time of a stage',
      'Mean time that a stage took in one tick.',
      9,
    ),
    rateOf(
      tickMetrics.tickFailures.name,
      'stage',
      'Failures of a stage',
      'Ticks in which a stage failed.',
      'ops',
      9,
    ),
    number({
      title: 'Oldest unsent message',
      description: 'How long the oldest message that no server has accepted yet has been waiting. None: 0.',
      width: 6,
      height: 8,
      unit: 's',
      expr: `time() - ${only(deliveryMetrics.outboxOldest)} or 0 * ${only(serviceMetrics.buildInfo)}`,
      alarm: 900,
    }),
    lines({
      title: 'Outbox',
      description: 'Messages by state: queued and attempting are unsent, dead were given up.',
      width: 9,
      unit: 'short',
      min: 0,
      lines: [
        { expr: only(deliveryMetrics.outboxEntries, 'state=~"queued|attempting|dead"'), legend: '{{state}}' },
      ],
    }),
    rateOf(
      deliveryMetrics.deliveries.name,
      'outcome',
      'Deliveries',
      'Attempts to deliver a message, by outcome.',
      'ops',
      9,
    ),
    lines({
      title: 'Memory',
      description: 'Resident memory of the process.',
      width: 8,
      unit: 'bytes',
      min: 0,
      lines: [{ expr: `process_resident_memory_bytes{${HERE}}`, legend: 'resident' }],
    }),
    lines({
      title: 'Processor',
      description: 'Processor time used per second; 1 is one core.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: `rate(process_cpu_seconds_total{${HERE}}[$__rate_interval])`, legend: 'cores' }],
    }),
    lines({
      title: 'Event loop lag',
      description:
        'How late the event loop runs its timers, 99th percentile. A scrape waits at least as long.',
      width: 8,
      unit: 's',
      min: 0,
      lines: [{ expr: `nodejs_eventloop_lag_p99_seconds{${HERE}}`, legend: 'p99' }],
    }),
  ]
}

/** Marks on every graph where a standing change began. */
function onsets(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Changes began')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('orange')
    .expr(`1000 * ${only(changeMetrics.changeOnset)}`)
    .useValueForTime(true)
    .step('1h')
    .titleFormat('{{indicator}}')
    .textFormat('began to change')
    .tagKeys('task_type,claim_type,name')
}

function releases(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Releases')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('purple')
    .expr(`1000 * ${only(changeMetrics.release)}`)
    .useValueForTime(true)
    .step('1h')
    .titleFormat('{{component}} {{version}}')
    .textFormat('took over')
    .tagKeys('environment')
}

/** The median-like line of an indicator with its interval and its normal band. */
function withBands(
  indicator: Indicator,
  frame: Frame & { more?: Parameters<typeof lines>[0]['lines'] },
): ReturnType<typeof lines> {
  const panel = lines({
    ...frame,
    unit: GRAFANA_UNIT[indicator.unit],
    lines: [
      { expr: of(indicator), legend: 'value' },
      ...(frame.more ?? []),
      { expr: of(indicator, 'lower'), legend: 'interval, lower end' },
      { expr: of(indicator, 'upper'), legend: 'interval, upper end' },
      { expr: of(indicator, 'baseline_lower'), legend: 'normal, lower end' },
      { expr: of(indicator, 'baseline_upper'), legend: 'normal, upper end' },
    ],
  })
  const green = shaded(panel, 'interval, lower end', 'interval, upper end', 'green')
  return shaded(green, 'normal, lower end', 'normal, upper end', 'blue')
}

/** One line for each series of an indicator. */
function byLabel(indicator: Indicator, title: string, description: string, width: number): AnyPanel {
  const legend = indicator.by.length === 0 ? 'all' : indicator.by.map(label => `{{${label}}}`).join(' ')
  return lines({
    title,
    description,
    width,
    unit: GRAFANA_UNIT[indicator.unit],
    lines: [{ expr: of(indicator), legend }],
  })
}

function rateOf(
  metric: string,
  label: string,
  title: string,
  description: string,
  unit: string,
  width = 8,
): AnyPanel {
  const expr = `sum by (${label}) (rate(${metric}{${HERE}}[$__rate_interval]))`
  return lines({ title, description, width, unit, min: 0, lines: [{ expr, legend: `{{${label}}}` }] })
}

function meanOf(metric: string, label: string, title: string, description: string, width = 8): AnyPanel {
  const rate = (part: string): string =>
    `sum by (${label}) (rate(${metric}_${part}{${HERE}}[$__rate_interval]))`
  const expr = `${rate('sum')} / ${rate('count')}`
  return lines({ title, description, width, unit: 's', min: 0, lines: [{ expr, legend: `{{${label}}}` }] })
}

const GRAFANA_UNIT: Readonly<Record<Unit, string>> = {
  seconds: 's',
  ratio: 'percentunit',
  count: 'short',
  unitless: 'short',
}

/** Labels by which the reader may choose. */
const CHOSEN = ['task_type', 'claim_type']

function of(indicator: Indicator, part: Part = 'value'): string {
  const chosen = indicator.by.filter(label => CHOSEN.includes(label)).map(label => `${label}=~"$${label}"`)
  return `${indicatorMetric(indicator, part)}{${[HERE, ...chosen].join(', ')}}`
}

function only(family: { name: string }, matchers = ''): string {
  return `${family.name}{${HERE}${matchers === '' ? '' : `, ${matchers}`}}`
}

function name(family: { name: string }): string {
  return family.name
}

/** The label values of an indicator's series, those without a current value included. */
function splitVariable(label: string, title: string, indicator: Indicator): QueryVariableBuilder {
  const series = `${seriesMetrics.seriesBucket.name}{${HERE}, indicator="${indicator.name}"}`
  return labelVariable(label, title, series)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: 'All', value: '$__all' })
}

function labelVariable(label: string, title: string, series: string): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${series}, ${label})`, refId: label })
    .definition(`label_values(${series}, ${label})`)
}

if (import.meta.main) process.stdout.write(dashboardFile())
