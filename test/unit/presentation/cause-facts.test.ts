import assert from 'node:assert/strict'
import { test } from 'node:test'
import { causeFacts } from '../../../src/presentation/cause-facts.ts'
import { ONSET, releaseAt } from '../../support/alerts/alert-samples.ts'

test('a release is given with its moment and whatever is known of it', () => {
  const facts = causeFacts({ kind: 'release', release: releaseAt(ONSET) })
  assert.deepEqual(facts, {
    kind: 'release',
    at: '2026-11-16T04:00:00.000Z',
    id: `platform:deployments:${ONSET}:rollout`,
    version: '2.9.1',
    component: 'worker',
    environment: null,
    note: null,
  })
})

test('a change of model is given with its shares before and since', () => {
  const swap = {
    from: 'a',
    to: 'b',
    at: ONSET,
    before: { tasks: 3, of: 412 },
    since: { tasks: 398, of: 401 },
    oneIn: 2,
  }
  assert.deepEqual(causeFacts({ kind: 'model', swap }), {
    kind: 'model',
    at: '2026-11-16T04:00:00.000Z',
    from: 'a',
    to: 'b',
    before: { tasks: 3, of: 412 },
    since: { tasks: 398, of: 401 },
  })
})
