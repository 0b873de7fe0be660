import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { checkDatabase } from '../../../../../src/sources/postgres/check.ts'
import type { TaskColumns, TasksMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { columnsLeftOut } from '../../../../../src/sources/postgres/survey/left-out.ts'
import { pgliteServers } from '../../../../support/postgres/postgres.ts'
import { column, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const jobs = (columns: Partial<TaskColumns>): TasksMapping => ({
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', completedAt: 'finished_at', ...columns },
})
const TIMES = [
  column('finished_at', 'timestamp with time zone'),
  column('createdAt', 'timestamp with time zone'),
]
const relation = table('jobs', [column('id', 'bigint'), column('state', 'text'), ...TIMES], [primary('id')])
const said = (columns: Partial<TaskColumns>, of = relation) =>
  columnsLeftOut(jobs(columns), of).map(({ message, remedy }) => [message.split(':')[0], remedy])

describe('columns that a mapping leaves out', () => {
  test('are named where the table seems to have them', () => {
    assert.deepEqual(said({}), [
      [
        '`created_at` is left out, though the table has createdAt',
        'Write `created_at: createdAt`, or `created_at: finished_at` where its rows are only written when tasks end',
      ],
      [
        '`status` is left out, though the table has state',
        'Write `status: state`, or name the column of the error in `error`',
      ],
    ])
  })

  test('are none where something says the same, or the table has nothing of the kind', () => {
    assert.deepEqual(said({ createdAt: 'finished_at', error: 'state' }), [])
    assert.deepEqual(said({}, table('jobs', [column('id', 'bigint'), ...TIMES.slice(0, 1)], [])), [])
    assert.deepEqual(said({ completedAt: 'createdAt', status: 'state' }), [])
  })
})

describe('the check of a database', () => {
  const server = pgliteServers()
  after(() => server.stop())

  test('names what its mappings leave out', async t => {
    const { url, sql, drop } = await server.create()
    t.after(drop)
    await sql(
      'CREATE TABLE jobs (id int PRIMARY KEY, state text, created_at timestamptz NOT NULL, finished_at timestamptz)',
    )
    const checked = async (one: TasksMapping) => {
      const more = { zone: null, stream: null, statementTimeout: 5_000, signal: new AbortController().signal }
      const problems = await checkDatabase({ name: 'app', url, tables: [one], ...more })
      return problems.map(({ message }) => message.split(',')[0])
    }
    assert.deepEqual(await checked(jobs({ status: 'state' })), ['`created_at` is left out'])
    assert.deepEqual(await checked(jobs({ status: 'state', createdAt: 'created_at' })), [])
    const query = 'SELECT * FROM jobs'
    assert.deepEqual(await checked({ ...jobs({}), query }), [])
  })
})
