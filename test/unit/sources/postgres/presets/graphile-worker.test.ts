import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { graphileWorker } from '../../../../../src/sources/postgres/presets/graphile-worker.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith(
    '_private_jobs',
    'id',
    'task_id',
    'attempts',
    'max_attempts',
    'last_error',
    'created_at',
    'updated_at',
    'locked_at',
  ),
  tableWith('_private_tasks', 'id', 'identifier'),
]

describe('graphileWorker', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = graphileWorker.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '0.14 or later')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['_private_jobs', '_private_tasks'],
    )
    const query = found?.mappings[0]?.query ?? ''
    assert.match(query, /t\.identifier AS identifier/)
    const former = [
      tableWith(
        'jobs',
        'id',
        'task_identifier',
        'attempts',
        'max_attempts',
        'last_error',
        'created_at',
        'updated_at',
        'locked_at',
      ),
    ]
    assert.equal(graphileWorker.recognise(former)?.version, 'before 0.14')
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(graphileWorker.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(graphileWorker.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
