import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliveries, outboxEntries, outboxOldest } from '../../../../src/exposition/metrics/delivery.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

test('messages are counted by state, zeros too', () => {
  const samples = outboxEntries.samples(stateOf({ outbox: { counts: { dead: 1 }, oldestUnsettled: null } }))
  assert.deepEqual(samples, [
    [0, { state: 'queued' }],
    [0, { state: 'attempting' }],
    [0, { state: 'accepted' }],
    [1, { state: 'dead' }],
    [0, { state: 'superseded' }],
  ])
})

test('the oldest message that is owed has its time in seconds, and none where none is owed', () => {
  const oldest = (oldestUnsettled: number | null) =>
    outboxOldest.samples(stateOf({ outbox: { counts: {}, oldestUnsettled } }))
  assert.deepEqual(oldest(5000), [[5]])
  assert.deepEqual(oldest(null), [[null]])
})

test('every outcome of every notifier starts at zero', () => {
  const zeros =
    deliveries.zeros?.({ stages: [], sources: [], notifiers: ['email'], objectives: [], indicators: [] }) ??
    []
  assert.deepEqual(
    zeros.map(({ outcome }) => outcome),
    ['accepted', 'retry', 'permanent', 'unknown'],
  )
  assert.ok(zeros.every(({ notifier }) => notifier === 'email'))
})
