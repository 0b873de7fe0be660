import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slotLimit, slotRetained } from '../../../../src/exposition/metrics/replication.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

const POLLED = {
  name: 'ledger',
  up: true,
  lastSuccessAt: 4000,
  completeUpTo: 3000,
  progress: null,
  problems: [],
  unaccounted: {},
  replaced: {},
}

test('what the database holds back for a slot stands beside its limit, and not where tables are polled', () => {
  const followed = { ...POLLED, name: 'tasks', backlog: { slot: 'slowburn_tasks', bytes: 600, limit: 1_000 } }
  const state = stateOf({ sources: [POLLED, followed] })
  const labels = { source: 'tasks', slot: 'slowburn_tasks' }
  assert.deepEqual(slotRetained.samples(state), [[600, labels]])
  assert.deepEqual(slotLimit.samples(state), [[1_000, labels]])
})
