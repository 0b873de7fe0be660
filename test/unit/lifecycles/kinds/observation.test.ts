import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyEvent, lifecycleOf } from '../../../../src/lifecycles/join.ts'
import { event } from '../../../support/facts/joining.ts'

describe('joining an observation', () => {
  test('makes a lifecycle of no length for every event, named by its id', () => {
    const reading = event('gauge.observed', 100, { name: 'ledger', value: 3 })
    assert.deepEqual(lifecycleOf(reading), { kind: 'observation', source: 'db', subject: reading.id })
    const joined = applyEvent(null, reading)
    assert.equal(joined.openedAt, 100)
    assert.equal(joined.endedAt, 100)
    assert.deepEqual(joined.measures, { value: 3 })
    assert.deepEqual(joined.labels, { name: 'ledger' })
  })
})
