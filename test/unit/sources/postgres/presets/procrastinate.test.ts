import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { procrastinate } from '../../../../../src/sources/postgres/presets/procrastinate.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('procrastinate_jobs', 'id', 'task_name', 'status'),
  tableWith('procrastinate_events', 'job_id', 'type', 'at'),
]

describe('procrastinate', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = procrastinate.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '2 or earlier')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['procrastinate_jobs', 'procrastinate_events'],
    )
    const query = found?.mappings[0]?.query ?? ''
    assert.match(query, /CROSS JOIN LATERAL/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(procrastinate.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(procrastinate.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
