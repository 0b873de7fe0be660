import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hatchet } from '../../../../../src/sources/postgres/presets/hatchet.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const TASK = ['id', 'inserted_at', 'external_id', 'action_id', 'readable_status', 'latest_retry_count']
const EVENT = ['task_id', 'task_inserted_at', 'event_type', 'event_timestamp', 'retry_count', 'error_message']
const TABLES = [tableWith('v1_tasks_olap', ...TASK), tableWith('v1_task_events_olap', ...EVENT)]

describe('hatchet', () => {
  test('is known by its tables of tasks and of their events, read by a query, with all that is its own', () => {
    const found = hatchet.recognise([...TABLES, tableWith('Tenant', 'id'), tableWith('customers', 'id')])
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['v1_tasks_olap', 'v1_task_events_olap', 'Tenant'],
    )
    assert.match(found?.mappings[0]?.query ?? '', /v\.retry_count = t\.latest_retry_count/)
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(hatchet.recognise([]), null)
    assert.equal(hatchet.recognise(TABLES.slice(1)), null)
    assert.equal(hatchet.recognise([tableWith('v1_tasks_olap', 'id'), ...TABLES.slice(1)]), null)
  })
})
