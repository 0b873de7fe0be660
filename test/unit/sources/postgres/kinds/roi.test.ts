import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

describe('a row of roi', () => {
  const mapping: TableMapping = {
    table: 'i',
    as: 'roi',
    columns: { id: 'i', spentAt: 's', projected: 'p', realisedAt: 'r', realised: 'a', writtenOffAt: 'w' },
  }
  const investment = {
    id: '1',
    spentAt: time(NOW - HOUR),
    projected: '100',
    category: 'ads',
    realisedAt: null,
    realised: null,
    writtenOffAt: null,
  }

  test('is pending until it is realised or written off', () => {
    assert.equal(readOne(mapping, investment).state, 'open')
    const realised = { ...investment, realisedAt: time(NOW), realised: '80' }
    assert.deepEqual(readOne(mapping, realised).types, ['roi.projected@-3600', 'roi.realised@0'])
    const lost = { ...investment, writtenOffAt: time(NOW) }
    assert.deepEqual(readOne(mapping, lost).types, ['roi.projected@-3600', 'roi.written_off@0'])
  })

  test('realised without an amount may still get one', () => {
    assert.equal(readOne(mapping, { ...investment, realisedAt: time(NOW) }).state, 'limbo')
    assert.deepEqual(readOne(mapping, { ...investment, realisedAt: time(NOW), realised: 'NaN' }).refused, [
      'realised',
    ])
  })
})
