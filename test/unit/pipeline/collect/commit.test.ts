import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createOwners } from '../../../../src/core/loop-guard/owners.ts'
import { createWatchdog } from '../../../../src/core/watchdog.ts'
import { completeOf } from '../../../../src/pipeline/collect/commit.ts'
import { type PullObserver, pull } from '../../../../src/pipeline/collect/pull.ts'
import type { PulledSource } from '../../../../src/sources/source.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { fakeSource, rolloutEvent, taskEvent } from '../../../support/facts/fake-source.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)
const { signal } = new AbortController()

function setup(
  t: Parameters<typeof temporaryFolder>[0],
  watchdog = watchdogOf(),
  more: Partial<PullObserver> = {},
) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const seen = { refused: [] as string[], failed: [] as string[], late: 0, events: 0 }
  const observe: PullObserver = {
    progress: () => {},
    events: (_, events) => {
      seen.events += events.length
    },
    late: (_, count) => {
      seen.late += count
    },
    refusedRows: () => {},
    fails: ({ kind, name }, message) => {
      seen.failed.push(`${kind} ${name}: ${message}`)
    },
    refused: (_, reason, count) => {
      seen.refused.push(`${reason} ${count}`)
    },
    ...more,
  }
  const run = (source: PulledSource) =>
    pull(
      source,
      {
        store,
        clock,
        log: silentLogger,
        watchdog,
        keep: 400 * DAY,
        keepFacts: 400 * DAY,
        plan: planOf(),
        observe,
        stopwatch: () => 0,
        unanswered: new Map(),
        owners: createOwners(),
      },
      signal,
    )
  return { store, clock, seen, run }
}

