import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mlflow } from '../../../../../src/sources/postgres/presets/mlflow.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const RUNS = [
  tableWith('runs', 'run_uuid', 'status', 'start_time', 'end_time', 'experiment_id', 'lifecycle_stage'),
  tableWith('experiments', 'experiment_id', 'name', 'lifecycle_stage'),
]
const TRACE = ['request_id', 'experiment_id', 'timestamp_ms', 'execution_time_ms', 'status']
const ASSESSMENTS = tableWith('assessments', 'assessment_id', 'name', 'value', 'valid', 'source_type')

describe('mlflow', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const all = [...RUNS, tableWith('trace_info', ...TRACE, 'trace_name'), ASSESSMENTS]
    const found = mlflow.recognise([...all, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, 'with traces and assessments')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['runs', 'experiments', 'trace_info', 'assessments'],
    )
    assert.deepEqual(
      found?.mappings.map(({ as }) => as),
      ['tasks', 'tasks', 'claims'],
    )
    assert.match(found?.mappings[1]?.query ?? '', /trace_name/)
  })

  test('is known without traces, and without assessments, by its age', () => {
    assert.equal(mlflow.recognise(RUNS)?.version, 'without traces')
    const found = mlflow.recognise([...RUNS, tableWith('trace_info', ...TRACE)])
    assert.equal(found?.version, 'with traces')
    assert.doesNotMatch(found?.mappings[1]?.query ?? '', /trace_name/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(mlflow.recognise([]), null)
    const [first = tableWith('none'), ...rest] = RUNS
    assert.equal(mlflow.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
