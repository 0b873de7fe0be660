// A row is known by its whole key and by the life of its table: keys of every type, and tables that are replaced.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { MINUTE } from '../../src/core/duration.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch } from '../../src/sources/source.ts'
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

function finished(ledger: Ledger): number {
  return [...ledger.events.values()].filter(({ type }) => type === 'task.finished').length
}

function subjects(ledger: Ledger): number {
  return new Set([...ledger.events.values()].map(({ subject }) => subject)).size
}

describe('a key', () => {
  const keys: Record<string, { type: string; make: string; first?: string }> = {
    'char(36)': { type: 'char(36)', make: `lpad(i::text, 36, 'x')` },
    'char(12), shorter than it may be': { type: 'char(12)', make: `'t' || i` },
    uuid: { type: 'uuid', make: `md5(i::text)::uuid` },
    numeric: { type: 'numeric(30, 5)', make: `i / 8.0` },
    'a domain over a domain over char': {
      first: 'CREATE DOMAIN code AS char(9); CREATE DOMAIN job_code AS code;',
      type: 'job_code',
      make: `'j' || i`,
    },
    'a list of numbers': { type: 'int[]', make: `ARRAY[i, i % 7]` },
    'float8, in a database that shortens what it prints': {
      first: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET extra_float_digits = -5', current_database()); END $$;`,
      type: 'float8',
      make: `1e9 + i / 1024.0`,
    },
    'text with capitals and dots': { type: 'text', make: `'A.b ' || i` },
  }
  for (const [what, { type, make, first = '' }] of Object.entries(keys)) {
    test(`of ${what} finds rows again when they end, and pages through rows of one moment`, async () => {
      await db.sql(`${first} CREATE TABLE jobs (id ${type} PRIMARY KEY, ${COLUMNS});
        CREATE INDEX ON jobs (created_at);
        INSERT INTO jobs SELECT ${make}, 'running', ${at(START - MINUTE)} FROM generate_series(1, 300) i`)
      const { source, clock } = testSource(db.url, [mapping('jobs')], { chunkRows: 100 })
      const ledger = createLedger()
      await pullAll(source, ledger)
      assert.deepEqual([ledger.events.size, subjects(ledger)], [300, 300])
      await db.sql(`UPDATE jobs SET status = 'completed', completed_at = ${at(START)}`)
      clock.advance(MINUTE)
      await pullAll(source, ledger)
      assert.equal(finished(ledger), 300)
    })
  }

  test('of several columns tells rows apart that share an id', async () => {
    await db.sql(`CREATE TABLE jobs (id int, tenant text, ${COLUMNS}, PRIMARY KEY (id, tenant));
      CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, t, 'running', ${at(START - MINUTE)} FROM generate_series(1, 500) i,
        unnest(ARRAY['a', 'b', 'c']) t`)
    const { source, clock } = testSource(db.url, [mapping('jobs')], { chunkRows: 100 })
    assert.deepEqual(await source.check(new AbortController().signal), [])
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.deepEqual([ledger.events.size, subjects(ledger)], [1500, 1500])
    await db.sql(`UPDATE jobs SET status = 'completed', completed_at = ${at(START)} WHERE tenant <> 'b'`)
    for (let i = 0; i < 6; i++) {
      clock.advance(MINUTE)
      await pullAll(source, ledger)
    }
    assert.equal(finished(ledger), 1000)
  })

  test('of a partitioned table, which has its time in it', async () => {
    await db.sql(`CREATE TABLE jobs (id bigint, ${COLUMNS}, PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
      CREATE TABLE jobs_old PARTITION OF jobs FOR VALUES FROM (MINVALUE) TO (${at(START - 5 * MINUTE)});
      CREATE TABLE jobs_new PARTITION OF jobs FOR VALUES FROM (${at(START - 5 * MINUTE)}) TO (MAXVALUE);
      INSERT INTO jobs SELECT i, 'running', ${at(START)} - i * interval '1 s' FROM generate_series(1, 600) i`)
    const { source, clock } = testSource(db.url, [mapping('jobs')], { chunkRows: 100 })
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`UPDATE jobs SET status = 'completed', completed_at = ${at(START)}`)
    for (let i = 0; i < 3; i++) {
      clock.advance(MINUTE)
      await pullAll(source, ledger)
    }
    assert.deepEqual([subjects(ledger), finished(ledger)], [600, 600])
  })

  test('in a table whose name and columns have capitals and dots', async () => {
    await db.sql(`CREATE SCHEMA "My.Schema"; CREATE TABLE "My.Schema"."Job.List" ("Job.Id" text PRIMARY KEY, ${COLUMNS});
      CREATE INDEX ON "My.Schema"."Job.List" (created_at);
      CREATE TABLE "a.b" (id int PRIMARY KEY, ${COLUMNS}); CREATE INDEX ON "a.b" (created_at);
      INSERT INTO "My.Schema"."Job.List" VALUES ('x', 'running', ${at(START - MINUTE)});
      INSERT INTO "a.b" VALUES (1, 'running', ${at(START - MINUTE)})`)
    const tables = [mapping('"My.Schema"."Job.List"', 'Job.Id'), mapping('a.b')]
    const { source } = testSource(db.url, tables)
    assert.deepEqual(await source.check(new AbortController().signal), [])
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 2)
  })
})

