import assert from 'node:assert/strict'
import { test } from 'node:test'
import { telemetryPushes } from '../../../../src/exposition/metrics/telemetry.ts'

test('both outcomes of a push begin at zero, so that the first failure is seen as one', () => {
  const zeros = telemetryPushes.zeros?.({
    stages: [],
    sources: [],
    notifiers: [],
    objectives: [],
    indicators: [],
  })
  assert.deepEqual(zeros, [{ outcome: 'accepted' }, { outcome: 'failed' }])
})
