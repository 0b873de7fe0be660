import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LAST_MOMENT } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { taskFailureRate } from '../../../../src/indicators/work/task-failure-rate.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import { closeStream } from '../../../../src/pipeline/close/close-stream.ts'
import type { CloseDeps } from '../../../../src/pipeline/close/deps.ts'
import { MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { startLive } from '../../../support/facts/live.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const tasks = Array.from({ length: 96 }, (_, i) =>
  task(MONDAY + i * 30 * MINUTE, 0, MINUTE, { subject: `t${i}` }),
)

describe('closing one kind of a source', () => {
  test('does nothing where no cell has become complete since', async t => {
    const live = startLive(t, [taskThroughput])
    await live.tick(tasks, MONDAY + 30 * HOUR)
    const { store } = live
    const plan = planOf([taskThroughput])
    const deps: CloseDeps = {
      store: { ...store, cells: { ...store.cells, read: () => assert.fail('nothing needs to be read') } },
      plan,
      sources: [],
      labelValues: 9,
      pause: async () => {},
      stopwatch: () => performance.now() / 1000,
      watchdog: watchdogOf(),
      log: silentLogger,
      observe: { fault: () => {}, answers: () => {}, revised: () => {} },
    }
    store.sources.save('db', {
      cursor: null,
      completeUpTo: MONDAY + 30 * HOUR + 59 * MINUTE,
      lastSuccessAt: null,
    })
    await closeStream({ kind: 'task', source: 'db', bySource: false, planned: plan.indicators }, deps)
  })

  test('waits for its kind where that is complete up to less than the source, and makes all points then', async t => {
    const [held, free] = [startLive(t, [taskThroughput]), startLive(t, [taskThroughput])]
    const later = tasks.filter((_, i) => i >= 20)
    held.learn(tasks.filter((_, i) => i < 20))
    held.store.series.setMark('complete:task:db', MONDAY + 10 * HOUR)
    await held.close(MONDAY + 30 * HOUR)
    assert.equal(held.store.series.mark('closed:task:db'), MONDAY + 10 * HOUR)
    held.learn(later)
    held.store.series.setMark('complete:task:db', LAST_MOMENT)
    await held.close(MONDAY + 30 * HOUR)
    free.learn(tasks)
    await free.close(MONDAY + 30 * HOUR)
    assert.deepEqual(held.series(), free.series())
    assert.equal(held.revised(), 0)
  })

  test('gives the same points as history is read, piece by piece, as when it has been read', async t => {
    const indicators = [taskThroughput, taskFailureRate]
    const [atOnce, inPieces] = [startLive(t, indicators), startLive(t, indicators)]
    const many = Array.from({ length: 4_000 }, (_, i) =>
      task(MONDAY + i * 5 * MINUTE, 0, (1 + (i % 50)) * MINUTE, { subject: `t${i}` }),
    )
    const end = MONDAY + 4_000 * 5 * MINUTE
    atOnce.learn(many)
    await atOnce.close(end)
    // As a backfill brings them: in the order of their beginnings, each with its end.
    for (let from = MONDAY; from < end; from += 31 * HOUR) {
      const to = Math.min(end, from + 31 * HOUR)
      inPieces.learn(many.filter(({ openedAt }) => (openedAt ?? 0) >= from && (openedAt ?? 0) < to))
      await inPieces.close(to)
    }
    assert.ok(atOnce.series().some(({ points }) => points.length > 300))
    assert.deepEqual(inPieces.series(), atOnce.series())
    assert.equal(inPieces.revised(), 0)
  })

  test('lets the history of a new indicator begin where the others are: what it adds up was not added up before', async t => {
    const live = startLive(t, [taskThroughput])
    await live.tick(tasks, MONDAY + 30 * HOUR)
    const both = planOf([taskThroughput, taskFailureRate])
    const { store } = live
    store.sources.save('db', { cursor: null, completeUpTo: MONDAY + 2 * DAY, lastSuccessAt: null })
    await closeStream(
      { kind: 'task', source: 'db', bySource: false, planned: both.indicators },
      {
        store,
        plan: both,
        sources: [],
        labelValues: 9,
        pause: async () => {},
        stopwatch: () => performance.now() / 1000,
        watchdog: watchdogOf(),
        log: silentLogger,
        observe: { fault: () => {}, answers: () => {}, revised: () => {} },
      },
    )
    assert.equal(store.series.mark('since:task_failure_rate:db'), MONDAY + 30 * HOUR)
    assert.equal(store.series.mark('since:task_throughput:db'), MONDAY)
  })
})
