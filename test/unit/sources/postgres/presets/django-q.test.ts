import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { djangoQ } from '../../../../../src/sources/postgres/presets/django-q.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const OWN = ['id', 'name', 'func', 'started', 'stopped', 'success', 'group', 'attempt_count']
const TABLES = [
  tableWith('django_q_task', ...OWN, 'cluster'),
  tableWith('django_q_ormq', 'id', 'key', 'payload', 'lock'),
]

describe('django-q', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const found = djangoQ.recognise([...TABLES, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, '1')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['django_q_task', 'django_q_ormq'],
    )
    const { columns, statuses } = tasksOf(found, TABLES)
    assert.deepEqual([columns.createdAt, columns.startedAt], ['started', undefined])
    assert.deepEqual(statuses, { completed: ['true'], failed: ['false'] })
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(djangoQ.recognise([]), null)
    assert.equal(djangoQ.recognise([tableWith('django_q_task', ...OWN.slice(1))]), null)
  })
})
