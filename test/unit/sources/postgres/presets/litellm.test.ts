import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { litellm } from '../../../../../src/sources/postgres/presets/litellm.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const TABLES = [
  tableWith('LiteLLM_SpendLogs', 'request_id', 'call_type', 'startTime', 'endTime', 'model'),
  tableWith('LiteLLM_UserTable', 'user_id'),
]

describe('litellm', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = litellm.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, 'before 1.65')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['LiteLLM_SpendLogs', 'LiteLLM_UserTable'],
    )
    const { columns } = tasksOf(found, TABLES)
    assert.equal(columns.status, undefined)
    assert.match(found?.notes.join() ?? '', /keeps no status/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(litellm.recognise([]), null)
    const [first = tableWith('none'), ...rest] = TABLES
    assert.equal(litellm.recognise([{ ...first, columns: first.columns.slice(1) }, ...rest]), null)
  })
})
