import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { solidQueue } from '../../../../../src/sources/postgres/presets/solid-queue.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('solid_queue_jobs', 'id', 'class_name', 'created_at', 'finished_at'),
  tableWith('solid_queue_failed_executions', 'job_id', 'error', 'created_at'),
  tableWith('solid_queue_claimed_executions', 'job_id', 'created_at'),
]

describe('solidQueue', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = solidQueue.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '1')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['solid_queue_jobs', 'solid_queue_failed_executions', 'solid_queue_claimed_executions'],
    )
    const query = found?.mappings[0]?.query ?? ''
    assert.match(query, /coalesce\(j\.finished_at, f\.created_at\) AS ended_at/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(solidQueue.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(solidQueue.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
