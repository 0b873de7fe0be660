import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { airflow } from '../../../../../src/sources/postgres/presets/airflow.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith(
    'task_instance',
    'dag_id',
    'task_id',
    'run_id',
    'map_index',
    'state',
    'queued_dttm',
    'start_date',
    'end_date',
  ),
  tableWith('dag_run', 'id'),
]

describe('airflow', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = airflow.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '2')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['task_instance', 'dag_run'],
    )
    const query = found?.mappings[0]?.query ?? ''
    assert.match(query, /t\."?dag_id"? \|\| '\/' \|\| t\."?task_id"?/)
    assert.match(query, /NOT IN \('skipped', 'upstream_failed', 'removed'\)/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(airflow.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(airflow.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
