import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dbos } from '../../../../../src/sources/postgres/presets/dbos.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const COLUMNS = ['workflow_uuid', 'status', 'name', 'created_at', 'updated_at', 'error']
const WORKFLOWS = { ...tableWith('workflow_status', ...COLUMNS, 'started_at_epoch_ms'), schema: 'dbos' }
const OUTPUTS = { ...tableWith('operation_outputs', 'workflow_uuid'), schema: 'dbos' }

describe('dbos', () => {
  test('is known by its table of workflows, whose times are milliseconds, with all of its schema', () => {
    const found = dbos.recognise([WORKFLOWS, OUTPUTS, tableWith('customers', 'id')])
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['workflow_status', 'operation_outputs'],
    )
    const { columns } = tasksOf(found, [WORKFLOWS])
    assert.deepEqual(
      [columns.createdAt, columns.startedAt, columns.completedAt],
      ['epoch_ms(created_at)', 'epoch_ms(started_at_epoch_ms)', 'epoch_ms(updated_at)'],
    )
  })

  test('says when a workflow ended by its own column, where there is one', () => {
    const newer = { ...tableWith('workflow_status', ...COLUMNS, 'completed_at'), schema: 'dbos' }
    assert.equal(tasksOf(dbos.recognise([newer]), [newer]).columns.completedAt, 'epoch_ms(completed_at)')
  })

  test('is not there where its table or a column of it is missing', () => {
    assert.equal(dbos.recognise([]), null)
    assert.equal(dbos.recognise([tableWith('workflow_status', 'id', 'label')]), null)
  })
})
