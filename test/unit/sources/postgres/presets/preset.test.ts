import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { belonging, has, inQuery, tableOf } from '../../../../../src/sources/postgres/presets/preset.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const JOB = { ...tableWith('job', 'id', 'state'), schema: 'boss' }
const OTHER = { ...tableWith('job', 'id'), schema: 'other' }
const TABLES = [OTHER, JOB, { ...tableWith('job_log', 'id'), schema: 'boss' }]

describe('looking for a platform', () => {
  test('finds a table by its name and all of its columns, in any schema', () => {
    assert.equal(tableOf(TABLES, 'job', ['id', 'state']), JOB)
    assert.equal(tableOf(TABLES, 'job', ['id', 'nothing']), null)
    assert.ok(has(JOB, 'state') && !has(OTHER, 'state'))
  })

  test('takes what stands in the same schema, by the beginning of its name', () => {
    assert.deepEqual(
      belonging(TABLES, JOB, 'job_').map(({ name }) => name),
      ['job_log'],
    )
    assert.equal(belonging(TABLES, JOB).length, 2)
  })

  test('quotes a name as it stands in a query', () => {
    assert.equal(inQuery({ schema: 'we"ird', name: 'Jobs' }), '"we""ird"."Jobs"')
  })
})
