import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { tasksArrived, tasksEnded } from '../../../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../../../src/indicators/tally.ts'
import type { LifecycleEvent } from '../../../../src/lifecycles/join.ts'
import { record } from '../../../../src/pipeline/collect/record.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)

function setup(t: TestContext, oneAtATime: readonly string[] = []) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const plan = planOf()
  const run = (events: readonly unknown[], settledBefore = NOW - DAY): number =>
    store.transaction(
      () =>
        record(events as LifecycleEvent[], {
          store,
          accumulated: plan.accumulated,
          oneAtATime: new Set(oneAtATime),
          settledBefore,
          watchdog: watchdogOf(),
          log: silentLogger,
        }).length,
    )
  const counts = (): [arrived: number, ended: number] => {
    let [arrived, ended] = [0, 0]
    for (const { cells } of store.cells.read('task', 'platform', 0, NOW + DAY)) {
      for (const { tally } of cells) {
        arrived += countOf(tally, tasksArrived)
        ended += countOf(tally, tasksEnded)
      }
    }
    return [arrived, ended]
  }
  return { store, run, counts }
}

const queued = (id: string, at: number) => taskEvent(id, 'task.queued', at)
const finished = (id: string, at: number) => taskEvent(id, 'task.finished', at)

describe('recording events', () => {
  test('puts lifecycles into cells, however the events are divided among batches', t => {
    const { run, counts } = setup(t)
    assert.equal(run([queued('1', NOW - HOUR), finished('2', NOW - MINUTE)]), 2)
    assert.equal(run([finished('1', NOW - MINUTE), queued('2', NOW - HOUR)]), 2)
    assert.deepEqual(counts(), [2, 2])
  })

  test('takes what is said again, or what changes nothing, for known', t => {
    const { run, counts } = setup(t)
    assert.equal(run([queued('1', NOW - HOUR), queued('1', NOW - HOUR)]), 1)
    assert.equal(run([queued('1', NOW - HOUR), queued('1', NOW - MINUTE)]), 0)
    assert.deepEqual(counts(), [1, 0])
  })

  test('moves a task in its cells when an earlier end becomes known', t => {
    const { run, store, counts } = setup(t)
    run([queued('1', NOW - 5 * HOUR), finished('1', NOW - MINUTE)])
    run([finished('1', NOW - 3 * HOUR)])
    assert.deepEqual(counts(), [1, 1])
    const ends = [...store.cells.read('task', 'platform', 0, NOW)].filter(({ cells }) =>
      cells.some(({ tally }) => countOf(tally, tasksEnded) > 0),
    )
    assert.deepEqual(
      ends.map(({ from }) => from),
      [NOW - 3 * HOUR],
    )
  })

  test('lets go at once of what ended long ago, and knows it when it comes again', t => {
    const { run, store, counts } = setup(t)
    const old = [queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)]
    assert.equal(run(old), 2)
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.equal(run(old), 0)
    assert.equal(run([finished('1', NOW - 8 * DAY)]), 0)
    assert.deepEqual(counts(), [1, 1])
  })

  test('lets go of an open one when its old end is told', t => {
    const { run, store, counts } = setup(t)
    run([queued('1', NOW - 9 * DAY)])
    assert.equal(store.lifecycles.keptCount(), 1)
    run([finished('1', NOW - 8 * DAY)])
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.deepEqual(counts(), [1, 1])
  })

  test('keeps the tasks of a source whose starts are still to be reconstructed', t => {
    const { run, store } = setup(t, ['platform'])
    run([queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)])
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('marks a cell of a closed bucket to be looked at again, and no other', t => {
    const { run, store } = setup(t)
    store.series.setMark('closed:task:platform', NOW - HOUR)
    run([queued('1', NOW - 5 * HOUR), finished('1', NOW - MINUTE)])
    assert.deepEqual(store.cells.reopened('task', 'platform', 9), [NOW - 5 * HOUR])
    store.cells.taken('task', 'platform', [NOW - 5 * HOUR])
    assert.deepEqual(store.cells.reopened('task', 'platform', 9), [])
  })

  test('leaves nothing behind where the commit fails', t => {
    const { run, store, counts } = setup(t)
    assert.throws(() =>
      store.transaction(() => {
        run([queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)])
        throw new Error('killed')
      }),
    )
    assert.deepEqual(counts(), [0, 0])
    assert.equal(run([queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)]), 2)
    assert.deepEqual(counts(), [1, 1])
  })
})
