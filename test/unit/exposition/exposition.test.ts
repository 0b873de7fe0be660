import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { catalogue } from '../../../src/exposition/catalogue.ts'
import { createExposition, type Exposition } from '../../../src/exposition/exposition.ts'
import type { MetricFamily } from '../../../src/exposition/metric.ts'
import { sourceEvents } from '../../../src/exposition/metrics/sources.ts'
import { tickStage } from '../../../src/exposition/metrics/ticks.ts'
import type { SeriesSnapshot, Snapshot } from '../../../src/exposition/snapshot.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import {
  change,
  emptySnapshot,
  fullExposition,
  indicator,
  measured as measuredAt,
  series,
} from '../../support/exposition/exposition.ts'
import { scrapedText } from '../../support/exposition/scraped.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const INDICATORS = [
  indicator('task_run_time_p50'),
  indicator('roi_latency_p50', { by: [], maturity: 7 * DAY }),
  indicator('task_failure_rate', { unit: 'ratio' }),
]

const exposition = (): Exposition =>
  createExposition({ version: '1.0.0', indicators: INDICATORS, defaultMetrics: false })

async function linesAfter(snapshot: Partial<Snapshot>): Promise<string[]> {
  const own = exposition()
  own.publish({ ...emptySnapshot(AT), ...snapshot })
  return lines(own)
}

async function lines(own: Exposition): Promise<string[]> {
  const { body } = await scrapedText(own)
  return body.split('\n').filter(line => line !== '' && !line.startsWith('#'))
}

const about = (all: readonly string[], name: string): string[] => all.filter(line => line.startsWith(name))

const exposedAs = ({ name, type }: MetricFamily): string => (type === 'histogram' ? `${name}_sum` : name)

const RUN_TIME = 'slowburn_task_run_time_p50'
const measured = (more: Partial<SeriesSnapshot> = {}): SeriesSnapshot =>
  measuredAt('task_run_time_p50', AT, more)

const assessed = async (shape: Parameters<typeof change>[1]): Promise<string | undefined> => {
  const all = await linesAfter({ series: [measured({ change: change(AT, shape) })] })
  return about(all, 'slowburn_change_active')[0]?.match(/assessment="(\w+)"/)?.[1]
}

