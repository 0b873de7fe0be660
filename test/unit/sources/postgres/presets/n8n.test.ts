import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { n8n } from '../../../../../src/sources/postgres/presets/n8n.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('execution_entity', 'id', 'status', 'startedAt', 'stoppedAt', 'workflowId'),
  tableWith('workflow_entity', 'id', 'name'),
]

describe('n8n', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = n8n.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '1')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['execution_entity', 'workflow_entity'],
    )
    const query = found?.mappings[0]?.query ?? ''
    assert.match(query, /e\."startedAt" AS created_at/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(n8n.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(n8n.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
