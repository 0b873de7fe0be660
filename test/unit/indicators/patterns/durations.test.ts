import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { queueWait, runTime, totalTime } from '../../../../src/indicators/patterns/durations.ts'
import { lifecycle, MONDAY, task } from '../../../support/facts/lifecycles.ts'

describe('the durations of a task', () => {
  const measured = task(MONDAY, 10, 20)

  test('are known from their end on, a wait for a measured start from that start on', () => {
    const known = [queueWait, runTime, totalTime].map(duration => duration.at(measured))
    assert.deepEqual(known, [MONDAY + 10, MONDAY + 30, MONDAY + 30])
    assert.equal(queueWait.at({ ...measured, start: 'reconstructed' }), MONDAY + 30)
  })

  test('are in milliseconds', () => {
    assert.deepEqual(
      [queueWait, runTime, totalTime].map(duration => duration.value(measured)),
      [10, 20, 30],
    )
  })

  test('are not known without both of their moments', () => {
    const open = lifecycle('task', { openedAt: MONDAY })
    const onlyEnded = lifecycle('task', { endedAt: MONDAY })
    const backwards = task(MONDAY, 10, -5)
    assert.equal(runTime.at(backwards), null)
    assert.deepEqual(
      [queueWait, runTime, totalTime].map(duration => duration.at(open)),
      [null, null, null],
    )
    assert.deepEqual(
      [runTime, totalTime].map(duration => duration.at(onlyEnded)),
      [null, null],
    )
  })
})
