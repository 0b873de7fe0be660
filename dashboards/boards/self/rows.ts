// The closed rows of the board on slowburn itself: for whoever looks for the cause.
import * as alerts from '../../../src/exposition/metrics/alerts.ts'
import * as delivery from '../../../src/exposition/metrics/delivery.ts'
import { incidents } from '../../../src/exposition/metrics/incidents.ts'
import * as replication from '../../../src/exposition/metrics/replication.ts'
import * as series from '../../../src/exposition/metrics/series.ts'
import * as service from '../../../src/exposition/metrics/service.ts'
import * as sources from '../../../src/exposition/metrics/sources.ts'
import { storeRowsSetAside } from '../../../src/exposition/metrics/store.ts'
import { telemetryPushes } from '../../../src/exposition/metrics/telemetry.ts'
import * as ticks from '../../../src/exposition/metrics/ticks.ts'
import { type BoardPanel, type Line, lines, number } from '../../grafana/panels.ts'
import { joined, ofSlowburns, only, rate } from '../../grafana/queries.ts'
import { type Column, table } from '../../grafana/tables.ts'

const INSTANCE = { instance: 'Instance' }

export function reconciliation(): BoardPanel[] {
  return [
    table({
      title: 'Which tables lag, and what of them was not taken?',
      description:
        'One row a table. Not taken: at the last comparison, and read again. Unseen: came and went between two pulls, at most. Under way: rows of a table that says only when work ended.',
      width: 24,
      labels: { source: 'Source', table: 'Table', ...INSTANCE },
      columns: [
        { name: 'Complete up to', unit: 's', expr: `time() - ${only(sources.sourceTableCompleteUpTo)}` },
        { name: 'Not taken', unit: 'short', expr: only(sources.sourceUnaccounted), alarm: 1 },
        { name: 'Replaced', unit: 'short', expr: only(sources.sourceReplaced) },
        { name: 'Unseen', unit: 'short', expr: only(sources.sourceUnseen), alarm: 1 },
        { name: 'Under way', unit: 'short', expr: only(sources.sourceUnderway) },
        { name: 'Refused', unit: 'percentunit', expr: only(sources.sourceRefusedShare) },
      ],
    }),
    table({
      title: 'What cannot be seen, and since when?',
      description:
        'Tables that cannot be read, and sources of which nothing can. What rests on them is not judged silent.',
      width: 12,
      labels: { source: 'Source', table: 'Table', ...INSTANCE },
      columns: [{ name: 'Blind for', unit: 's', expr: `time() - ${only(sources.sourceBlind)}` }],
    }),
    table({
      title: 'How much log do replication slots hold back?',
      description:
        'Log that the database keeps for slowburn. At the limit slowburn drops the slot and polls the tables.',
      width: 12,
      labels: { source: 'Source', slot: 'Slot', ...INSTANCE },
      columns: [
        { name: 'Held back', unit: 'bytes', expr: only(replication.slotRetained) },
        { name: 'Limit', unit: 'bytes', expr: only(replication.slotLimit) },
      ],
    }),
  ]
}

export function counted(): BoardPanel[] {
  return [
    each('How many facts come in?', 'New events, by source.', sources.sourceEvents, 'source'),
    each('What is refused of them?', 'Events and rows, by reason.', sources.sourceRefused, 'reason'),
    each(
      'Of which tables are rows refused?',
      'Rows, by table and reason.',
      sources.sourceRefusedRows,
      'table, reason',
    ),
    each(
      'What was not taken from senders?',
      'Requests with facts that could not be kept, by source.',
      sources.sourceUnkept,
      'source',
    ),
    each('Which pulls fail?', 'Pulls that failed, by source.', sources.sourcePullFailures, 'source'),
    graph(
      'What comes late?',
      'Events after their bucket had been closed, and points that these have changed.',
      'cps',
      [
        { expr: rate(sources.lateEvents, 'source'), legend: 'late events of {{source}}' },
        { expr: rate(sources.revisedPoints, 'source'), legend: 'revised points of {{source}}' },
      ],
    ),
  ]
}

export function leftOut(): BoardPanel[] {
  return [
    parts(
      'Which parts fail, or are not asked any more?',
      'By kind and name. One that was interrupted is asked again after a restart or a reload.',
      [
        { name: 'Fails', unit: 'bool_yes_no', expr: only(service.partFaults) },
        {
          name: 'Interrupted',
          unit: 'bool_yes_no',
          expr: `max without (place) (${only(service.interruptedParts)})`,
        },
      ],
    ),
    table({
      title: 'Which detectors are left out?',
      description:
        'Disabled by the configuration, or failed on so many series. What one alone detects is a coverage gap.',
      width: 12,
      labels: { detector: 'Detector', ...INSTANCE },
      columns: [
        { name: 'Disabled', unit: 'bool_yes_no', expr: only(series.disabledDetectors) },
        { name: 'Failed on series', unit: 'short', expr: only(series.brokenDetectors), alarm: 1 },
      ],
    }),
    table({
      title: 'Which labels overflow?',
      description:
        'Values without a series of their own, called "other", and the share of recent lifecycles that have such a value.',
      width: 12,
      labels: { kind: 'Kind', source: 'Source', label: 'Label', ...INSTANCE },
      columns: [
        { name: 'Values', unit: 'short', expr: only(sources.labelOtherValues) },
        { name: 'Share', unit: 'percentunit', expr: only(sources.labelOtherShare) },
      ],
    }),
    table({
      title: 'Which rows of the store were set aside?',
      description:
        'Rows that could not be used and that nobody has looked at yet; slowburn set-aside shows them.',
      width: 12,
      labels: { table: 'Table', outcome: 'Outcome', ...INSTANCE },
      columns: [{ name: 'Rows', unit: 'short', expr: only(storeRowsSetAside) }],
    }),
    number({
      title: 'How many series are on no board?',
      description:
        'Series without samples of their own, beyond listen.metrics_series. They are watched, mailed and on the pages as all others.',
      width: 8,
      height: 8,
      unit: 'short',
      expr: `sum(${only(series.seriesUnexposed)})`,
      alarm: 1,
    }),
    ...failing(),
  ]
}

