import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

describe('a row of observations', () => {
  const columns = { id: 'i', at: 'a' }

  test('is its value, or 1 where there is no such column', () => {
    const counted: TableMapping = { table: 'o', as: 'observations', observation: 'drones', columns }
    const row = { id: '1', at: time(NOW), value: '2.5' }
    assert.deepEqual(readOne(counted, row).events[0]?.data, { name: 'drones', value: 1 })
    const valued: TableMapping = { ...counted, columns: { ...columns, value: 'v' } }
    assert.deepEqual(readOne(valued, row).events[0]?.data, { name: 'drones', value: 2.5 })
    assert.deepEqual(readOne(valued, { ...row, value: null }).refused, ['value'])
  })
})
