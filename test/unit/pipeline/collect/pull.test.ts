import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { pull } from '../../../../src/pipeline/collect/pull.ts'
import type { Batch, PulledSource } from '../../../../src/sources/source.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import { fakeSource, taskEvent } from '../../../support/facts/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)
const { signal } = new AbortController()
const batch = (more: Partial<Batch>): Batch => ({
  events: [],
  cursor: {},
  completeUpTo: null,
  progress: null,
  problems: [],
  ...more,
})

describe('a pull', () => {
  test('that brings nonsense keeps what it brought before, and says which part makes no sense', async t => {
    const { store, deps } = collecting(t, NOW)
    const source = fakeSource('p', [
      [{ events: [taskEvent('1', 'task.queued', NOW - DAY, 'p')], cursor: { row: 1 } }, { progress: 7 }],
    ])
    const status = await pull(source, deps, signal)
    assert.match(status.error ?? '', /makes no sense: `progress`/)
    assert.equal(store.lifecycles.keptCount(), 1)
    assert.deepEqual(store.sources.load('p').cursor, { row: 1 })
  })

  for (const [what, answer] of Object.entries({
    nothing: undefined,
    'a promise': Promise.resolve([]),
    'a list': [batch({})],
    'what begins without steps': { [Symbol.asyncIterator]: () => null },
  })) {
    test(`that answers ${what} is named for answering no async iterable`, async t => {
      const { deps } = collecting(t, NOW)
      const source = { ...fakeSource('p', []), pull: () => answer as never }
      const { error } = await pull(source, deps, signal)
      assert.equal(error, 'its `pull` answers no async iterable')
    })
  }

  test('begins anew, and says so, where the source cannot tell from its cursor where it was', async t => {
    const { store, deps } = collecting(t, NOW)
    store.sources.save('p', { cursor: { wrong: 1 }, completeUpTo: NOW - DAY, lastSuccessAt: NOW })
    const begun: unknown[] = []
    const source = { ...fakeSource('p', [[{ cursor: { row: 1 } }]]), reads: () => false }
    const watched: PulledSource = {
      ...source,
      pull: (cursor, until) => [begun.push(cursor), source.pull(cursor, until)][1] as AsyncIterable<Batch>,
    }
    const { problems } = await pull(watched, deps, signal)
    assert.deepEqual(begun, [null])
    assert.deepEqual(
      problems.map(({ where, message }) => [where, message]),
      [['p', 'its cursor cannot be read, so that it was read again from its beginning']],
    )
    assert.deepEqual(store.sources.load('p').completeUpTo, NOW - DAY)
  })

  test('keeps a large batch piece by piece, and moves its cursor with the last of them', async t => {
    const { store, deps } = collecting(t, NOW)
    const events = Array.from({ length: 3_100 }, (_, i) =>
      taskEvent(String(i), 'task.queued', NOW - DAY, 'p'),
    )
    let kept: number[] = []
    const counting = {
      ...deps,
      observe: {
        ...deps.observe,
        events: () => {
          kept = [...kept, store.lifecycles.keptCount()]
          if (kept.length < 3) assert.equal(store.sources.load('p').cursor, null)
        },
      },
    }
    await pull(fakeSource('p', [[{ events, cursor: { row: 3_100 } }]]), counting, signal)
    assert.deepEqual(kept, [1_034, 2_068, 3_100])
    assert.deepEqual(store.sources.load('p').cursor, { row: 3_100 })
  })

  test('that brings one batch again and again is ended, and says what stands in the way', async t => {
    const { deps, counted } = collecting(t, NOW)
    let batches = 0
    const source: PulledSource = {
      ...fakeSource('p', []),
      pull: async function* () {
        for (; batches < 1000; batches++) {
          const problems = [{ where: 'jobs', message: '500 rows have no kind', refused: 500 }]
          yield batch({ cursor: { after: 7 }, progress: 0, problems })
        }
      },
    }
    const status = await pull(source, deps, signal)
    assert.match(status.error ?? '', /its cursor stands still: .* \(jobs: 500 rows have no kind\)/)
    assert.deepEqual(counted, Array(3).fill('refused unreadable 500'))
    batches = 0
    await pull(source, deps, signal)
    assert.equal(counted.length, 5, 'and sooner where the cursor stood there at the tick before')
  })

  test('that reads again what is known, another page at each batch, is let go on', async t => {
    const { store, deps } = collecting(t, NOW)
    const pages = ['1', '2', '3'].map(id => ({
      events: [taskEvent(id, 'task.queued', NOW - DAY, 'p')],
      cursor: { since: 1 },
    }))
    const fresh = {
      events: [taskEvent('4', 'task.queued', NOW, 'p')],
      cursor: { since: 2 },
      completeUpTo: NOW,
    }
    const source = fakeSource('p', [pages, [...pages, fresh]])
    for (let i = 0; i < 2; i++) assert.equal((await pull(source, deps, signal)).error, null)
    assert.equal(store.lifecycles.keptCount(), 4)
  })

  test('that hears it should end, and ends, is asked again at the next tick', async t => {
    const { deps } = collecting(t, NOW)
    let pulls = 0
    const source: PulledSource = {
      ...fakeSource('p', []),
      budget: 10,
      pull: async function* (_, stop) {
        pulls += 1
        await wait(60_000, undefined, { signal: stop })
        yield batch({})
      },
    }
    const status = await pull(source, deps, signal)
    assert.match(status.error ?? '', /brought nothing for/)
    await pull(source, deps, signal)
    assert.equal(pulls, 2)
  })

  test('that is slow but brings something is not aborted while it does', async t => {
    const { store, deps } = collecting(t, NOW)
    const events = Array.from({ length: 8_000 }, (_, i) =>
      taskEvent(String(i), 'task.queued', NOW - DAY, 'p'),
    )
    const slow = {
      ...deps,
      grace: 200,
      // The pieces take longer than the source may take in all.
      observe: {
        ...deps.observe,
        events: () => {
          const until = performance.now() + 60
          while (performance.now() < until) Math.random()
        },
      },
    }
    const status = await pull(
      { ...fakeSource('p', [[{ events, cursor: { row: 1 } }]]), budget: 10 },
      slow,
      signal,
    )
    assert.equal(status.error, null)
    assert.equal(store.lifecycles.keptCount(), 8_000)
  })

  test('that does not end is given up, not repeated while it lasts, and can change nothing any more', async t => {
    const { store, deps } = collecting(t, NOW)
    const release = Promise.withResolvers<void>()
    let pulls = 0
    const source: PulledSource = {
      ...fakeSource('p', []),
      budget: 10,
      pull: async function* () {
        pulls += 1
        await release.promise
        yield batch({ events: [taskEvent('1', 'task.queued', NOW - DAY, 'p')], cursor: { row: 1 } })
      },
    }
    assert.match((await pull(source, deps, signal)).error ?? '', /did not end when it was asked to/)
    assert.match((await pull(source, deps, signal)).error ?? '', /has not ended yet/)
    assert.equal(pulls, 1)
    release.resolve()
    await wait(10)
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.equal(store.sources.load('p').cursor, null)
    await pull(source, deps, signal)
    assert.equal(pulls, 2, 'once it has ended it is asked again')
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('that does not end with the service is waited for no longer than a while, named, and can change nothing any more', async t => {
    const { store, deps, logged } = collecting(t, NOW)
    for (const asked of ['before', 'while it is read']) {
      const release = Promise.withResolvers<void>()
      const stop = new AbortController()
      if (asked === 'before') stop.abort()
      const source: PulledSource = {
        ...fakeSource('p', []),
        budget: HOUR,
        pull: async function* () {
          stop.abort()
          await release.promise
          yield batch({ events: [taskEvent('1', 'task.queued', NOW - DAY, 'p')], cursor: { row: 1 } })
        },
      }
      const { error } = await pull(source, { ...deps, ending: 20 }, stop.signal)
      assert.equal(error, 'did not end within 20ms of when it was asked to')
      assert.match(logged.at(-1) ?? '', /slowburn waits for a source no longer source=p error="did not end/)
      release.resolve()
      await wait(10)
      assert.equal(store.lifecycles.keptCount(), 0)
    }
    assert.equal(logged.length, 2)
  })

  test('that is stopped with the service is no failure', async t => {
    const { deps, logged } = collecting(t, NOW)
    const stop = new AbortController()
    const source: PulledSource = {
      ...fakeSource('p', []),
      pull: async function* (_, own) {
        stop.abort()
        own.throwIfAborted()
        yield batch({})
      },
    }
    assert.equal((await pull(source, deps, stop.signal)).up, true)
    assert.deepEqual(logged, [])
  })
})
