import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRollout, type RolloutEvent, releaseOf } from '../../../src/events/release.ts'
import { taskEvent } from '../../support/facts/fake-source.ts'

const EVENT: RolloutEvent = {
  id: 'platform:7',
  type: 'rollout.changed',
  at: 1000,
  source: 'platform',
  subject: '7',
  attributes: {},
  data: { version: '2.9.1', component: 'worker' },
}

test('a release is what its event says; what it does not say is null', () => {
  assert.deepEqual(releaseOf(EVENT), {
    id: 'platform:7',
    at: 1000,
    version: '2.9.1',
    component: 'worker',
    environment: null,
    note: null,
    source: 'platform',
    by: null,
  })
})

test('only a changed rollout is a release', () => {
  assert.equal(isRollout(EVENT), true)
  assert.equal(isRollout(taskEvent('1', 'task.queued', 1)), false)
})
