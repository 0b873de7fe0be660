// What the owner of a database does to it while it is read: locks, limits, passwords.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { Client } from 'pg'
import { MINUTE } from '../../src/core/duration.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import {
  startPostgres,
  type TestDatabase,
  type TestPostgres,
  withoutPostgres,
} from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  pullAll,
  START,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'

const count = (table: string): TableMapping => ({
  table,
  as: 'observations',
  observation: table,
  columns: { id: 'id', at: 'at' },
})

describe('the owner', { skip: withoutPostgres }, () => {
  let server: TestPostgres
  let db: TestDatabase
  let roles = 0
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())
  beforeEach(async () => {
    db = await server.create()
    for (const table of ['one', 'two']) {
      await db.sql(`CREATE TABLE ${table} (id serial PRIMARY KEY, at timestamptz NOT NULL); CREATE INDEX ON ${table} (at);
        INSERT INTO ${table} (at) SELECT ${at(START)} - i * interval '1 s' FROM generate_series(1, 50) i`)
    }
  })
  afterEach(() => db.drop())

  async function role(options = ''): Promise<{ name: string; url: string }> {
    roles += 1
    const name = `reader_${roles}`
    await db.sql(`CREATE ROLE ${name} LOGIN PASSWORD 'first' ${options}; GRANT USAGE ON SCHEMA public TO ${name};
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`)
    return { name, url: db.url.replace(/\/\/[^@]*@/, `//${name}:first@`) }
  }

  test('may lock a table: it is named within seconds, the other is read, and it is read when it is free', async () => {
    const holder = new Client({ connectionString: db.url })
    await holder.connect()
    await holder.query('BEGIN; LOCK TABLE one IN ACCESS EXCLUSIVE MODE')
    const { source, clock } = testSource(db.url, [count('one'), count('two')])
    const ledger = createLedger()
    const began = performance.now()
    const batches = await pullAll(source, ledger)
    assert.ok(performance.now() - began < 10_000)
    assert.equal(ledger.events.size, 50)
    const [problem] = standing(batches)
    assert.equal(problem?.where, 'one')
    assert.match(problem?.message ?? '', /lock timeout/)
    assert.deepEqual(problem?.blind, { table: 'one', since: START, lastRow: null })
    await holder.query('COMMIT')
    await holder.end()
    clock.advance(MINUTE)
    assert.deepEqual(standing(await pullAll(source, ledger)), [])
    assert.equal(ledger.events.size, 100)
  })

  test('may limit our statements further: the limit is never raised', async t => {
    const { name, url } = await role()
    await db.sql(`ALTER ROLE ${name} SET statement_timeout = '700ms'; ALTER ROLE ${name} SET lock_timeout = '300ms';
      CREATE VIEW limits AS SELECT 1 AS id, ${at(START - MINUTE)} AS at,
        (SELECT setting::numeric FROM pg_settings WHERE name = 'statement_timeout') AS statement,
        (SELECT setting::numeric FROM pg_settings WHERE name = 'lock_timeout') AS locking;
      GRANT SELECT ON limits TO ${name}`)
    const limit = (value: string): TableMapping => ({
      table: 'limits',
      as: 'observations',
      observation: value,
      columns: { id: 'id', at: 'at', value },
    })
    const { source } = testSource(url, [limit('statement'), limit('locking')], { statementTimeout: MINUTE })
    t.after(() => source.close())
    const ledger = createLedger()
    await pullAll(source, ledger)
    const seen = [...ledger.events.values()].map(({ data }) => data)
    assert.deepEqual(seen, [
      { name: 'statement', value: 700 },
      { name: 'locking', value: 300 },
    ])
    await source.close()
    await db.sql(`DROP OWNED BY ${name}; DROP ROLE ${name}`)
  })

  test('may change the password: the source is down in one clear line, loses nothing, and reads on with the new one', async () => {
    const { name, url } = await role()
    const ledger = createLedger()
    await pullAll(testSource(url, [count('one')]).source, ledger)
    await db.sql(`ALTER ROLE ${name} PASSWORD 'second'; INSERT INTO one (at) VALUES (${at(START)})`)
    await assert.rejects(
      pullAll(testSource(url, [count('one')]).source, ledger),
      /did not accept the user or password/,
    )
    const { source, clock } = testSource(url.replace(':first@', ':second@'), [count('one')])
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 51)
    await db.sql(`DROP OWNED BY ${name}; DROP ROLE ${name}`)
  })
})