describe('a table', () => {
  const fill = (rows: number, from: number, table = 'jobs'): string =>
    `INSERT INTO ${table} (status, created_at, completed_at) SELECT 'completed',
      ${at(from)} + i * interval '10 ms', ${at(from)} + i * interval '11 ms' FROM generate_series(1, ${rows}) i`
  const CREATE = `CREATE TABLE jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${COLUMNS});
    CREATE INDEX ON jobs (created_at);`

  async function readOnce() {
    await db.sql(`${CREATE} ${fill(200, START - 10 * MINUTE)};
      INSERT INTO jobs (status, created_at) VALUES ('running', ${at(START - MINUTE)})`)
    const target = testSource(db.url, [mapping('jobs')], { chunkRows: 100 })
    const ledger = createLedger()
    await pullAll(target.source, ledger)
    assert.equal(finished(ledger), 200)
    target.clock.advance(10 * MINUTE)
    const pull = (): Promise<Batch[]> => pullAll(target.source, ledger)
    return { ...target, ledger, pull }
  }
  const replaced = (batches: readonly Batch[]): boolean =>
    standing(batches).some(({ message }) => /emptied or replaced \(life 2\)/.test(message))

  const ways: Record<string, string> = {
    'truncated, its keys given out again': 'TRUNCATE jobs RESTART IDENTITY',
    'dropped and created again': `DROP TABLE jobs; ${CREATE}`,
    'renamed away, another in its place': `ALTER TABLE jobs RENAME TO jobs_1; ${CREATE}`,
    'emptied row by row, its keys given out again': 'DELETE FROM jobs; ALTER TABLE jobs ALTER id RESTART',
  }
  for (const [what, statement] of Object.entries(ways)) {
    test(`that is ${what} is read as a new one, and what was open in it counts as removed`, async () => {
      const { pull, ledger } = await readOnce()
      await db.sql(`${statement}; ${fill(150, START + 5 * MINUTE)}`)
      const batches = await pull()
      assert.ok(replaced(batches))
      assert.equal(finished(ledger), 350)
      const removed = [...ledger.events.values()].filter(({ type }) => type === 'task.removed')
      assert.deepEqual(
        removed.map(({ subject }) => subject),
        ['platform:jobs:201'],
      )
    })
  }

  const harmless: Record<string, string> = {
    'rewritten by VACUUM FULL': 'VACUUM FULL jobs',
    'given another type of column': 'ALTER TABLE jobs ALTER status TYPE char(20)',
    reindexed: 'REINDEX TABLE jobs',
    'copied and swapped': `CREATE TABLE copy (LIKE jobs INCLUDING INDEXES); INSERT INTO copy SELECT * FROM jobs;
      DROP TABLE jobs; ALTER TABLE copy RENAME TO jobs`,
  }
  for (const [what, statement] of Object.entries(harmless)) {
    test(`that is ${what} is the same one: nothing is read twice`, async () => {
      const { pull, ledger } = await readOnce()
      for (const part of statement.split(';')) await db.sql(part)
      const known = ledger.events.size
      const batches = await pull()
      assert.equal(replaced(batches), false)
      assert.equal(ledger.events.size, known)
    })
  }

  test('that is emptied is reported as empty, with its last row, and read on', async () => {
    const { pull, ledger, clock } = await readOnce()
    await db.sql('DELETE FROM jobs')
    const [problem] = standing(await pull())
    assert.match(problem?.message ?? '', /is empty, though rows were read/)
    assert.deepEqual(problem?.blind, {
      table: 'jobs',
      since: START + 10 * MINUTE,
      lastRow: START - MINUTE,
    })
    await db.sql(`${fill(10, START + 15 * MINUTE)}`)
    clock.advance(10 * MINUTE)
    // It is empty no more; that rows went between two pulls stands for a while.
    assert.deepEqual(
      standing(await pull()).map(({ key }) => key),
      ['rows come and go'],
    )
    assert.equal(finished(ledger), 210)
  })

  test('that is away says since when and when its last row was written', async () => {
    const { pull } = await readOnce()
    await db.sql('ALTER TABLE jobs RENAME TO elsewhere')
    const [problem] = standing(await pull())
    assert.match(problem?.message ?? '', /no such table/)
    assert.equal(problem?.blind?.lastRow, START - MINUTE)
  })

  test('whose rows are hidden by policies is blind, never emptied', async t => {
    if (server.engine === 'pglite') return t.skip('PGlite knows one user')
    const { pull, ledger, source } = await readOnce()
    await source.close()
    await db.sql(`CREATE ROLE hidden LOGIN PASSWORD 'x'; GRANT SELECT ON jobs TO hidden;
      GRANT USAGE ON SCHEMA public TO hidden; ALTER TABLE jobs ENABLE ROW LEVEL SECURITY`)
    const url = db.url.replace(/\/\/[^@]*@/, '//hidden:x@')
    const reader = testSource(url, [mapping('jobs')])
    reader.clock.advance(20 * MINUTE)
    const problems = standing(await pullAll(reader.source, ledger))
    assert.match(problems[0]?.message ?? '', /row-level security hides every row/)
    assert.ok(problems[0]?.blind)
    assert.equal([...ledger.events.values()].filter(({ type }) => type === 'task.removed').length, 0)
    await db.sql(problems[0]?.remedy?.replace(/^.*, or /, '') ?? '')
    reader.clock.advance(MINUTE)
    // The policy of the remedy shows every row, so that none is hidden any more.
    assert.deepEqual(standing(await pullAll(reader.source, ledger)), [])
    await db.sql('CREATE POLICY less ON jobs AS RESTRICTIVE FOR SELECT TO hidden USING (id > 1)')
    reader.clock.advance(MINUTE)
    const seen = standing(await pullAll(reader.source, ledger))
    assert.match(seen[0]?.message ?? '', /decides which rows this user sees/)
    assert.equal(seen[0]?.blind, undefined)
    await pull()
    await db.sql('DROP OWNED BY hidden; DROP ROLE hidden')
  })
})