describe('the exposition', () => {
  test('published in turn shows the state before until the one after is whole', async () => {
    const [inTurn, atOnce] = [exposition(), exposition()]
    const snapshot = { ...emptySnapshot(AT), series: [measured()] }
    await inTurn.publish(emptySnapshot(AT))
    const before = await lines(inTurn)
    let pauses = 0
    await inTurn.publish(snapshot, {
      pause: async () => {
        pauses += 1
        assert.deepEqual(await lines(inTurn), before)
      },
    })
    await atOnce.publish(snapshot)
    assert.ok(pauses > 20)
    assert.deepEqual(await scrapedText(inTurn), await scrapedText(atOnce))
    assert.notDeepEqual(await lines(inTurn), before)
  })

  test('has a sample of every family in the catalogue once everything has happened', async () => {
    const names = new Set(
      (await lines(fullExposition(INDICATORS, AT, false))).map(line => line.split(/[{ ]/)[0]),
    )
    assert.deepEqual(
      catalogue(INDICATORS)
        .map(exposedAs)
        .filter(name => !names.has(name)),
      [],
    )
  })

  test('has no metric that the catalogue does not name', async () => {
    const known = new Set(catalogue(INDICATORS).map(({ name }) => name))
    const { body } = await scrapedText(fullExposition(INDICATORS, AT, false))
    const declared = [...body.matchAll(/^# TYPE (\S+)/gm)].map(match => match[1] ?? '')
    assert.deepEqual(
      declared.filter(name => !known.has(name)),
      [],
    )
  })

  test('declares every family once', async () => {
    const { body } = await scrapedText(fullExposition(INDICATORS, AT))
    const declared = [...body.matchAll(/^# TYPE (\S+)/gm)].map(match => match[1])
    assert.equal(new Set(declared).size, declared.length)
  })

  test('puts no timestamp on a sample', async () => {
    for (const line of await lines(fullExposition(INDICATORS, AT))) assert.match(line, /^\S+({.*})? \S+$/)
  })

  test('shows a value with its interval and its normal band, in base units', async () => {
    const all = await linesAfter({ series: [measured({ band: { value: 100, lower: 90, upper: 111 } })] })
    assert.deepEqual(about(all, RUN_TIME), [
      `${RUN_TIME}_seconds{task_type="build"} 120.5`,
      `${RUN_TIME}_lower_seconds{task_type="build"} 110`,
      `${RUN_TIME}_upper_seconds{task_type="build"} 131`,
      `${RUN_TIME}_baseline_seconds{task_type="build"} 100`,
      `${RUN_TIME}_baseline_lower_seconds{task_type="build"} 90`,
      `${RUN_TIME}_baseline_upper_seconds{task_type="build"} 111`,
    ])
  })

  test('shows no sample of an insufficient value, and counts its series', async () => {
    const lastPoint = { at: AT - HOUR, value: null, lower: null, upper: null, n: 3 }
    const all = await linesAfter({ series: [measured({ lastPoint })] })
    assert.deepEqual(about(all, RUN_TIME), [])
    assert.deepEqual(about(all, 'slowburn_series{'), [
      'slowburn_series{indicator="task_run_time_p50",state="fresh"} 0',
      'slowburn_series{indicator="task_run_time_p50",state="insufficient"} 1',
      'slowburn_series{indicator="task_run_time_p50",state="stale"} 0',
      'slowburn_series{indicator="task_run_time_p50",state="empty"} 0',
    ])
    assert.deepEqual(about(all, 'slowburn_series_last_bucket_samples'), [
      'slowburn_series_last_bucket_samples{indicator="task_run_time_p50",task_type="build"} 3',
    ])
  })

  test('shows no sample of a value that is too old, and counts its series as stale', async () => {
    const lastPoint = { at: AT - 5 * HOUR, value: 120, lower: 110, upper: 130, n: 40 }
    const all = await linesAfter({ series: [measured({ lastPoint })] })
    assert.deepEqual(about(all, RUN_TIME), [])
    assert.ok(all.includes('slowburn_series{indicator="task_run_time_p50",state="stale"} 1'))
  })

  test('does not call a value old whose cohort had to ripen', async () => {
    const lastPoint = { at: AT - 7 * DAY - 2 * HOUR, value: 86400, lower: 80000, upper: 90000, n: 40 }
    const all = await linesAfter({ series: [series('roi_latency_p50', { lastPoint })] })
    assert.ok(all.includes('slowburn_roi_latency_p50_seconds 86400'))
  })

  test('shows a change with what is known of it, and how it is to be taken', async () => {
    const all = about(await linesAfter({ series: [measured({ change: change(AT) })] }), 'slowburn_change_')
    const own = '{indicator="task_run_time_p50",task_type="build"}'
    assert.deepEqual(all, [
      'slowburn_change_active{indicator="task_run_time_p50",kind="level",direction="up",severity="page",assessment="worse",task_type="build"} 1',
      `slowburn_change_effect_ratio${own} 0.35`,
      `slowburn_change_effect_lower_ratio${own} 0.3`,
      `slowburn_change_effect_upper_ratio${own} 0.4`,
      `slowburn_change_effect_standard_deviations${own} 2.25`,
      `slowburn_change_onset_timestamp_seconds${own} ${(AT - 2 * DAY) / 1000}`,
      `slowburn_change_onset_lower_timestamp_seconds${own} ${(AT - 2 * DAY - 5 * HOUR) / 1000}`,
      `slowburn_change_onset_upper_timestamp_seconds${own} ${(AT - 2 * DAY + 5 * HOUR) / 1000}`,
      `slowburn_change_raised_timestamp_seconds${own} ${(AT - DAY) / 1000}`,
      `slowburn_change_breach_timestamp_seconds${own} ${(AT + 9 * DAY) / 1000}`,
      `slowburn_change_evidence_nats${own} 13.5`,
    ])
  })

  test('takes an improvement for better, silence for worse, and the rest for neutral', async () => {
    assert.equal(await assessed({ good: true }), 'better')
    assert.equal(await assessed({ good: false }), 'worse')
    assert.equal(await assessed({ good: null }), 'neutral')
    assert.equal(await assessed({ good: true, kind: 'missing' }), 'worse')
    assert.equal(await assessed({ good: null, kind: 'stuck' }), 'worse')
  })

  test('drops a change as soon as it no longer stands', async () => {
    const own = exposition()
    own.publish({ ...emptySnapshot(AT), series: [measured({ change: change(AT) })] })
    own.publish({ ...emptySnapshot(AT), series: [measured()] })
    assert.deepEqual(about(await lines(own), 'slowburn_change_'), [])
  })

  test('counts standing faults of a source by what they concern', async () => {
    const read = { name: 'tasks', up: true, lastSuccessAt: AT, completeUpTo: AT, progress: null }
    const problems = [{ where: 't.model' }, { where: 't.model' }, { where: 't.started_at' }]
    const all = await linesAfter({ sources: [{ ...read, problems, unaccounted: {}, replaced: {} }] })
    assert.deepEqual(about(all, 'slowburn_source_problems'), [
      'slowburn_source_problems{source="tasks",where="t.model"} 2',
      'slowburn_source_problems{source="tasks",where="t.started_at"} 1',
    ])
    assert.ok(all.includes('slowburn_source_backfill_ratio{source="tasks"} 1'))
  })

  test('says nothing of a source that has not been read yet', async () => {
    const source = {
      name: 'tasks',
      up: null,
      lastSuccessAt: null,
      completeUpTo: null,
      progress: null,
      problems: [],
      unaccounted: {},
      replaced: {},
    }
    assert.deepEqual(about(await linesAfter({ sources: [source] }), 'slowburn_source_'), [])
  })

  test('leaves the oldest unsettled message out when none is owed', async () => {
    const all = await linesAfter({ outbox: { counts: { accepted: 4 }, oldestUnsettled: null } })
    assert.deepEqual(about(all, 'slowburn_outbox'), [
      'slowburn_outbox_entries{state="queued"} 0',
      'slowburn_outbox_entries{state="attempting"} 0',
      'slowburn_outbox_entries{state="accepted"} 4',
      'slowburn_outbox_entries{state="dead"} 0',
      'slowburn_outbox_entries{state="superseded"} 0',
    ])
  })

  test('leaves out series of an indicator that is no longer configured', async () => {
    const all = about(await linesAfter({ series: [series('gone')] }), 'slowburn_series')
    assert.deepEqual(all, ['slowburn_series_unexposed 0'])
  })

  test('answers before the first tick', async () => {
    const all = await lines(exposition())
    assert.ok(all.some(line => line.startsWith('slowburn_build_info{version="1.0.0"')))
    assert.deepEqual(about(all, 'slowburn_last_tick'), [])
  })

  test('starts the counters of what is known beforehand at zero', async () => {
    const own = createExposition({
      version: '1',
      indicators: [],
      defaultMetrics: false,
      known: { stages: ['collect'], sources: ['tasks'], notifiers: ['email'] },
    })
    const all = await lines(own)
    for (const line of [
      'slowburn_tick_failures_total{stage="collect"} 0',
      'slowburn_source_pull_failures_total{source="tasks"} 0',
      'slowburn_deliveries_total{notifier="email",outcome="permanent"} 0',
    ]) {
      assert.ok(all.includes(line), line)
    }
  })

  test('counts what the stages report, and leaves out what cannot be counted', async () => {
    const own = exposition()
    const { instruments } = own
    instruments.count(sourceEvents, { source: 'tasks', type: 'task.finished' }, 3)
    instruments.count(sourceEvents, { source: 'tasks', type: 'task.finished' }, 4)
    instruments.count(sourceEvents, { source: 'tasks', type: 'task.finished' }, Number.NaN)
    instruments.count(sourceEvents, { source: 'tasks', type: 'task.finished' }, -1)
    instruments.observe(tickStage, { stage: 'detect' }, 0.02)
    instruments.observe(tickStage, { stage: 'detect' }, -1)
    instruments.observe(tickStage, { stage: 'detect' }, Number.NaN)
    const all = await lines(own)
    assert.ok(all.includes('slowburn_source_events_total{source="tasks",type="task.finished"} 7'))
    assert.ok(all.includes('slowburn_tick_stage_duration_seconds_count{stage="detect"} 1'))
    assert.ok(all.includes('slowburn_tick_stage_duration_seconds_bucket{le="0.025",stage="detect"} 1'))
  })

  test('hands out the same numbers as data and as text', async () => {
    const own = fullExposition(INDICATORS, AT, false)
    const families = await own.collect()
    const written = families.flatMap(family =>
      family.type === 'histogram'
        ? family.histograms.map(({ labels, count }) => `${family.name}_count${labels.text} ${count}`)
        : family.samples.map(({ labels, value }) => `${family.name}${labels.text} ${value}`),
    )
    const read = (await lines(own)).filter(line => !/_duration_seconds_(bucket|sum)/.test(line))
    assert.deepEqual(written.sort(), read.sort())
  })

  test('hands out histograms with rising bounds and cumulative counts', async () => {
    const own = exposition()
    for (const seconds of [0.02, 0.3, 0.3, 1000])
      own.instruments.observe(tickStage, { stage: 'detect' }, seconds)
    const family = (await own.collect()).find(({ name }) => name === 'slowburn_tick_stage_duration_seconds')
    assert.ok(family?.type === 'histogram')
    assert.ok(family.histograms.every(({ native }) => native !== undefined))
    const [{ native: _, created: _since, ...classic } = {}] = family.histograms
    assert.deepEqual(classic, {
      labels: { pairs: [['stage', 'detect']], text: '{stage="detect"}' },
      bounds: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      cumulative: [0, 0, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3],
      sum: 1000.62,
      count: 4,
    })
  })

  test('renders ten thousand series within a tick and answers the scrape at once', async () => {
    const own = exposition()
    const many = Array.from({ length: 10_000 }, (_, i) =>
      measured({ labels: { task_type: `type ${i}` }, band: { value: 100, lower: 90, upper: 110 } }),
    )
    own.publish({ ...emptySnapshot(AT), series: many })
    const { result, taken } = await cpuTime(() => scrapedText(own))
    assert.ok(taken < 500 && result.body.split('\n').length > 90_000, `${taken} ms`)
  })
})
