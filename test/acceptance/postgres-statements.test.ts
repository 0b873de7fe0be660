// What the source asks of a production database: one connection, read-only, and only what an index serves.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Client } from 'pg'
import { MINUTE } from '../../src/core/duration.ts'
import type { Statement } from '../../src/sources/postgres/connection/session.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  pullAll,
  START,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'

const TABLES: TableMapping[] = [
  TASKS,
  {
    table: 'claims',
    as: 'claims',
    columns: {
      id: 'id',
      probability: 'probability',
      madeAt: 'made_at',
      verifiedAt: 'verified_at',
      outcome: 'outcome',
    },
  },
  { table: 'ledger', as: 'observations', observation: 'ledger', columns: { id: 'id', at: 'created_at' } },
]

/** Most rows of one comparison. */
const COMPARED = 5_000

let server: TestPostgres
let db: TestDatabase
const statements: Statement[] = []

before(async () => {
  server = await startPostgres()
  db = await server.create()
  await db.sql(`${TASK_TABLE}
    CREATE TABLE claims (id bigserial PRIMARY KEY, probability float8, made_at timestamptz,
      verified_at timestamptz, outcome boolean);
    CREATE INDEX ON claims (made_at);
    CREATE TABLE ledger (id serial PRIMARY KEY, created_at timestamptz);
    INSERT INTO execution_tasks (task_id, type, status, created_at, completed_at)
      SELECT 'task-' || i, 'build', CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'completed' END,
        ${at(START)} - i * interval '1 minute',
        CASE WHEN i % 10 <> 0 THEN ${at(START)} - i * interval '1 minute' + interval '30 seconds' END
      FROM generate_series(1, 40000) AS i;
    INSERT INTO claims (probability, made_at) SELECT 0.5, ${at(START)} - i * interval '1 minute'
      FROM generate_series(1, 40000) AS i;
    INSERT INTO ledger (created_at) SELECT ${at(START)} - i * interval '1 minute' FROM generate_series(40000, 1, -1) AS i;
    ANALYZE`)
  const target = testSource(db.url, TABLES, { chunkRows: 1_000, reconcileRows: COMPARED })
  const ledger = createLedger()
  await pullAll(target.source, ledger)
  target.clock.advance(MINUTE)
  await pullAll(target.source, ledger)
  statements.push(...target.statements)
})
after(async () => {
  try {
    await db.drop()
  } finally {
    await server.stop()
  }
})

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Cond'?: string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** The plan that PostgreSQL takes under the settings of a session, and how many rows each node touched. */
async function explain(client: Client, { text, values }: Statement): Promise<PlanNode> {
  const result = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values])
  return result.rows[0]['QUERY PLAN'][0].Plan as PlanNode
}

function nodes(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)]
}

describe('every statement on a table', () => {
  test('follows an index and touches no more rows than a chunk', async t => {
    const client = new Client({ connectionString: db.url })
    await client.connect()
    await client.query(
      `SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET TimeZone = 'UTC'`,
    )
    const onTables = statements.filter(({ text }) => /(FROM|JOIN) "/.test(text))
    // Before PostgreSQL 13 a page is sorted once its end is known.
    const [{ version } = { version: 0 }] = (
      await client.query(`SELECT current_setting('server_version_num')::int AS version`)
    ).rows as Array<{ version: number }>
    const sortsPages = version < 130_000
    const shapes = new Map(onTables.map(statement => [statement.text.replace(/\d+/g, 'n'), statement]))
    assert.ok(shapes.size >= 10)
    try {
      for (const statement of [...shapes.values(), ...onTables.filter((_, i) => i % 10 === 0)]) {
        const all = nodes(await explain(client, statement))
        // What the catalogue knows of policies is a page or two, which PostgreSQL 12 reads whole.
        const ofTables = all.filter(({ 'Relation Name': name = 'pg_' }) => !name.startsWith('pg_'))
        for (const node of ofTables) {
          assert.match(
            node['Node Type'],
            /^Index (Only )?Scan$/,
            `${node['Relation Name']}: ${statement.text}`,
          )
          const touched = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
          const most = /count\(\*\)/.test(statement.text) ? COMPARED : 1_100
          assert.ok(touched <= most, `${touched} rows: ${statement.text}`)
        }
        assert.ok(sortsPages || !all.some(node => node['Node Type'] === 'Sort'), statement.text)
      }
    } finally {
      await client.end()
    }
    t.diagnostic(`${shapes.size} shapes of statement`)
  })

  test('has a limit, a list of keys, the ends of a stretch, or asks for the ends of an index', () => {
    for (const { text } of statements.filter(candidate => /(FROM|JOIN) "/.test(candidate.text))) {
      assert.match(text, /LIMIT \d+$|FROM unnest\(\$1|^SELECT min\(|>= \$1::.* AND .* < \$2::.* GROUP BY 1$/)
    }
  })
})

describe('the connection', () => {
  test('is one, named slowburn, read-only and limited in time', async t => {
    if (server.engine === 'pglite') return t.skip('PGlite has no pg_stat_activity of other sessions')
    const { source } = testSource(db.url, TABLES, { chunkRows: 1_000, statementTimeout: 1_234 })
    let seen: Array<Record<string, string | null>> = []
    for await (const _ of source.pull(null, new AbortController().signal)) {
      seen = await db.sql(`SELECT application_name FROM pg_stat_activity WHERE application_name = 'slowburn'`)
      break
    }
    assert.equal(seen.length, 1)
    const left = await db.sql(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'slowburn'`)
    assert.equal(left.length, 0)
  })

  test('is given back after each pull, so that a database of a single connection can be used by others', async () => {
    const { source } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    for (let i = 0; i < 2; i++) {
      await pullAll(source, ledger)
      const other = new Client({ connectionString: db.url })
      await other.connect()
      assert.equal((await other.query('SELECT 1')).rowCount, 1)
      await other.end()
    }
  })
})
