import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { createWatchdog } from '../../../src/core/watchdog.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createFleet } from '../../../src/detection/fleet.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { createExposition } from '../../../src/exposition/exposition.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { STAGES, type TickDeps, tick } from '../../../src/pipeline/tick.ts'
import type { Source } from '../../../src/sources/source.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { SETTINGS } from '../../support/alerts/alert-samples.ts'
import { policyOf } from '../../support/alerts/alerting.ts'
import { judgeHere } from '../../support/detection/judge-here.ts'
import { READABLE } from '../../support/exposition/readable-settings.ts'
import { scrapedText } from '../../support/exposition/scraped.ts'
import { fakeSource, taskEvent } from '../../support/facts/fake-source.ts'
import { planOf } from '../../support/facts/plans.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { linesOf } from '../../support/log.ts'
import { watchdogOf } from '../../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)

function setUp(t: TestContext, sources: readonly Source[] = []) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { log, lines } = linesOf()
  const traced: string[] = []
  const deps: TickDeps = {
    store,
    settings: READABLE,
    sources,
    plan: planOf(),
    watchdog: watchdogOf(),
    monitor: createMonitor({ describe: describeChange }),
    judging: judgeHere(createMonitor({ describe: describeChange }), watchdogOf()),
    fleet: createFleet(),
    causes: createCauseFinder(store),
    alerting: { rules: [], contacts: [], policy: policyOf(), patience: DAY, email: SETTINGS },
    digests: [],
    exposition: createExposition({ version: '1', indicators: [], defaultMetrics: false }),
    live: createLive(),
    clock: manualClock(NOW),
    log,
    interval: MINUTE,
    keep: { events: 400 * DAY, facts: 400 * DAY, hours: 40 * DAY, days: 400 * DAY },
    labelValues: 100,
    onProgress: () => {},
    trace: (stage, work) => {
      traced.push(stage)
      return work()
    },
    stopwatch: () => performance.now() / 1000,
  }
  const run = (more: Partial<TickDeps> = {}, signal = new AbortController().signal): Promise<boolean> =>
    tick({ ...deps, ...more }, signal)
  const scrape = async (): Promise<string> => (await scrapedText(deps.exposition)).body
  return { ...deps, lines, traced, run, scrape }
}

