import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { temporal } from '../../../../../src/sources/postgres/presets/temporal.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const COLUMNS = ['namespace_id', 'run_id', 'start_time', 'close_time', 'status', 'workflow_type_name']
const TABLES = [
  tableWith('executions_visibility', ...COLUMNS),
  tableWith('schema_version', 'version_partition'),
]

describe('temporal', () => {
  test('is known by its table of runs, whose statuses are numbers, with all that is its own', () => {
    const found = temporal.recognise([...TABLES, tableWith('customers', 'id')])
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['executions_visibility', 'schema_version'],
    )
    const { columns, statuses } = tasksOf(found, TABLES)
    assert.equal(columns.completedAt, 'close_time')
    assert.deepEqual(statuses, { completed: ['2', '6'], failed: ['3', '4', '5', '7'] })
  })

  test('is not there where its table or a column of it is missing', () => {
    assert.equal(temporal.recognise([]), null)
    assert.equal(temporal.recognise([tableWith('executions_visibility', ...COLUMNS.slice(1))]), null)
  })
})
