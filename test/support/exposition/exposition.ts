// A slowburn that has something to say in every metric: indicators, a full snapshot, and instruments in use.
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { ChangeKind, ChangeRecord, Severity } from '../../../src/detection/change.ts'
import { metrics } from '../../../src/exposition/catalogue.ts'
import { createExposition, type Exposition } from '../../../src/exposition/exposition.ts'
import type { ExposedState } from '../../../src/exposition/metric.ts'
import { receivedReports } from '../../../src/exposition/metrics/alerts.ts'
import { deliveries } from '../../../src/exposition/metrics/delivery.ts'
import { objectiveBadEvents, objectiveEvents } from '../../../src/exposition/metrics/objectives.ts'
import { indicatorFaults } from '../../../src/exposition/metrics/series.ts'
import { pageFaults, strayFaults } from '../../../src/exposition/metrics/service.ts'
import {
  lateEvents,
  revisedPoints,
  sourceEvents,
  sourcePull,
  sourcePullFailures,
  sourceRefused,
  sourceRefusedRows,
  sourceUnkept,
} from '../../../src/exposition/metrics/sources.ts'
import { metricFaults, tickFailures, tickStage } from '../../../src/exposition/metrics/ticks.ts'
import { exposedSeries } from '../../../src/exposition/series-state.ts'
import type { SeriesSnapshot, Snapshot } from '../../../src/exposition/snapshot.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { openAlerts } from './open-alerts.ts'

export const VERSION = '1.2.3'
const STAGES = ['collect', 'close', 'detect', 'alert', 'publish']

export function indicator(name: string, more: Partial<Indicator> = {}): Indicator {
  return {
    name,
    help: `What ${name} tells.`,
    unit: 'seconds',
    family: 'positive',
    goodDirection: 'down',
    kind: 'task',
    by: ['task_type'],
    watchedByDefault: true,
    readsStarts: false,
    minimum: 10,
    maturity: 0,
    measures: [],
    estimate: () => ({ ok: false, reason: 'insufficient', n: 0 }),
    ...more,
  }
}

/** What a platform may write into a label: quotes, line feeds, lone surrogates, control characters, 10 kB. */
export const HOSTILE: readonly string[] = [
  'say "build"',
  'two\nlines\r\nor three',
  'back\\slash\\',
  '{a="b"} 1',
  'lone \uD800 surrogate',
  '\uDC00',
  'nul \u0000 and bell \u0007',
  '模型 🔥 \u202E',
  'x'.repeat(10_000),
  `${'x'.repeat(9_999)}y`,
  '🔥'.repeat(5_000),
]

export function series(of: string, more: Partial<SeriesSnapshot> = {}): SeriesSnapshot {
  return {
    id: 7,
    indicator: of,
    labels: {},
    bucket: HOUR,
    lastPoint: null,
    warming: null,
    broken: ['hours'],
    band: null,
    change: null,
    ...more,
  }
}

/** A series whose last bucket, closed an hour before `at`, holds 120.5. */
export function measured(of: string, at: Millis, more: Partial<SeriesSnapshot> = {}): SeriesSnapshot {
  const lastPoint = { at: at - 2 * HOUR, value: 120.5, lower: 110, upper: 131, n: 40 }
  return series(of, { labels: { task_type: 'build' }, lastPoint, ...more })
}

export function emptySnapshot(at: Millis): Snapshot {
  return {
    at,
    tick: { finishedAt: at, interval: MINUTE },
    pages: 'http://127.0.0.1:9464',
    scrapedAt: null,
    sources: [],
    blind: [],
    interrupted: [{ kind: 'source', name: 'platform', place: '/opt/toy.ts:7' }],
    faulty: [{ kind: 'page', name: '/toy' }],
    notifiers: [
      { channel: 'email', up: true },
      { channel: 'slack', up: false },
    ],
    disabledDetectors: ['tail'],
    readings: {},
    overflow: [],
    series: [],
    unselected: {},
    disabledIndicators: [],
    releases: [],
    incidents: [],
    incidentCounts: { change: 0, silence: 0 },
    alerts: [],
    openAlerts: [],
    receivedAlerts: 0,
    muted: {},
    outbox: { counts: {}, oldestUnsettled: null },
  }
}

/** What the gauges of the state are read from, of an otherwise empty snapshot. */
export function stateOf(snapshot: Partial<Snapshot>, indicators: readonly Indicator[] = []): ExposedState {
  const { series: all, ...rest } = { ...emptySnapshot(0), ...snapshot }
  const exposed = all.flatMap(one => {
    const found = indicators.find(({ name }) => name === one.indicator)
    return found === undefined ? [] : [exposedSeries(one, found, rest.at)]
  })
  const present = indicators.filter(one => exposed.some(({ indicator: of }) => of === one))
  return { ...rest, series: exposed, unexposed: 0, present }
}

export interface ChangeShape {
  kind?: ChangeKind
  severity?: Severity
  good?: boolean | null
}

/** A change of +35 % that began two days before `at` and was noticed one day before. */
export function change(
  at: Millis,
  { kind = 'level', severity = 'page', good = false }: ChangeShape = {},
): ChangeRecord {
  return {
    id: `1:${at - DAY}`,
    seriesId: 1,
    alarm: { at: at - DAY, severity, kind, direction: 'up', evidence: 12.5 },
    change: {
      kind,
      kindProbability: 0.97,
      alternative: null,
      direction: 'up',
      good,
      onset: { value: at - 2 * DAY, lower: at - 2 * DAY - 5 * HOUR, upper: at - 2 * DAY + 5 * HOUR },
      effect: {
        absolute: { value: 35, lower: 30, upper: 40 },
        relative: { value: 0.35, lower: 0.3, upper: 0.4 },
        sigma: 2.25,
      },
      from: 100,
      to: 135,
      breach: { value: at + 9 * DAY, lower: at + 7 * DAY, upper: at + 12 * DAY },
      evidence: 13.5,
    },
    raisedAt: at - DAY,
    clearedAt: null,
  }
}

