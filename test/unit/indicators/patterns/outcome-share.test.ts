import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { taskFailureRate } from '../../../../src/indicators/work/task-failure-rate.ts'
import { taskPhantomFailureRate } from '../../../../src/indicators/work/task-phantom-failure-rate.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { wilsonInterval } from '../../../../src/stats/intervals/binomial-interval.ts'
import { lifecycle, MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { estimated } from '../../../support/facts/windows.ts'

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

function ended(outcome: string, count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => task(MONDAY + i, 0, MINUTE, { outcome }))
}
