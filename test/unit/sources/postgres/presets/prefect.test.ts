import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prefect } from '../../../../../src/sources/postgres/presets/prefect.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const RUN = ['id', 'state_type', 'created', 'expected_start_time', 'start_time', 'end_time', 'labels']
const TABLES = [
  tableWith('task_run', ...RUN, 'task_key', 'flow_run_id'),
  tableWith('flow_run', ...RUN, 'flow_id', 'deployment_id'),
  tableWith('flow', 'id', 'name'),
  tableWith('log', 'id', 'timestamp', 'message'),
  tableWith('block_document_reference', 'id'),
]

describe('prefect', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const others = ['customers', 'flowers', 'logs', 'deployments'].map(name => tableWith(name, 'id'))
    const found = prefect.recognise([...TABLES, ...others])
    assert.equal(found?.version, '3')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      TABLES.map(({ name }) => name),
    )
  })

  test('begins a run when it was due: its row may be written after it has ended', () => {
    const found = prefect.recognise(TABLES)
    const { columns } = tasksOf(found, TABLES)
    assert.equal(columns.createdAt, 'expected_start_time')
    const [, flows] = found?.mappings ?? []
    assert.match(flows?.query ?? '', /LEFT JOIN "public"\."flow" f/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(prefect.recognise([]), null)
    for (const missing of ['task_run', 'flow_run', 'flow']) {
      const rest = TABLES.map(one => (one.name === missing ? { ...one, columns: one.columns.slice(1) } : one))
      assert.equal(prefect.recognise(rest), null, missing)
    }
  })
})
