import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { knownSubject } from '../../../../src/pipeline/collect/known.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import { fakeSource, rolloutEvent, taskEvent } from '../../../support/facts/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)

test('what is known of a subject is what its events add up to; of a release, when it was', async t => {
  const { store, run } = collecting(t, NOW)
  const events = [
    taskEvent('1', 'task.queued', NOW - DAY),
    taskEvent('1', 'task.finished', NOW - 1),
    rolloutEvent('2.9.1', NOW - DAY),
  ]
  await run([fakeSource('platform', [[{ events }]])])
  assert.deepEqual(knownSubject(store, taskEvent('1', 'task.queued', NOW)), {
    begunAt: NOW - DAY,
    endedAt: NOW - 1,
    reopenedAt: null,
    outcome: 'completed',
  })
  assert.equal(knownSubject(store, taskEvent('2', 'task.queued', NOW)), null)
  assert.equal(knownSubject(store, rolloutEvent('2.9.1', NOW))?.begunAt, NOW - DAY)
  assert.equal(knownSubject(store, rolloutEvent('3.0.0', NOW)), null)
})
