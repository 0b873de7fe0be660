import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pgBoss } from '../../../../../src/sources/postgres/presets/pg-boss.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('job', 'id', 'name', 'state', 'createdon', 'startedon', 'completedon'),
  tableWith('version', 'version'),
  tableWith('archive', 'id'),
]

describe('pgBoss', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = pgBoss.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '9 or earlier')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['job', 'version', 'archive'],
    )
    const { columns } = tasksOf(found, TABLES)
    assert.equal(columns.createdAt, 'createdon')
    const mapping = found?.mappings[0]
    assert.equal(mapping?.as === 'tasks' && mapping.archive, 'archive')
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(pgBoss.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(pgBoss.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
