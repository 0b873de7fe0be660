import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { oban } from '../../../../../src/sources/postgres/presets/oban.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith(
    'oban_jobs',
    'id',
    'state',
    'worker',
    'inserted_at',
    'attempted_at',
    'completed_at',
    'discarded_at',
    'cancelled_at',
    'errors',
  ),
  tableWith('oban_peers', 'name'),
]

describe('oban', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = oban.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '2.3 or later')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['oban_jobs', 'oban_peers'],
    )
    const { columns } = tasksOf(found, TABLES)
    assert.equal(columns.completedAt, 'coalesce(completed_at, discarded_at, cancelled_at)')
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(oban.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(oban.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
