import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyEvent, lifecycleOf } from '../../../../src/lifecycles/join.ts'
import { event } from '../../../support/facts/joining.ts'

describe('joining a sample', () => {
  test('makes a lifecycle of no length for every event, named by its id, with its query and series', () => {
    const taken = event('sample.taken', 100, { name: 'errors', labels: '{job="api"}', value: 0.25 })
    assert.deepEqual(lifecycleOf(taken), { kind: 'sample', source: 'db', subject: taken.id })
    const joined = applyEvent(null, taken)
    assert.deepEqual([joined.openedAt, joined.endedAt], [100, 100])
    assert.deepEqual(joined.measures, { value: 0.25 })
    assert.deepEqual(joined.labels, { name: 'errors', labels: '{job="api"}' })
  })

  test('lets the first stand of two under one id', () => {
    const first = event('sample.taken', 100, { name: 'errors', value: 1 })
    const second = { ...event('sample.taken', 100, { name: 'errors', value: 2 }), id: first.id }
    assert.deepEqual(applyEvent(applyEvent(null, first), second).measures, { value: 1 })
    assert.deepEqual(applyEvent(applyEvent(null, second), first).measures, { value: 1 })
  })
})
