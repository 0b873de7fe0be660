// A source that brings what its `feeds` does not name: the facts are kept, and it is said for as long as it is so.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import type { Event } from '../../../../../src/events/event.ts'
import { isLifecycleEvent } from '../../../../../src/lifecycles/join.ts'
import { unfedEvents } from '../../../../../src/pipeline/collect/problems/unfed.ts'
import { blindSpots, blindWords, quietSince } from '../../../../../src/pipeline/collect/sight.ts'
import type { Batch, Source } from '../../../../../src/sources/source.ts'
import { collecting } from '../../../../support/facts/collecting.ts'
import { fakeSource, taskEvent } from '../../../../support/facts/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)

const gauge = (name: string): Event => ({
  ...taskEvent(name, 'task.queued', NOW - HOUR),
  type: 'gauge.observed',
  data: { name, value: 1 },
})
const claim = (id: string): Event => ({
  ...taskEvent(id, 'task.queued', NOW - HOUR),
  type: 'claim.made',
  data: { claimType: 'build', probability: 0.9, propensity: 0.1 },
})

function bringing(feeds: readonly string[], ...pulls: ReadonlyArray<readonly Event[]>): Source {
  const batches = pulls.map((events): Partial<Batch>[] => [{ events, completeUpTo: NOW }])
  return { ...fakeSource('platform', batches), feeds }
}

describe('events that a source brings and does not name in `feeds`', () => {
  test('are kept, and stand as a problem on page, metric and /readyz, though no more of them come', async t => {
    const { store, clock, statuses, logged, run } = collecting(t, NOW)
    const source = bringing(['task'], [taskEvent('1', 'task.queued', NOW - HOUR), claim('2'), claim('3')])
    for (let i = 0; i < 3; i++) await run([source])
    clock.set(NOW + 30 * DAY)
    await run([source])
    assert.equal(store.lifecycles.keptCount(), 3)
    const [problem, ...more] = statuses.get('platform')?.problems ?? []
    assert.deepEqual(more, [])
    assert.equal(
      problem?.message,
      'it brought 2 events of claim, which its `feeds` does not name: no series is made of them',
    )
    assert.match(problem.remedy ?? '', /^Name claim in `feeds`/)
    assert.deepEqual(problem.blind, { table: 'claim', since: NOW, lastRow: NOW, unfed: true })
    assert.equal(logged.filter(line => line.includes('source has a problem')).length, 1)
    const [spot] = blindSpots({ sources: statuses })
    assert.ok(spot)
    assert.match(
      blindWords(spot, NOW + HOUR),
      /^claim of source platform cannot be seen for 1h: it brought 2/,
    )
  })

  test('take nothing out of sight that it does name', async t => {
    const { clock, statuses, run } = collecting(t, NOW)
    await run([bringing(['task'], [claim('2')])])
    const since = quietSince({ sources: statuses }, { sourcesOf: () => ['platform'] }, clock.now())
    assert.equal(since({} as never), NOW)
  })

  test('are no problem any more once `feeds` names them', async t => {
    const { statuses, logged, run } = collecting(t, NOW)
    await run([bringing(['task'], [claim('2')])])
    assert.equal(statuses.get('platform')?.problems.length, 1)
    await run([bringing(['task', 'claim'], [claim('3')])])
    assert.deepEqual(statuses.get('platform')?.problems, [])
    assert.ok(logged.some(line => line.includes('source problem is gone')))
  })

  test('are named by the gauge, and are out of sight only where no other gauge is fed', async t => {
    const { statuses, run } = collecting(t, NOW)
    await run([bringing(['task'], [gauge('depth')])])
    assert.equal(statuses.get('platform')?.problems[0]?.blind?.table, 'depth')
    await run([bringing(['task', 'load'], [gauge('depth')])])
    const [problem] = statuses.get('platform')?.problems ?? []
    assert.equal(problem?.message, 'it brought 1 events of depth, which its `feeds` does not name')
    assert.equal(problem.blind, undefined)
  })

  test('are counted under no more names than a few, whatever the source makes up', async t => {
    const { statuses, run } = collecting(t, NOW)
    await run([
      bringing(
        ['task'],
        Array.from({ length: 90 }, (_, i) => gauge(`g${i}`)),
      ),
    ])
    assert.equal(statuses.get('platform')?.problems.length, 20)
  })

  test('are found of a whole list at once', () => {
    const events = [taskEvent('1', 'task.queued', NOW), claim('2'), claim('3')].filter(isLifecycleEvent)
    const found = unfedEvents(events, { feeds: ['task'] })
    assert.deepEqual(
      [...found].map(([feed, some]) => [feed, some.length]),
      [['claim', 2]],
    )
    assert.equal(unfedEvents(events, { feeds: ['task', 'claim'] }).size, 0)
  })
})
