import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { river } from '../../../../../src/sources/postgres/presets/river.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('river_job', 'id', 'state', 'kind', 'created_at', 'attempted_at', 'finalized_at', 'errors'),
  tableWith('river_leader', 'name'),
]

describe('river', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = river.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, 'before 0.12')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['river_job', 'river_leader'],
    )
    const { columns } = tasksOf(found, TABLES)
    assert.equal(columns.completedAt, 'finalized_at')
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(river.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(river.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
