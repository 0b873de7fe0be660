// By what rows are told apart: measured where nothing in the database sees to it, said by whoever knows it, and kept once they were read.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { HOUR, MINUTE } from '../../src/core/duration.ts'
import type { Id, TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import type { SourceProblem } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  type Ledger,
  pullAll,
  START,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'
import { majorVersion } from '../support/postgres/programs.ts'
import { followableForEachTest, followingSource } from '../support/postgres/replication.ts'

const db = databaseForEachTest()

const mapping = (table: string, id: Id = 'id'): TasksMapping => ({
  table,
  as: 'tasks',
  columns: { id, createdAt: 'created_at', completedAt: 'completed_at', status: 'status' },
})
const COLUMNS = 'status text, created_at timestamptz NOT NULL, completed_at timestamptz'
/** Rows that ended, some an hour apart, of three tenants. */
const FILL = `SELECT i, 't' || n, CASE WHEN n = 0 THEN 'failed' ELSE 'completed' END, c, c + interval '1 minute'
  FROM generate_series(1, 100) i, generate_series(0, 2) n,
    LATERAL (SELECT ${at(START)} - i * interval '2 minutes' - n * interval '7 hours' - interval '1 hour' AS c) AS x`

const endsOf = (ledger: Ledger): number =>
  new Set(
    [...ledger.events.values()].flatMap(({ type, subject }) =>
      type === 'task.failed' || type === 'task.finished' ? [subject] : [],
    ),
  ).size
const repeating = (problems: readonly SourceProblem[]): SourceProblem | undefined =>
  problems.find(({ key }) => key === 'its id repeats')

describe('an id that repeats within its table', () => {
  const kinds: Record<string, string> = {
    'a view over a key of several columns': `CREATE TABLE base (id int, tenant text, ${COLUMNS}, PRIMARY KEY (id, tenant));
      INSERT INTO base ${FILL}; CREATE VIEW jobs AS SELECT * FROM base`,
    'a table without a key': `CREATE TABLE jobs (id int, tenant text, ${COLUMNS}); INSERT INTO jobs ${FILL}`,
    'a table from which others inherit': `CREATE TABLE jobs (id int PRIMARY KEY, tenant text, ${COLUMNS});
      CREATE TABLE a (PRIMARY KEY (id)) INHERITS (jobs); CREATE TABLE b (PRIMARY KEY (id)) INHERITS (jobs);
      INSERT INTO jobs SELECT * FROM (${FILL}) x WHERE false;
      INSERT INTO a SELECT i, 'a', 'completed', ${at(START)} - i * interval '1 minute', ${at(START)} FROM generate_series(1, 100) i;
      INSERT INTO b SELECT i, 'b', 'failed', ${at(START)} - i * interval '1 minute', ${at(START)} FROM generate_series(1, 100) i`,
    'a table with a unique index that covers some rows alone': `CREATE TABLE jobs (id int, tenant text, ${COLUMNS});
      INSERT INTO jobs ${FILL}; CREATE UNIQUE INDEX ON jobs (id) WHERE tenant = 't0'`,
    'a key of other columns': `CREATE TABLE jobs (pk serial PRIMARY KEY, id int, tenant text, ${COLUMNS});
      INSERT INTO jobs (id, tenant, status, created_at, completed_at) ${FILL}`,
  }
  for (const [what, sql] of Object.entries(kinds)) {
    test(`of ${what} is a problem, and checked for; several columns together tell the rows apart`, async () => {
      await db.sql(`${sql}; ANALYZE`)
      const { source } = testSource(db.url, [mapping('jobs')])
      const problem = repeating(standing(await pullAll(source, createLedger())))
      assert.match(problem?.message ?? '', /^its id repeats: of \d00 rows that were looked at, \d00 have/)
      assert.match(problem?.remedy ?? '', /as in `id: \[id, tenant\]`/)
      assert.ok(repeating(await source.check(new AbortController().signal)) !== undefined)

      const whole = testSource(db.url, [mapping('jobs', ['id', 'tenant'])]).source
      const ledger = createLedger()
      assert.deepEqual(standing(await pullAll(whole, ledger)), [])
      const [rows] = await db.sql('SELECT count(*)::text AS n FROM jobs')
      assert.equal(endsOf(ledger), Number(rows?.n))
      assert.deepEqual(await whole.check(new AbortController().signal), [])
    })
  }

  test('is found at the next pull, however far apart in time its rows are', async () => {
    await db.sql(`CREATE TABLE jobs (id int, tenant text, ${COLUMNS}); INSERT INTO jobs ${FILL};
      CREATE INDEX ON jobs (created_at); CREATE INDEX ON jobs (id)`)
    const { source, clock } = testSource(db.url, [mapping('jobs')], { chunkRows: 10 })
    const ledger = createLedger()
    await pullAll(source, ledger)
    clock.advance(MINUTE)
    assert.ok(repeating(standing(await pullAll(source, ledger))) !== undefined)
  })
})

describe('the key by which rows are known', () => {
  const table = `CREATE TABLE jobs (id int PRIMARY KEY, other text, ${COLUMNS}); CREATE INDEX ON jobs (created_at);
    INSERT INTO jobs SELECT i, 'o' || i, CASE WHEN i % 2 = 0 THEN 'completed' ELSE 'running' END, ${at(START)} - i * interval '1 minute',
      CASE WHEN i % 2 = 0 THEN ${at(START)} END FROM generate_series(1, 100) i`
  const changes: Record<string, string> = {
    'gets another column': `ALTER TABLE jobs DROP CONSTRAINT jobs_pkey, ADD PRIMARY KEY (id, created_at)`,
    'is another column, and the old one has no index': `ALTER TABLE jobs ALTER other SET NOT NULL, DROP CONSTRAINT jobs_pkey,
      ADD PRIMARY KEY (other)`,
    'goes, and another column gets a unique index': `ALTER TABLE jobs DROP CONSTRAINT jobs_pkey, ALTER other SET NOT NULL;
      CREATE UNIQUE INDEX ON jobs (other)`,
    'becomes that of a partitioned table around the old one': `ALTER TABLE jobs RENAME TO old;
      CREATE TABLE jobs (LIKE old, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
      ALTER TABLE old DROP CONSTRAINT jobs_pkey, ADD PRIMARY KEY (id, created_at);
      ALTER TABLE jobs ATTACH PARTITION old DEFAULT`,
  }
  for (const [what, sql] of Object.entries(changes)) {
    test(`stays what it was when that of the table ${what}: no row counts twice, and it is said`, async () => {
      await db.sql(table)
      const { source, clock } = testSource(db.url, [mapping('jobs')])
      const ledger = createLedger()
      await pullAll(source, ledger)
      const first = ledger.events.size
      await db.sql(sql)
      clock.advance(MINUTE)
      const said = standing(await pullAll(source, ledger)).map(({ message }) => message)
      const changed = /^its key has changed to \(.*\); its rows are still known by \(id\)$/
      assert.equal(said.filter(message => changed.test(message)).length, 1, said.join('\n'))
      // What was relied on and is gone with the key is said beside it.
      assert.deepEqual(
        said.filter(
          message => !changed.test(message) && !/ is gone; the table has about \d+ rows/.test(message),
        ),
        [],
      )
      await db.sql(
        `UPDATE jobs SET status = 'failed', completed_at = ${at(START + MINUTE)} WHERE completed_at IS NULL`,
      )
      clock.advance(MINUTE)
      await pullAll(source, ledger)
      assert.deepEqual([ledger.events.size, endsOf(ledger)], [first + 50, 100])
    })
  }
})

describe('a key that is written otherwise by now, though its type takes both for the same', () => {
  test('is another row: what was open under the first is removed, and nothing stays open for ever', async () => {
    await db.sql(`CREATE TABLE jobs (id numeric PRIMARY KEY, ${COLUMNS}); CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, 'running', ${at(START - HOUR)} FROM generate_series(1, 20) i`)
    const { source, clock } = testSource(db.url, [mapping('jobs')])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql('UPDATE jobs SET id = id * 1.0')
    clock.advance(10 * MINUTE)
    await pullAll(source, ledger)
    assert.deepEqual(outcomesOf(ledger), { open: 20, removed: 20 })
    await db.sql(`UPDATE jobs SET status = 'completed', completed_at = ${at(START)}`)
    clock.advance(10 * MINUTE)
    await pullAll(source, ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 20, removed: 20 })
  })
})

