import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkDatabase } from '../../../../../src/sources/postgres/check.ts'
import type { TaskStatuses } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { pgliteServers, type TestDatabase, type TestPostgres } from '../../../../support/postgres/postgres.ts'

describe('the statuses of a mapping', () => {
  let server: TestPostgres
  let db: TestDatabase
  before(async () => {
    server = pgliteServers()
    db = await server.create()
    await db.sql(`CREATE TYPE job_status AS ENUM ('queued', 'running', 'done', 'error', 'cancelled');
      CREATE TABLE jobs (id int PRIMARY KEY, created_at timestamptz NOT NULL, ended_at timestamptz, status job_status,
        words text);
      CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, now() - i * interval '1 hour', now() - i * interval '1 hour', 'done', 'done'
        FROM generate_series(1, 20) i;
      INSERT INTO jobs VALUES (100, now(), now(), 'cancelled', 'Archived'), (101, now(), NULL, 'running', 'whatever')`)
  })
  after(() => server.stop())

  const problems = async (statuses: TaskStatuses | undefined, status = 'status'): Promise<string[]> => {
    const columns = { id: 'id', createdAt: 'created_at', completedAt: 'ended_at', status }
    const found = await checkDatabase({
      zone: null,
      stream: null,
      name: 'platform',
      url: db.url,
      tables: [{ table: 'jobs', as: 'tasks', columns, ...(statuses !== undefined && { statuses }) }],
      statementTimeout: 5_000,
      signal: new AbortController().signal,
    })
    return found.map(({ where, message, remedy }) => `${where}: ${message}. ${remedy}`)
  }

  test('are none that its enum cannot hold: which one was meant is said, and which rows are refused', async () => {
    const [impossible = '', refused = '', ...others] = await problems({
      completed: ['DONE'],
      failed: ['error', 'canceled'],
    })
    assert.match(impossible, /^jobs\.status: its type cannot hold canceled.*Did you mean cancelled\?/)
    assert.match(refused, /^jobs\.status: 1 of the latest 21 rows .* in no list \(cancelled\)\. Put it into/)
    assert.match(refused, /underway where work goes on/)
    assert.deepEqual(others, [])
  })

  test('are fine where every row that has ended is in a list, and where those of many platforms stand in their place', async () => {
    assert.deepEqual(await problems({ completed: ['done'], failed: ['error', 'cancelled'] }), [])
    assert.deepEqual(await problems(undefined), [])
    const older = { completed: ['done'], failed: ['error', 'cancelled', 'expired'] }
    assert.deepEqual(await problems(older), [], 'a word of another version of the platform')
  })

  test('of a text may be anything, and those that rows have ended with are looked for', async () => {
    const [refused = '', ...others] = await problems(
      { completed: ['done'], failed: ['nobody writes this'] },
      'words',
    )
    assert.match(refused, /^jobs\.words: 1 of the latest 21 rows .* \(Archived\)/)
    assert.deepEqual(others, [])
    const said = { completed: ['done'], failed: [], underway: ['archived'] }
    assert.deepEqual(await problems(said, 'words'), [])
  })
})
