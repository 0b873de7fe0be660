// Rows that policies hide, through whatever they are read: never silent, and the remedy that is printed works.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { MINUTE } from '../../src/core/duration.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  type Ledger,
  pullAll,
  START,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'

let server: TestPostgres
let db: TestDatabase
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())
beforeEach(async () => {
  db = await server.create()
})
afterEach(() => db.drop())

const mapping = (table: string, id = 'id'): TasksMapping => ({
  table,
  as: 'tasks',
  columns: { id, createdAt: 'created_at', completedAt: 'completed_at', status: 'status' },
})

const COLUMNS = 'status text, created_at timestamptz NOT NULL, completed_at timestamptz'

function subjects(ledger: Ledger): number {
  return new Set([...ledger.events.values()].map(({ subject }) => subject)).size
}

describe('policies behind what is read', () => {
  const query = 'SELECT id, status, created_at, completed_at FROM jobs'
  const kinds: Record<string, Pick<TasksMapping, 'table' | 'query'>> = {
    'a query': { table: 'asked', query },
    'a view of whoever reads it': { table: 'seen' },
  }
  for (const [what, place] of Object.entries(kinds)) {
    test(`of ${what} are found: blind where they hide all, by check too, and gone with the remedy`, async t => {
      if (server.engine === 'pglite') return t.skip('PGlite knows one user')
      const [version] = await db.sql(`SELECT current_setting('server_version_num') AS number`)
      const invoker = Number(version?.number) >= 150000 ? 'WITH (security_invoker)' : ''
      if (place.query === undefined && invoker === '')
        return t.skip('views of whoever reads them came with 15')
      await db.sql(`CREATE TABLE jobs (id int PRIMARY KEY, ${COLUMNS}); CREATE INDEX ON jobs (created_at);
        INSERT INTO jobs SELECT i, 'running', ${at(START - MINUTE)} FROM generate_series(1, 20) i;
        CREATE VIEW seen ${invoker} AS ${query}; ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
        CREATE ROLE hidden LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO hidden;
        GRANT SELECT ON jobs, seen TO hidden`)
      const { source, clock } = testSource(db.url.replace(/\/\/[^@]*@/, '//hidden:x@'), [
        { ...mapping(''), ...place },
      ])
      const ledger = createLedger()
      const [problem] = standing(await pullAll(source, ledger))
      assert.match(problem?.message ?? '', /^row-level security hides every row/)
      assert.ok(problem?.blind)
      const [checked] = await source.check(new AbortController().signal)
      assert.match(
        checked?.message ?? '',
        /^row-level security of public\.jobs decides which rows this user sees/,
      )
      assert.equal(checked?.remedy, problem?.remedy)
      await db.sql(checked?.remedy?.replace(/^.*, or /, '') ?? '')
      clock.advance(MINUTE)
      assert.deepEqual(standing(await pullAll(source, ledger)), [])
      assert.equal(subjects(ledger), 20)
      assert.deepEqual(await source.check(new AbortController().signal), [])
      await db.sql('DROP OWNED BY hidden; DROP ROLE hidden')
    })
  }
})
