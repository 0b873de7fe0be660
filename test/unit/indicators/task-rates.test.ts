import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import { observationRate } from '../../../src/indicators/observation-rate.ts'
import { taskBacklogGrowth } from '../../../src/indicators/work/task-backlog-growth.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { taskPhantomFailureRate } from '../../../src/indicators/work/task-phantom-failure-rate.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { wilsonInterval } from '../../../src/stats/intervals/binomial-interval.ts'
import { lifecycle, MONDAY, task } from '../../support/lifecycles.ts'
import { coverage } from '../../support/numbers.ts'
import { estimated } from '../../support/windows.ts'

function ended(outcome: string, count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => task(MONDAY + i, 0, MINUTE, { outcome }))
}

describe('failure rates', () => {
  const tasks = [...ended('completed', 12), ...ended('failed', 3), ...ended('phantom', 5)]

  test('count a phantom failure as ended and not as failed', () => {
    assert.deepEqual(estimated(taskFailureRate, tasks), { ok: true, n: 20, ...wilsonInterval(3, 20) })
  })

  test('show phantom failures by themselves', () => {
    assert.deepEqual(estimated(taskPhantomFailureRate, tasks), { ok: true, n: 20, ...wilsonInterval(5, 20) })
  })

  test('leave out what is still open', () => {
    const open = lifecycle('task', { openedAt: MONDAY })
    assert.equal(estimated(taskFailureRate, [...tasks, open]).n, 20)
  })
})

describe('throughput and pulse', () => {
  test('count everything that ended in the bucket, none included', () => {
    assert.equal(estimated(taskThroughput, [...ended('failed', 4), ...ended('completed', 3)]).value, 7)
    const none = estimated(taskThroughput, [])
    assert.deepEqual([none.value, none.lower, none.n], [0, 0, 0])
    assert.equal(none.upper.toFixed(3), '3.689')
  })

  test('count an observation at its moment, the end of the bucket excluded', () => {
    assert.equal(
      estimated(observationRate, [MONDAY, MONDAY + HOUR - 1, MONDAY + HOUR].map(observedAt)).value,
      2,
    )
  })
})

describe('backlog growth', () => {
  test('is zero in balance, positive when tasks pile up, negative when they are worked off', () => {
    assert.equal(estimated(taskBacklogGrowth, [...arriving(10), ...leaving(10)]).value, 0)
    assert.equal(estimated(taskBacklogGrowth, [...arriving(15), ...leaving(5)]).value, 0.5)
    assert.equal(estimated(taskBacklogGrowth, [...arriving(5), ...leaving(15)]).value, -0.5)
  })

  test('is finite where nothing at all is completed', () => {
    const { value, lower, upper } = estimated(taskBacklogGrowth, arriving(20))
    assert.deepEqual([value, upper], [1, 1])
    assert.ok(lower > 0.6)
  })

  test('counts a task that came and went in the window on both sides', () => {
    const { value, n } = estimated(taskBacklogGrowth, ended('completed', 8))
    assert.deepEqual([value, n], [0, 16])
  })

  test('covers the true imbalance of two Poisson streams about 95 times in a hundred', () => {
    const random = randomStream(41, 'backlog')
    const poisson = (mean: number): number => {
      let count = 0
      for (let t = random.exponential(1); t < mean; t += random.exponential(1)) count++
      return count
    }
    const held = coverage(3000, (30 - 20) / (30 + 20), () =>
      estimated(taskBacklogGrowth, [...arriving(poisson(30)), ...leaving(poisson(20))]),
    )
    assert.ok(held > 0.935 && held < 0.97, `coverage ${held}`)
  })
})

function observedAt(at: Millis): Lifecycle {
  return lifecycle('observation', { openedAt: at, endedAt: at, labels: { name: 'ledger' } })
}

function arriving(count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => lifecycle('task', { openedAt: MONDAY + i }))
}

/** Queued before the window, ended in it. */
function leaving(count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => task(MONDAY - HOUR + i, 0, HOUR))
}