describe('collecting', () => {
  test('joins events to lifecycles and keeps the cursor, all in one commit', async t => {
    const { store, seen, run } = setup(t)
    const events = [taskEvent('1', 'task.queued', NOW - HOUR), taskEvent('1', 'task.finished', NOW - MINUTE)]
    const status = await run(fakeSource('platform', [[{ events, cursor: { row: 1 }, completeUpTo: NOW }]]))
    assert.equal(status.up, true)
    assert.equal(status.completeUpTo, NOW)
    assert.equal(seen.events, 2)
    const task = store.lifecycles.get({ kind: 'task', source: 'platform', subject: '1' })
    assert.deepEqual([task?.openedAt, task?.endedAt, task?.outcome], [NOW - HOUR, NOW - MINUTE, 'completed'])
    assert.deepEqual(store.sources.load('platform').cursor, { row: 1 })
  })

  test('an event that comes twice, in one batch or in two, counts once', async t => {
    const { store, seen, run } = setup(t)
    const queued = taskEvent('1', 'task.queued', NOW - HOUR)
    const source = fakeSource('platform', [[{ events: [queued, queued] }, { events: [queued] }]])
    await run(source)
    assert.equal(store.lifecycles.keptCount(), 1)
    assert.equal(seen.events, 1)
  })

  test('a source that fails keeps what it had committed, says why, and is asked again from there', async t => {
    const { store, run } = setup(t)
    const source = fakeSource('platform', [
      [
        {
          events: [taskEvent('1', 'task.queued', NOW - HOUR)],
          cursor: { row: 1 },
          completeUpTo: NOW - MINUTE,
        },
      ],
      new Error('connection to postgres://u:secret@h/db was lost'),
    ])
    await run(source)
    const failed = await run(source)
    assert.equal(failed.up, false)
    assert.match(failed.error ?? '', /was lost/)
    assert.equal(failed.completeUpTo, NOW - MINUTE)
    assert.deepEqual(store.sources.load('platform').cursor, { row: 1 })
  })

  test('a clock that jumps back loses nothing: good events are not taken for the future', async t => {
    const { store, clock, seen, run } = setup(t)
    const source = fakeSource('platform', [
      [{ events: [taskEvent('1', 'task.queued', NOW - HOUR)], completeUpTo: NOW }],
      [{ events: [taskEvent('2', 'task.queued', NOW - MINUTE)], completeUpTo: NOW - DAY }],
    ])
    await run(source)
    clock.set(NOW - DAY)
    const status = await run(source)
    assert.deepEqual(seen.refused, [])
    assert.equal(store.lifecycles.keptCount(), 2)
    assert.equal(status.completeUpTo, NOW, 'what was complete stays complete')
  })

  test('a clock that stays behind that of a source loses nothing: its own clock says what is past', async t => {
    const { store, clock, seen, run } = setup(t)
    clock.set(NOW - 2 * HOUR)
    const events = [...Array(1500).keys()].map(i => taskEvent(String(i), 'task.queued', NOW - MINUTE))
    const ahead = taskEvent('ahead', 'task.queued', NOW + HOUR)
    const batch = { events: [...events, ahead], now: NOW, completeUpTo: NOW }
    await run(fakeSource('platform', [[batch]]))
    assert.deepEqual(seen.refused, ['future 1'])
    assert.equal(store.lifecycles.keptCount(), 1500)
  })

  test('events from the future and from long ago are counted and refused; the rest goes in', async t => {
    const { store, seen, run } = setup(t)
    const events = [
      taskEvent('1', 'task.queued', NOW + DAY),
      taskEvent('2', 'task.queued', NOW - 500 * DAY),
      taskEvent('3', 'task.queued', NOW - HOUR),
    ]
    await run(fakeSource('platform', [[{ events }]]))
    assert.deepEqual(seen.refused, ['future 1', 'too_late 1'])
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('an event for a bucket that may be closed is counted as late, and kept', async t => {
    const { store, seen, run } = setup(t)
    const source = fakeSource('platform', [
      [{ completeUpTo: NOW - MINUTE }],
      [{ events: [taskEvent('1', 'task.finished', NOW - HOUR)], completeUpTo: NOW }],
    ])
    await run(source)
    await run(source)
    assert.equal(seen.late, 1)
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('a kind that is complete up to less than its source is so until it has caught up, and no event of it is late before', async t => {
    const { store, seen, run } = setup(t)
    const finished = [taskEvent('1', 'task.finished', NOW - HOUR)]
    const source = fakeSource('platform', [
      [{ completeUpTo: NOW - MINUTE, kinds: { task: NOW - 2 * HOUR, claim: NOW } }],
      [{ events: finished, completeUpTo: NOW - 30 * MINUTE, kinds: { task: NOW - 30 * MINUTE } }],
      [{ completeUpTo: NOW, kinds: { task: NOW, claim: NOW } }],
    ])
    const complete = () =>
      (['task', 'claim', 'roi'] as const).map(kind => completeOf(store, kind, 'platform'))
    assert.deepEqual(complete(), [null, null, null])
    await run(source)
    assert.deepEqual(complete(), [NOW - 2 * HOUR, NOW - MINUTE, NOW - MINUTE])
    await run(source)
    assert.deepEqual(complete(), [NOW - 30 * MINUTE, NOW - MINUTE, NOW - MINUTE])
    assert.equal(seen.late, 0)
    await run(source)
    assert.deepEqual(complete(), [NOW, NOW, NOW])
  })

  test('an event on which its kind of lifecycle fails is refused, and the kind is named', async t => {
    const watchdog = createWatchdog({
      stopwatch: () => 0,
      refusal: ({ kind }) => (kind === 'lifecycle' ? 'out of order' : null),
    })
    const { seen, run } = setup(t, watchdog)
    const events = [taskEvent('1', 'task.finished', NOW - HOUR)]
    await run(fakeSource('platform', [[{ events, completeUpTo: NOW }]]))
    assert.deepEqual(seen.refused, ['unjoinable 1'])
    assert.deepEqual(seen.failed, ['lifecycle task: it fails on task.finished: out of order'])
  })

  test('a release is kept so that it can be asked for by time, and is never late', async t => {
    const { store, seen, run } = setup(t)
    const source = fakeSource('platform', [
      [{ completeUpTo: NOW - MINUTE }],
      [{ events: [rolloutEvent('1.1', NOW - HOUR), rolloutEvent('1.0', NOW - DAY)], completeUpTo: NOW }],
    ])
    await run(source)
    await run(source)
    const versions = (from: number, to: number): string[] =>
      store.releases.between(from, to).map(({ version }) => version)
    assert.deepEqual(versions(0, NOW), ['1.0', '1.1'])
    assert.deepEqual(versions(NOW - HOUR, NOW - HOUR), ['1.1'])
    assert.deepEqual(versions(NOW - DAY + 1, NOW - HOUR - 1), [])
    assert.equal(store.releases.earliest(), NOW - DAY)
    assert.equal(store.releases.list(9).length, 2)
    assert.equal(seen.late, 0)
  })
})

describe('what was replaced', () => {
  test('is learned once it is kept, and nothing of what could not be', async t => {
    const learned: string[] = []
    let settled = 0
    const held: NonNullable<PullObserver['held']> = {
      replaced: some => {
        learned.push(...some.map(({ before, after }) => `${before?.endedAt ?? null} ${after.endedAt}`))
        store.series.setMark(
          'objective-events:a',
          (store.series.mark('objective-events:a') ?? 0) + some.length,
        )
      },
      settled: () => void settled++,
    }
    const { store, run, seen } = setup(t, watchdogOf(), { held })
    const events = [taskEvent('a', 'task.queued', NOW - HOUR), taskEvent('a', 'task.finished', NOW - MINUTE)]
    const { save } = store.sources
    store.sources.save = () => assert.fail('the disk is full')
    assert.equal((await run(fakeSource('platform', [[{ events }]]))).up, false)
    assert.deepEqual([settled, seen.events], [0, 0])
    assert.equal(store.series.mark('objective-events:a'), null)
    learned.length = 0
    store.sources.save = save
    await run(fakeSource('platform', [[{ events }]]))
    assert.deepEqual(learned, [`null ${NOW - MINUTE}`])
    assert.equal(settled, 1)
    assert.equal(store.series.mark('objective-events:a'), 1)
  })
})