/** Every gauge of every indicator has at least one sample; one series of each is still warming. */
export function fullSnapshot(indicators: readonly Indicator[], at: Millis): Snapshot {
  return {
    ...emptySnapshot(at),
    scrapedAt: at,
    sources: [
      {
        name: 'tasks',
        up: true,
        lastSuccessAt: at - MINUTE,
        completeUpTo: at - 2 * MINUTE,
        progress: null,
        problems: [
          { where: 'execution_tasks.ai_model' },
          {
            where: 'execution_tasks.status',
            refusal: { table: 'execution_tasks', reason: 'status is null', total: 3, of: 100, example: '7' },
          },
        ],
        unaccounted: { execution_tasks: 2 },
        replaced: { execution_tasks: 5 },
        backlog: { slot: 'slowburn_platform', bytes: 16_777_216, limit: 1_073_741_824 },
      },
      {
        name: 'ledger',
        up: false,
        lastSuccessAt: at - DAY,
        completeUpTo: at - DAY,
        progress: 0.25,
        problems: [],
        unaccounted: {},
        replaced: {},
        tables: { jobs: { completeUpTo: 3000, unseen: 2, underway: 3 } },
      },
    ],
    blind: [{ source: 'ledger', table: null, since: at - DAY }],
    readings: Object.fromEntries(
      metrics.flatMap(metric => (metric.source === 'reading' ? [[metric.name, metric.example]] : [])),
    ),
    overflow: [{ kind: 'task', source: 'platform', label: 'model', values: 3, share: 0.02 }],
    releases: [
      { at: at - DAY, version: '2.9.1', component: 'worker', environment: 'production' },
      { at: at - 3 * DAY, version: '7', component: null, environment: null },
    ],
    series: indicators.flatMap((of, i) => {
      const changed = series(of.name, {
        labels: labels(of, 'build'),
        lastPoint: { at: at - 2 * HOUR, value: i + 2, lower: i + 1, upper: i + 3, n: 50 + i },
        band: { value: i + 1, lower: i + 0.5, upper: i + 1.5 },
        change: change(at),
        incident: { id: '4f1d', role: i === 0 ? 'root' : 'symptom' },
      })
      const warming = series(of.name, {
        labels: labels(of, 'report'),
        lastPoint: { at: at - 2 * HOUR, value: null, lower: null, upper: null, n: 3 },
        warming: { have: 100, need: 336 },
      })
      return of.by.length === 0 ? [{ ...changed, warming: { have: 336, need: 336 } }] : [changed, warming]
    }),
    incidents: [
      { id: '4f1d', nature: 'change', openedAt: at - 2 * HOUR, indicator: 'task_run_time_p50', changes: 3 },
    ],
    incidentCounts: { change: 1, silence: 0 },
    openAlerts: openAlerts(at),
    unselected: { task_run_time_p95: 2 },
    disabledIndicators: ['task_timeout_share'],
    receivedAlerts: 2,
    muted: { silenced: 1, 'rate limit': 3 },
    alerts: [
      { rule: 'worse', pending: 1, firing: 2 },
      { rule: 'missing', pending: 0, firing: 0 },
    ],
    outbox: {
      counts: { queued: 2, attempting: 1, accepted: 40, dead: 1, superseded: 3 },
      oldestUnsettled: at - 2 * HOUR,
    },
  }
}

function labels(of: Indicator, value: string): Record<string, string> {
  return Object.fromEntries(of.by.map(name => [name, value]))
}

/** An exposition in which every family of the catalogue has a sample. */
export function fullExposition(
  indicators: readonly Indicator[],
  at: Millis,
  defaultMetrics = true,
): Exposition {
  const exposition = createExposition({
    version: VERSION,
    indicators,
    defaultMetrics,
    known: {
      stages: STAGES,
      sources: ['tasks', 'ledger'],
      notifiers: ['email'],
      objectives: ['builds succeed'],
    },
  })
  const { count, observe } = exposition.instruments
  for (const stage of STAGES) observe(tickStage, { stage }, 0.02)
  count(tickFailures, { stage: 'collect' })
  observe(sourcePull, { source: 'tasks' }, 0.3)
  observe(sourcePull, { source: 'ledger' }, 5)
  count(sourcePullFailures, { source: 'ledger' })
  count(sourceEvents, { source: 'tasks', type: 'task.finished' }, 120)
  count(sourceRefused, { source: 'tasks', reason: 'future' }, 2)
  count(sourceUnkept, { source: 'tasks' })
  count(sourceRefusedRows, { source: 'tasks', table: 'execution_tasks', reason: 'status is null' }, 3)
  count(lateEvents, { source: 'tasks' }, 4)
  count(revisedPoints, { source: 'platform' }, 7)
  count(indicatorFaults, { indicator: 'task_throughput' })
  count(metricFaults, { metric: 'slowburn_lifecycles_open' })
  count(strayFaults, { kind: 'notifier', name: 'slack' })
  count(pageFaults, { page: '/series' })
  count(deliveries, { notifier: 'email', outcome: 'accepted' })
  count(receivedReports, { outcome: 'taken' }, 2)
  count(objectiveEvents, { objective: 'builds succeed' }, 9)
  count(objectiveBadEvents, { objective: 'builds succeed' }, 1)
  exposition.publish(fullSnapshot(indicators, at))
  return exposition
}