describe('a tick', () => {
  test('runs every stage once, in the one order there is, and says when it ended', async t => {
    const { run, traced, live, scrape } = setUp(t)
    assert.equal(await run(), true)
    assert.deepEqual(traced, ['tick', ...STAGES])
    assert.deepEqual([live.lastTickAt, live.fault], [NOW, null])
    const body = await scrape()
    for (const stage of STAGES) {
      assert.ok(body.includes(`slowburn_tick_stage_duration_seconds_count{stage="${stage}"} 1`), stage)
    }
    assert.match(body, new RegExp(`slowburn_last_tick_timestamp_seconds ${NOW / 1000}`))
  })

  test('observes how long a stage took within the span of it, which leads to its trace', async t => {
    const { run } = setUp(t)
    const spans = [...STAGES].map((stage, i) => [stage, `${i + 1}`.padStart(16, '0')] as const)
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const running: string[] = []
    const exposition = createExposition({
      version: '1',
      indicators: [],
      defaultMetrics: false,
      traced: () => ({ traceId, spanId: new Map<string, string>(spans).get(running.at(-1) ?? '') ?? 'none' }),
    })
    const trace: TickDeps['trace'] = async (stage, work) => {
      running.push(stage)
      try {
        return await work()
      } finally {
        running.pop()
      }
    }
    assert.equal(await run({ exposition, trace }), true)
    const families = await exposition.collect()
    const family = families.find(({ name }) => name === 'slowburn_tick_stage_duration_seconds')
    assert.ok(family?.type === 'histogram')
    assert.deepEqual(
      family.histograms.map(({ labels, exemplars }) => [
        labels.pairs[0]?.[1],
        [...(exemplars?.values() ?? [])].map(exemplar => exemplar.trace.spanId).join(),
      ]),
      spans,
    )
  })

  test('says of which sources it has judged but a part of the history, until one has judged all of it', async t => {
    const batches = [0.5, null].map((progress, i) => {
      const events = [taskEvent(`${i}`, 'task.queued', NOW - HOUR)]
      return [{ events, progress }]
    })
    const { run, live } = setUp(t, [fakeSource('platform', batches)])
    await run()
    assert.deepEqual([...live.halfRead], ['platform'])
    let meanwhile: readonly string[] = []
    const trace: TickDeps['trace'] = (stage, work) => {
      if (stage === 'alert') meanwhile = [...live.halfRead]
      return work()
    }
    await run({ trace })
    assert.deepEqual([meanwhile, [...live.halfRead]], [['platform'], []])
  })

  test('runs those stages alone that are wanted', async t => {
    const { traced, live, ...deps } = setUp(t)
    assert.equal(await tick({ ...deps, live }, new AbortController().signal, ['detect', 'alert']), true)
    assert.deepEqual(traced, ['tick', 'detect', 'alert'])
    assert.equal(live.lastTickAt, null)
  })

  test('keeps what its sources report, and how each of them fared', async t => {
    const events = [
      taskEvent('1', 'task.queued', NOW - 2 * HOUR),
      taskEvent('1', 'task.finished', NOW - HOUR),
    ]
    const { run, live, store, scrape } = setUp(t, [
      fakeSource('platform', [[{ events, completeUpTo: NOW - MINUTE }]]),
      fakeSource('ledger', [new Error('connection refused')]),
    ])
    assert.equal(await run(), true)
    assert.equal(store.lifecycles.keptCount(), 1)
    assert.equal(live.sources.get('platform')?.up, true)
    assert.partialDeepStrictEqual(live.sources.get('ledger'), { up: false, error: 'connection refused' })
    const body = await scrape()
    assert.match(body, /slowburn_source_pull_failures_total\{source="platform"\} 0/)
    assert.match(body, /slowburn_source_pull_failures_total\{source="ledger"\} 1/)
  })

  test('ends at a stage that fails, says which, and keeps what the stages before it had committed', async t => {
    const events = [taskEvent('1', 'task.queued', NOW - HOUR)]
    const { run, live, store, lines, traced, scrape } = setUp(t, [fakeSource('platform', [[{ events }]])])
    const series = {
      ...store.series,
      all: () => {
        throw new Error('disk I/O error')
      },
    }
    assert.equal(await run({ store: { ...store, series } }), false)
    const stage = traced.at(-1) ?? ''
    assert.notEqual(stage, 'collect')
    assert.deepEqual(live.fault, { stage, message: 'disk I/O error' })
    assert.equal(live.lastTickAt, null)
    assert.equal(store.lifecycles.keptCount(), 1)
    assert.ok(lines.some(line => line.includes('tick failed') && line.includes('disk I/O error')))
    assert.ok((await scrape()).includes(`slowburn_tick_failures_total{stage="${stage}"} 1`))

    assert.equal(await run(), true)
    assert.deepEqual([live.lastTickAt, live.fault], [NOW, null])
  })

  test('that fails again and again is said when that begins and when it is over', async t => {
    const { run, store, lines } = setUp(t)
    const full = {
      ...store.series,
      all: () => {
        throw new Error('database or disk is full')
      },
    }
    for (let i = 0; i < 60; i++) await run({ store: { ...store, series: full } })
    assert.deepEqual(
      lines.map(line => /(ERROR|INFO) +(\D*)/i.exec(line)?.[2]?.trim()),
      [
        'tick failed; the next one goes on from here stage=detect error="database or disk is full"',
        'metrics could not be published error="database or disk is full"',
      ],
    )
    await run()
    await run()
    assert.match(lines.slice(2).join(''), /^.*metrics are published again\n.*ticks run to their end again\n$/)
  })

  test('acknowledges nothing from a database that is not whole', async t => {
    const { run, live, store } = setUp(t, [
      fakeSource('platform', [[{ events: [taskEvent('1', 'task.queued', NOW - HOUR)] }]]),
    ])
    const verify = (): void => {
      throw new Error('the database file was removed')
    }
    assert.equal(await run({ store: { ...store, verify } }), false)
    assert.deepEqual(live.fault, { stage: 'collect', message: 'the database file was removed' })
    assert.equal(store.lifecycles.keptCount(), 0)
  })

  test('calls no metric faulty for not being asked any more, where all ends', async t => {
    const { run, live, lines, scrape } = setUp(t)
    const isOver = (): string => 'all ends'
    const watchdog = createWatchdog({ stopwatch: () => 0, refusal: isOver })
    await run({ watchdog, isOver })
    assert.deepEqual([lines, live.metricFaults.size], [[], 0])
    assert.doesNotMatch(await scrape(), /^slowburn_metric_faults_total\{/m)
    await run({ watchdog })
    assert.match(lines.join(''), /metric fails; .*error="all ends"/, 'a refusal for any other reason is one')
  })

  test('names a metric once that fails at every tick, whatever figures it says, and once when it is over', async t => {
    const { run, live, lines } = setUp(t)
    let asked = 0
    const watchdog = createWatchdog({ stopwatch: () => 0, refusal: () => `out of order at ${asked++}` })
    for (let i = 0; i < 5; i++) await run({ watchdog })
    const metric = 'slowburn_lifecycles_open'
    const of = (): string[] => lines.filter(line => line.includes(`metric=${metric}`))
    assert.equal(of().length, 1)
    assert.ok(live.metricFaults.has(metric))
    await run()
    assert.match(of()[1] ?? '', /metric is published again/)
    assert.equal(live.metricFaults.size, 0)
  })

  test('begins no stage once the service is told to stop', async t => {
    const { run, traced, live } = setUp(t)
    assert.equal(await run({}, AbortSignal.abort()), false)
    assert.deepEqual(traced, ['tick'])
    assert.deepEqual([live.lastTickAt, live.fault], [null, null])
  })
})

test('an alarm about a part that nobody has asked since the start goes on, for an hour', async t => {
  const { run, live, store } = setUp(t)
  const clock = manualClock(NOW)
  const run12 = async (deps: Partial<TickDeps>): Promise<void> => {
    for (let minute = 0; minute < 12; minute++) {
      await run({ ...deps, clock })
      clock.advance(MINUTE)
    }
  }
  live.pageFaults.set('/toy', 'no reply')
  await run12({})
  const open = (): number => store.episodes.open().length
  assert.equal(open(), 1)
  const anew = { live: createLive() }
  await run12(anew)
  assert.equal(open(), 1)
  clock.advance(HOUR)
  await run({ ...anew, clock })
  assert.equal(open(), 0)
})
