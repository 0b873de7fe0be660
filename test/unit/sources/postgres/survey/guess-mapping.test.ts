import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Relation } from '../../../../../src/sources/postgres/connection/catalog.ts'
import { tableName } from '../../../../../src/sources/postgres/connection/catalog.ts'
import { detectMapping } from '../../../../../src/sources/postgres/survey/guess-mapping.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TIME = 'timestamp with time zone'

/** A table of an integer key and these columns: those that end in `_at` are times, amounts numeric, the others text. */
function guessed(name: string, ...columns: string[]): Relation {
  const typeOf = (one: string) =>
    one.endsWith('_at') ? TIME : /amount|_ms|probability/.test(one) ? 'numeric' : 'text'
  return table(
    name,
    [column('id', 'integer', { notNull: true }), ...columns.map(one => column(one, typeOf(one)))],
    [primary('id'), index('created_at')],
  )
}

const TASKS = guessed('jobs', 'created_at', 'finished_at', 'state', 'queue', 'last_error')
const kinds = (...tables: Relation[]) =>
  detectMapping(tables).map(({ mapping, certain }) => [mapping.as, mapping.table, certain])

describe('a table', () => {
  test('with a status and two times is one of tasks, surely where its name says so', () => {
    const [found] = detectMapping([TASKS])
    assert.equal(found?.certain, true)
    assert.deepEqual(JSON.parse(JSON.stringify(found?.mapping)), {
      table: 'jobs',
      as: 'tasks',
      columns: {
        id: 'id',
        createdAt: 'created_at',
        completedAt: 'finished_at',
        status: 'state',
        type: 'queue',
        error: 'last_error',
      },
    })
    assert.deepEqual(kinds({ ...TASKS, name: 'orders' }), [['tasks', 'orders', false]])
  })

  test('is one of tasks where a truth value says how they ended, unless it tells of runs of others', () => {
    const times = ['queued', 'started', 'stopped'].map(name => column(name, TIME))
    const rest = [column('func', 'text'), column('success', 'boolean')]
    const columns = [column('id', 'integer', { notNull: true }), ...times, ...rest]
    const tasks = table('worker_task', columns, [primary('id')])
    const [found] = detectMapping([tasks])
    assert.equal(found?.certain, true)
    assert.deepEqual(JSON.parse(JSON.stringify(found?.mapping)), {
      table: 'worker_task',
      as: 'tasks',
      columns: {
        id: 'id',
        createdAt: 'queued',
        startedAt: 'started',
        completedAt: 'stopped',
        status: 'success',
        type: 'func',
      },
      statuses: { completed: ['true'], failed: ['false'] },
    })
    const timed = [column('task_id', 'text'), column('finished_at', TIME), column('duration_ms', 'integer')]
    const runs = table('task_runs', [...columns, ...timed], [primary('id')])
    assert.deepEqual(kinds(TASKS, runs), [
      ['tasks', 'jobs', true],
      ['runs', 'task_runs', true],
    ])
  })

  test('is known by times and statuses without a suffix, too, where they are times and words', () => {
    const times = ['created', 'started', 'finished', 'updated'].map(name => column(name, TIME))
    const words = ['entrypoint', 'state_type'].map(name => column(name, 'text'))
    const jobs = table(
      'batch_job',
      [column('id', 'bigint'), ...times, ...words],
      [primary('id'), index('created')],
    )
    const [found] = detectMapping([jobs])
    assert.equal(found?.certain, true)
    assert.deepEqual(found?.mapping.columns, {
      id: 'id',
      createdAt: 'created',
      startedAt: 'started',
      completedAt: 'finished',
      updatedAt: 'updated',
      status: 'state_type',
      type: 'entrypoint',
      model: undefined,
      error: undefined,
    })
    const flags = times.map(one => ({ ...one, type: 'boolean' }))
    assert.deepEqual(kinds({ ...jobs, columns: [column('id', 'bigint'), ...flags, ...words] }), [])
  })

  test('is known by names in camel case, too, of which those that are written alike come first', () => {
    const columns = ['createdAt', 'finishedAt', 'created_at'].map(name => column(name, TIME))
    const jobs = table(
      'Jobs',
      [column('tenant', 'integer'), column('jobId', 'uuid'), ...columns, column('State', 'text')],
      [primary('tenant', 'jobId'), index('createdAt')],
    )
    const [found] = detectMapping([jobs])
    assert.deepEqual(JSON.parse(JSON.stringify(found?.mapping.columns)), {
      id: 'jobId',
      createdAt: 'created_at',
      completedAt: 'finishedAt',
      status: 'State',
    })
  })

  test('of work, by other names of its times, is one of tasks; another time may stand in for one that is not there', () => {
    const tasksIn = (name: string, ...times: string[]) => {
      const columns = [column('id', 'bigint', { notNull: true }), column('status', 'text')]
      const [found] = detectMapping([
        table(name, [...columns, ...times.map(time => column(time, TIME))], [primary('id')]),
      ])
      if (found?.mapping.as !== 'tasks') return null
      const { createdAt, startedAt, completedAt } = found.mapping.columns
      return [createdAt, startedAt, completedAt, found.certain, found.notes?.length]
    }
    const batch = tasksIn('batch_job_execution', 'create_time', 'start_time', 'end_time', 'last_updated')
    assert.deepEqual(batch, ['create_time', 'start_time', 'end_time', true, 0])
    const unended = tasksIn('import_jobs', 'created_at', 'updated_at')
    assert.deepEqual(unended, ['created_at', undefined, 'updated_at', false, 1])
    assert.deepEqual(tasksIn('job_runs', 'start_time', 'end_time'), [
      'start_time',
      undefined,
      'end_time',
      false,
      1,
    ])
    assert.equal(tasksIn('users', 'created_at', 'updated_at'), null)
  })

  test('of claims, of investments and of releases is known by its columns or its name', () => {
    const tables = [
      guessed('deployments', 'deployed_at', 'version', 'status', 'created_at', 'completed_at'),
      guessed('investments', 'spent_at', 'projected_amount', 'realised_at', 'realised_amount'),
      guessed('claims', 'made_at', 'verified_at', 'outcome', 'probability'),
    ]
    assert.deepEqual(kinds(...tables), [
      ['claims', 'claims', true],
      ['roi', 'investments', true],
      ['releases', 'deployments', true],
    ])
  })

  test('of runs is one only beside one of tasks', () => {
    const runs = guessed('performance', 'task_id', 'duration_ms', 'created_at')
    assert.deepEqual(kinds(runs, TASKS), [
      ['tasks', 'jobs', true],
      ['runs', 'performance', true],
    ])
    assert.deepEqual(kinds(runs), [['observations', 'performance', false]])
  })

  test('of money is observed by its amount, any other only counted', () => {
    const read = (name: string) => {
      const [found] = detectMapping([guessed(name, 'created_at', 'amount')])
      return found?.mapping.as === 'observations' ? [found.mapping.columns.value, found.certain] : null
    }
    assert.deepEqual(read('ledger'), ['amount', true])
    assert.deepEqual(read('visits'), [undefined, false])
  })

  test('without a time, or in no order that can be followed, is nothing', () => {
    assert.deepEqual(kinds(guessed('users', 'email')), [])
    const byUuid = table('visits', [column('id', 'uuid'), column('created_at', TIME)], [primary('id')])
    assert.deepEqual(kinds(byUuid), [])
  })

  test('whose column has the right name and the wrong type lacks that column', () => {
    const columns = TASKS.columns.map(one => (one.name === 'finished_at' ? column(one.name, 'text') : one))
    assert.deepEqual(kinds({ ...TASKS, columns }), [['observations', 'jobs', false]])
  })
})

test('a table is called by its schema where that is not public, in quotes where it has a dot', () => {
  assert.equal(tableName(TASKS), 'jobs')
  assert.equal(tableName({ ...TASKS, schema: 'app', name: 'a.b' }), 'app."a.b"')
})
