import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { taskBacklogGrowth } from '../../../../src/indicators/work/task-backlog-growth.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { lifecycle, MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { estimated } from '../../../support/facts/windows.ts'
import { coverage } from '../../../support/numbers.ts'

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

function ended(outcome: string, count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => task(MONDAY + i, 0, MINUTE, { outcome }))
}

function arriving(count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => lifecycle('task', { openedAt: MONDAY + i }))
}

/** Queued before the window, ended in it. */
function leaving(count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => task(MONDAY - HOUR + i, 0, HOUR))
}
