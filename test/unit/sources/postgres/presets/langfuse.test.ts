import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { langfuse } from '../../../../../src/sources/postgres/presets/langfuse.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith(
    'observations',
    'id',
    'trace_id',
    'type',
    'name',
    'start_time',
    'end_time',
    'level',
    'status_message',
    'model',
  ),
  tableWith('traces', 'id'),
]

describe('langfuse', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = langfuse.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '2')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['observations', 'traces'],
    )
    const query = found?.mappings[0]?.query ?? ''
    assert.match(query, /<> 'EVENT'/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(langfuse.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(langfuse.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
