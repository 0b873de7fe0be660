import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

describe('a row of releases', () => {
  const columns = { id: 'i', at: 'a', version: 'v', component: 'c', environment: 'e' }
  const mapping: TableMapping = { table: 'deployments', as: 'releases', columns }
  const row = { id: '7', at: time(NOW - HOUR), version: '2.9.1', component: 'worker', environment: null }

  test('is the version that took over, of its component', () => {
    const [event] = readOne(mapping, row).events
    assert.equal(event?.type, 'rollout.changed')
    assert.equal(event?.at, NOW - HOUR)
    assert.deepEqual(event?.data, { version: '2.9.1', component: 'worker' })
    assert.deepEqual(event?.attributes, { 'service.version': '2.9.1' })
    const placed = readOne(mapping, { ...row, component: ' ', environment: 'eu' }).events[0]
    assert.deepEqual(placed?.data, { version: '2.9.1', environment: 'eu' })
  })

  test('is under way until it has a moment, and says nothing without a version', () => {
    const pending = readOne(mapping, { ...row, at: null })
    assert.deepEqual([pending.events, pending.state, pending.refused], [[], 'open', []])
    assert.deepEqual(readOne(mapping, { ...row, version: '' }).refused, ['version'])
  })
})