function failing(): BoardPanel[] {
  return [
    each(
      'Which indicators fail?',
      'Ticks in which one failed; its buckets stay empty.',
      series.indicatorFaults,
      'indicator',
    ),
    each(
      'Which metrics fail?',
      'Times that one returned no valid answer; its samples are left out.',
      ticks.metricFaults,
      'metric',
    ),
    each('Which pages fail?', 'Requests that a page failed to answer.', service.pageFaults, 'page'),
    each(
      'Which parts fail outside of any call?',
      'Faults in a promise or a timer that nobody waits for.',
      service.strayFaults,
      'kind, name',
    ),
    each('In which stage do ticks fail?', 'Ticks in which a stage failed.', ticks.tickFailures, 'stage'),
  ]
}

export function told(): BoardPanel[] {
  return [
    graph(
      'What waits to be sent?',
      'Messages by state: queued and attempting are unsent, dead were given up.',
      'short',
      [
        {
          expr: `sum by (state) (${only(delivery.outboxEntries, 'state=~"queued|attempting|dead"')})`,
          legend: '{{state}}',
        },
      ],
    ),
    each(
      'What became of what was sent?',
      'Attempts to deliver a message, by notifier and outcome.',
      delivery.deliveries,
      'notifier, outcome',
    ),
    table({
      title: 'Can each notifier be used?',
      description: 'Whether it could be opened and says whom it reaches.',
      width: 8,
      labels: { channel: 'Notifier', ...INSTANCE },
      columns: [{ name: 'Up', unit: 'bool_yes_no', expr: only(delivery.notifierUp), below: 1 }],
    }),
    each(
      'What does an Alertmanager send?',
      'Alerts in its posts, by outcome.',
      alerts.receivedReports,
      'outcome',
    ),
    each(
      'What becomes of metrics that are pushed?',
      'Requests by OTLP, by outcome.',
      telemetryPushes,
      'outcome',
    ),
    graph('How many incidents are open?', 'By nature: something moved, or facts stopped coming.', 'short', [
      { expr: `sum by (nature) (${only(incidents)})`, legend: '{{nature}}' },
    ]),
  ]
}

/** What the process uses. */
export function process(): BoardPanel[] {
  const legend = '{{instance}}'
  const started = ofSlowburns(only({ name: 'process_start_time_seconds' }))
  const processor = ofSlowburns(`rate(${only({ name: 'process_cpu_seconds_total' })}[$__rate_interval])`)
  return [
    graph('How much memory does it take?', 'Resident memory of the process.', 'bytes', [
      { expr: ofSlowburns(only({ name: 'process_resident_memory_bytes' })), legend },
    ]),
    graph(
      'How much processor does it take?',
      'Processor time per second; 100 % is one core.',
      'percentunit',
      [{ expr: `sum by (instance) (${processor})`, legend }],
    ),
    graph(
      'How late does its event loop run?',
      '99th percentile of how late timers run. A scrape waits at least as long.',
      's',
      [{ expr: ofSlowburns(only({ name: 'nodejs_eventloop_lag_p99_seconds' })), legend }],
    ),
    table({
      title: 'What does each slowburn watch, and which version runs?',
      description:
        'The platform by its name in the configuration; slowburn and Node.js, how often it ticks, and since when it runs.',
      width: 12,
      labels: { platform: 'Platform', version: 'Version', node_version: 'Node.js', ...INSTANCE },
      columns: [
        {
          name: 'Tick',
          unit: 's',
          expr: joined(service.platformInfo, service.buildInfo, ticks.tickInterval),
        },
        { name: 'Runs for', unit: 's', expr: `time() - ${started}` },
      ],
    }),
  ]
}

function graph(title: string, description: string, unit: string, some: readonly Line[]): BoardPanel {
  return lines({ title, description, width: 8, unit, min: 0, lines: some })
}

/** Of a counter, how many a second. */
function each(title: string, what: string, family: { readonly name: string }, by: string): BoardPanel {
  const legend = by.split(', ').map(label => `{{${label}}}`)
  return graph(title, `${what} A second, as a mean over the interval of the rate.`, 'cps', [
    { expr: rate(family, by), legend: legend.join(' ') },
  ])
}

function parts(title: string, description: string, columns: readonly Column[]): BoardPanel {
  return table({
    title,
    description,
    width: 12,
    labels: { kind: 'Kind', name: 'Name', ...INSTANCE },
    columns,
  })
}
