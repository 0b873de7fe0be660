import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soundStatus } from '../../../../src/pipeline/collect/status.ts'

test('a source with nothing amiss is up, has caught up, and owes nothing', () => {
  const status = soundStatus({ name: 'platform', completeUpTo: 900, at: 1000 })
  assert.deepEqual(
    [status.name, status.up, status.completeUpTo, status.lastSuccessAt],
    ['platform', true, 900, 1000],
  )
  assert.deepEqual([status.error, status.downSince, status.progress, status.problems], [null, null, null, []])
  assert.deepEqual([status.unaccounted, status.replaced], [{}, {}])
})
