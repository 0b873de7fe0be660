import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TableMapping } from '../../../../src/sources/postgres/mapping/mapping.ts'
import { pgliteServers, type TestDatabase, type TestPostgres } from '../../../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  keepIn,
  pullAll,
  START,
  standing,
  testSource,
} from '../../../support/postgres/postgres-source.ts'

const count = (table: string): TableMapping => ({
  table,
  as: 'observations',
  observation: table,
  columns: { id: 'id', at: 'at' },
})

describe('a round over several tables', () => {
  let server: TestPostgres
  let db: TestDatabase
  before(async () => {
    server = pgliteServers()
    db = await server.create()
    for (const [table, rows] of [
      ['huge', 900],
      ['small', 1],
    ] as const) {
      await db.sql(`CREATE TABLE ${table} (id serial PRIMARY KEY, at timestamptz NOT NULL);
        CREATE INDEX ON ${table} (at);
        INSERT INTO ${table} (at) SELECT ${at(START)} - i * interval '1 s' FROM generate_series(1, ${rows}) i`)
    }
  })
  after(() => server.stop())

  test('gives each its turn: a small one is read with the first chunk of a huge one', async () => {
    const { source } = testSource(db.url, [count('huge'), count('small')], { chunkRows: 100 })
    const batches = await pullAll(source, createLedger())
    const first = batches.findIndex(({ events }) => events.some(event => event.id.includes(':small:')))
    assert.ok(batches.length > 5)
    assert.ok(first <= 1, `the small table came with batch ${first}`)
  })

  test('reads every row of every table once', async () => {
    const { source } = testSource(db.url, [count('huge'), count('small')], { chunkRows: 100 })
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.deepEqual([ledger.events.size, ledger.duplicates], [901, 0])
  })

  test('keeps a chunk in parts, and goes on within it where it was ended there', async () => {
    await db.sql(`CREATE TABLE long (id serial PRIMARY KEY, at timestamptz NOT NULL);
      CREATE INDEX ON long (at);
      INSERT INTO long (at) SELECT ${at(START)} - interval '1 h' - i * interval '1 s' FROM generate_series(1, 2500) i`)
    const { source } = testSource(db.url, [count('long')])
    const ledger = createLedger()
    keepIn(ledger, source)
    const sizes: number[] = []
    for await (const batch of source.pull(null, new AbortController().signal)) {
      ledger.commit(batch)
      sizes.push(batch.events.length)
      if (sizes.length === 2) break
    }
    const rest = await pullAll(source, ledger)
    sizes.push(...rest.map(({ events }) => events.length))
    assert.deepEqual(
      sizes.filter(size => size > 0),
      [1000, 1000, 500],
    )
    assert.deepEqual([ledger.events.size, ledger.duplicates], [2500, 0])
  })

  test('names a table that cannot be read, and reads the others', async () => {
    await db.sql('CREATE VIEW broken AS SELECT id, at, 1 / (id - id) AS value FROM huge')
    const broken: TableMapping = {
      table: 'broken',
      as: 'observations',
      observation: 'broken',
      columns: { id: 'id', at: 'at', value: 'value' },
    }
    const { source } = testSource(db.url, [broken, count('small')])
    const ledger = createLedger()
    const batches = await pullAll(source, ledger)
    assert.equal(ledger.events.size, 1)
    assert.deepEqual(
      standing(batches).map(({ where }) => where),
      ['broken'],
    )
  })
})
