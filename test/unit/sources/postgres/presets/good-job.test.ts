import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { goodJob } from '../../../../../src/sources/postgres/presets/good-job.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('good_jobs', 'id', 'created_at', 'performed_at', 'finished_at', 'error', 'is_discrete'),
  tableWith('good_job_settings', 'id'),
]

describe('goodJob', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = goodJob.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '3')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['good_jobs', 'good_job_settings'],
    )
    const { columns } = tasksOf(found, TABLES)
    assert.equal(columns.type, 'serialized_params.job_class')
    assert.equal(columns.status, undefined)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(goodJob.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(goodJob.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