describe('a table with a partition for each status', () => {
  const PARTED = `CREATE TABLE jobs (id bigserial, ${COLUMNS}, PRIMARY KEY (id, status)) PARTITION BY LIST (status);
    CREATE TABLE jobs_open PARTITION OF jobs FOR VALUES IN ('queued', 'running');
    CREATE TABLE jobs_over PARTITION OF jobs DEFAULT; CREATE INDEX ON jobs (created_at)`
  const END = `UPDATE jobs SET status = CASE WHEN id <= 15 THEN 'completed' ELSE 'failed' END, completed_at = created_at + interval '1 s' WHERE id <= 20`

  test('has the same rows in all of them, which end and are not removed', async () => {
    await db.sql(
      `${PARTED}; INSERT INTO jobs (status, created_at) SELECT 'queued', ${at(START - MINUTE)} FROM generate_series(1, 30)`,
    )
    const ledger = createLedger()
    const { source, clock } = testSource(db.url, [mapping('jobs')])
    await pullAll(source, ledger)
    await db.sql(END)
    clock.advance(MINUTE)
    assert.deepEqual(standing(await pullAll(source, ledger)), [])
    assert.deepEqual(outcomesOf(ledger), { completed: 15, failed: 5, open: 10 })
  })

  const followed = followableForEachTest(PARTED)
  test('is followed as one', { skip: withoutPostgres }, async () => {
    // PostgreSQL 12 publishes no partitioned table: there a row that changes its partition is removed from one and new in another.
    const tables =
      (majorVersion() ?? 13) < 13 ? 'jobs_open, jobs_over' : 'jobs WITH (publish_via_partition_root = true)'
    await followed.sql(`CREATE PUBLICATION slowburn_platform FOR TABLE ${tables}`)
    const ledger = createLedger()
    const pull = async () => {
      await wait(60)
      return pullAll(followingSource(followed.url, [mapping('jobs')]), ledger)
    }
    await pull()
    await followed.sql(
      "INSERT INTO jobs (status, created_at) SELECT 'queued', now() FROM generate_series(1, 30)",
    )
    await followed.sql(END)
    assert.deepEqual(standing(await pull()), [])
    assert.deepEqual(outcomesOf(ledger), { completed: 15, failed: 5, open: 10 })
    await followed.sql('DELETE FROM jobs')
    await pull()
    assert.deepEqual(outcomesOf(ledger), { completed: 15, failed: 5, removed: 10 })
  })
})
