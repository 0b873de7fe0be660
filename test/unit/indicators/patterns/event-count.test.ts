import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Millis } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { observationRate } from '../../../../src/indicators/pulse/observation-rate.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { lifecycle, MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { estimated } from '../../../support/facts/windows.ts'

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

function ended(outcome: string, count: number): Lifecycle[] {
  return Array.from({ length: count }, (_, i) => task(MONDAY + i, 0, MINUTE, { outcome }))
}

function observedAt(at: Millis): Lifecycle {
  return lifecycle('observation', { openedAt: at, endedAt: at, labels: { name: 'ledger' } })
}