describe('jobs that leave their table', () => {
  test('are closed as removed, not as failed, and said to be gone', async () => {
    await db.sql(`CREATE TABLE jobs (id int PRIMARY KEY, ${COLUMNS}); CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, 'running', ${at(START - MINUTE)} FROM generate_series(1, 150) i`)
    const { source, clock } = testSource(db.url, [mapping('jobs')])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`DELETE FROM jobs WHERE id <= 120;
      UPDATE jobs SET status = 'failed', completed_at = ${at(START)}`)
    clock.advance(MINUTE)
    const batches = await pullAll(source, ledger)
    assert.match(
      standing(batches).at(-1)?.message ?? '',
      /^120 of its 150 rows were deleted before their end/,
    )
    const types = Map.groupBy(ledger.events.values(), ({ type }) => type)
    assert.equal(types.get('task.removed')?.length, 120)
    assert.equal(types.get('task.failed')?.length, 30)
  })

  test('are finished where the archive to which they move says so', async () => {
    await db.sql(`CREATE TABLE jobs (id int PRIMARY KEY, ${COLUMNS}); CREATE INDEX ON jobs (created_at);
      CREATE TABLE done (serial bigserial PRIMARY KEY, id int, ${COLUMNS}); CREATE INDEX ON done (completed_at);
      INSERT INTO jobs SELECT i, 'running', ${at(START - MINUTE)} FROM generate_series(1, 150) i`)
    const { source, clock } = testSource(db.url, [{ ...mapping('jobs'), archive: 'done' }])
    assert.deepEqual(await source.check(new AbortController().signal), [])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`INSERT INTO done (id, status, created_at, completed_at)
        SELECT id, 'completed', created_at, ${at(START)} FROM jobs WHERE id <= 120 ORDER BY id DESC;
      DELETE FROM jobs WHERE id <= 120`)
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.equal(subjects(ledger), 150)
    assert.equal(finished(ledger), 120)
    const ends = [...ledger.events.values()].filter(({ type }) => type === 'task.finished')
    assert.ok(ends.every(({ subject }) => /^platform:jobs:\d+$/.test(subject)))
  })

  test('or are only written when they have ended, are read in the order of their ends, the slow ones too', async () => {
    await db.sql(`CREATE TABLE spend (id text PRIMARY KEY, status text, created_at timestamptz NOT NULL,
        completed_at timestamptz NOT NULL);
      CREATE INDEX ON spend (created_at); CREATE INDEX ON spend (completed_at)`)
    const { source, clock } = testSource(db.url, [mapping('spend')], { lag: 2 * MINUTE })
    const ledger = createLedger()
    await pullAll(source, ledger)
    for (let i = 1; i <= 5; i++) {
      clock.advance(5 * MINUTE)
      const now = clock.now()
      await db.sql(`INSERT INTO spend VALUES ('slow ${i}', 'failed', ${at(now - 270_000)}, ${at(now - 1000)}),
        ('quick ${i}', 'completed', ${at(now - 2000)}, ${at(now - 1000)})`)
      await pullAll(source, ledger)
    }
    assert.equal(finished(ledger), 5)
    assert.equal([...ledger.events.values()].filter(({ type }) => type === 'task.failed').length, 5)
  })
})
