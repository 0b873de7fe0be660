// No row is lost in silence: late ones, long transactions, a standby whose replay stands still, and kills between.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { systemClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/duration.ts'
import { type Random, randomStream } from '../../src/core/random.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch, PulledSource } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { startPostgres, withoutPostgres } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  keepIn,
  type Ledger,
  pullAll,
  START,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'
import { startStandby } from '../support/postgres/standby.ts'

const db = databaseForEachTest()

const NOTES: TableMapping = {
  table: 'notes',
  as: 'observations',
  observation: 'note',
  columns: { id: 'id', at: 'created_at' },
}
const TABLE = `CREATE TABLE notes (id bigserial PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX ON notes (created_at);`

interface LateRow {
  created: number
  visible: number
}

/** Over two days, each visible up to a day after its time; in the order in which they become visible. */
function lateRows(random: Random, rows: number): LateRow[] {
  const late = [...Array(rows).keys()].map(() => {
    const created = Math.round(START + random.uniform() * 2 * DAY)
    return { created, visible: created + random.uniform() * DAY }
  })
  return late.sort((a, b) => a.visible - b.visible)
}

/** Killed after some batch, or before it was committed: a new process goes on from what is on disk. */
async function pullAndDie(source: PulledSource, ledger: Ledger, random: Random): Promise<void> {
  keepIn(ledger, source)
  try {
    for await (const batch of source.pull(ledger.cursor, new AbortController().signal)) {
      if (random.chance(0.5)) break
      ledger.commit(batch)
      if (random.chance(0.5)) break
    }
  } finally {
    await source.close()
  }
}

const unaccounted = (batches: readonly Batch[]): number => batches.at(-1)?.unaccounted?.notes ?? -1

describe('rows that become visible long after their time', () => {
  test('are all taken, in whatever order they come and wherever the reading is killed', async t => {
    await db.sql(TABLE)
    const random = randomStream(11)
    const rows = lateRows(random, 3_000)
    const options = { chunkRows: 200, reconcileEvery: 10 * MINUTE, backfill: 5 * DAY }
    let { source, clock } = testSource(db.url, [NOTES], options)
    const ledger = createLedger()
    let next = 0
    let kills = 0
    for (let now = START; now < START + 4.2 * DAY; now += HOUR) {
      const due = rows.filter(({ visible }, i) => i >= next && visible <= now)
      next += due.length
      const values = due.map(({ created }) => `(${at(created)})`).join(', ')
      if (due.length > 0) await db.sql(`INSERT INTO notes (created_at) VALUES ${values}`)
      clock.set(now)
      if (!random.chance(0.3)) {
        await pullAll(source, ledger)
        continue
      }
      kills++
      await pullAndDie(source, ledger, random)
      ;({ source, clock } = testSource(db.url, [NOTES], { ...options, clock }))
    }
    const last = await pullAll(source, ledger)
    assert.equal(next, rows.length)
    assert.equal(ledger.events.size, rows.length)
    assert.equal(unaccounted(last), 0)
    const behind = (last.at(-1)?.completeUpTo ?? 0) - clock.now()
    assert.ok(
      behind <= -HOUR && behind > -2 * HOUR,
      'it waits as long as it may, having seen how late they come',
    )
    t.diagnostic(`${rows.length} rows up to 24 h late, ${kills} kills, 0 unaccounted`)
  })

  test('in a table in the order of its key are found as well', async () => {
    await db.sql(`CREATE TABLE notes (id bigint PRIMARY KEY, created_at timestamptz);
      INSERT INTO notes SELECT i, ${at(START)} - (20000 - i) * interval '1 s' FROM generate_series(1, 20000) i
        WHERE i % 1000 <> 7`)
    const { source, clock } = testSource(db.url, [NOTES])
    const ledger = createLedger()
    await pullAll(source, ledger)
    clock.advance(HOUR)
    await pullAll(source, ledger)
    await db.sql(`INSERT INTO notes SELECT i, ${at(START)} - (20000 - i) * interval '1 s' FROM generate_series(1, 20000) i
        WHERE i % 1000 = 7`)
    for (let i = 0; i < 12; i++) {
      clock.advance(10 * MINUTE)
      await pullAll(source, ledger)
    }
    const lost = 20_000 - ledger.events.size
    // Keys from which reading goes on are compared once they are complete.
    assert.ok(lost <= 4, `${lost} rows were not found`)
  })

  test('are never read twice into the same event, and rows that are deleted are forgotten', async () => {
    await db.sql(`${TABLE} INSERT INTO notes (created_at)
      SELECT ${at(START)} - i * interval '1 minute' FROM generate_series(1, 1000) i`)
    const { source, clock, statements } = testSource(db.url, [NOTES], { reconcileEvery: MINUTE })
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql('DELETE FROM notes WHERE id % 2 = 0')
    for (let i = 0; i < 3; i++) {
      clock.advance(5 * MINUTE)
      await pullAll(source, ledger)
    }
    statements.length = 0
    clock.advance(5 * MINUTE)
    const batches = await pullAll(source, ledger)
    assert.equal(unaccounted(batches), 0)
    assert.equal(ledger.events.size, 1000)
    assert.ok(statements.length < 16, `what is gone is not looked for again: ${statements.length}`)
  })
})

describe('transactions that are still running', { skip: withoutPostgres }, () => {
  test('hold back what is complete: nothing that they commit is late, for a user who may only read', async t => {
    await db.sql(`${TABLE} CREATE ROLE reader LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO reader;
      GRANT SELECT ON notes TO reader`)
    const { source } = testSource(db.url.replace(/\/\/[^@]*@/, '//reader:x@'), [NOTES], {
      now: 'database',
      lag: SECOND,
      clock: systemClock as never,
    })
    const ends = Date.now() + 12_000
    const writer = async (seed: number): Promise<void> => {
      const random = randomStream(seed)
      const client = new Client({ connectionString: db.url })
      await client.connect()
      while (Date.now() < ends) {
        await client.query('BEGIN')
        await client.query('INSERT INTO notes DEFAULT VALUES')
        await wait(random.uniform() < 0.05 ? 3_000 : random.uniform() * 200)
        await client.query('INSERT INTO notes DEFAULT VALUES')
        await client.query(random.uniform() < 0.05 ? 'ROLLBACK' : 'COMMIT').then(() => {})
      }
      await client.end()
    }
    const writers = Promise.all([1, 2, 3, 4].map(writer))
    const ledger = createLedger()
    let late = 0
    let complete = 0
    const lags: number[] = []
    while (Date.now() < ends + 1_000) {
      keepIn(ledger, source)
      for await (const batch of source.pull(ledger.cursor, new AbortController().signal)) {
        for (const event of batch.events) if (!ledger.events.has(event.id) && event.at < complete) late++
        ledger.commit(batch)
        complete = Math.max(complete, batch.completeUpTo ?? 0)
      }
      lags.push(Date.now() - complete)
      await wait(200)
    }
    await writers
    await wait(1_500)
    await pullAll(source, ledger)
    const [{ n = '0' } = {}] = await db.sql('SELECT count(*)::text AS n FROM notes')
    assert.equal(ledger.events.size, Number(n))
    assert.equal(late, 0)
    lags.sort((a, b) => a - b)
    t.diagnostic(`${n} rows, 0 late; median lag ${lags[Math.floor(lags.length / 2)]} ms`)
    await db.sql('DROP OWNED BY reader; DROP ROLE reader')
  })
})

describe('a standby', { skip: withoutPostgres }, () => {
  test('whose replay stands still is complete up to where it stands, and says so; what comes then is not late', async () => {
    const pair = await startStandby()
    try {
      await pair.primary(TABLE)
      await pair.primary('INSERT INTO notes DEFAULT VALUES')
      await pair.caughtUp()
      const { source } = testSource(pair.standbyUrl, [NOTES], {
        now: 'database',
        lag: SECOND,
        clock: systemClock as never,
      })
      const ledger = createLedger()
      await pullAll(source, ledger)
      assert.equal(ledger.events.size, 1)
      await pair.standby('SELECT pg_wal_replay_pause()')
      const paused = Date.now()
      await pair.primary('INSERT INTO notes SELECT FROM generate_series(1, 100)')
      await wait(3_000)
      const still = await pullAll(source, ledger)
      assert.ok((still.at(-1)?.completeUpTo ?? 0) < paused)
      assert.equal(ledger.events.size, 1)
      await pair.standby('SELECT pg_wal_replay_resume()')
      await pair.caughtUp()
      await pullAll(source, ledger)
      assert.equal(ledger.events.size, 101)
      assert.deepEqual(standing(await pullAll(source, ledger)), [])
    } finally {
      await pair.stop()
    }
  })
})

describe('a table that another server feeds', { skip: withoutPostgres }, () => {
  test('is complete up to where its subscription stands; what comes then is not late', async t => {
    const server = await startPostgres(['wal_level=logical'])
    t.after(() => server.stop())
    const [from, fed] = [await server.create(), await server.create()]
    const name = new URL(from.url)
    await from.sql(TABLE)
    await from.sql('CREATE PUBLICATION p FOR TABLE notes')
    await from.sql(`SELECT pg_create_logical_replication_slot('fed', 'pgoutput')`)
    await fed.sql(TABLE)
    const conninfo = `host=${name.hostname} port=${name.port} dbname=${name.pathname.slice(1)} user=${name.username} password=''${decodeURIComponent(name.password)}''`
    await fed.sql(
      `CREATE SUBSCRIPTION s CONNECTION '${conninfo}' PUBLICATION p WITH (create_slot = false, slot_name = 'fed', copy_data = false)`,
    )
    const arrived = async (rows: number): Promise<void> => {
      for (;;) {
        const [{ n } = { n: null }] = await fed.sql('SELECT count(*)::text AS n FROM notes')
        if (Number(n) === rows) return
        await wait(100)
      }
    }
    await from.sql('INSERT INTO notes DEFAULT VALUES')
    await arrived(1)
    const { source } = testSource(fed.url, [NOTES], {
      now: 'database',
      lag: SECOND,
      clock: systemClock as never,
    })
    const ledger = createLedger()
    await pullAll(source, ledger)
    await fed.sql('ALTER SUBSCRIPTION s DISABLE')
    const disabled = Date.now()
    await from.sql('INSERT INTO notes SELECT FROM generate_series(1, 100)')
    await wait(3_000)
    const still = await pullAll(source, ledger)
    assert.ok((still.at(-1)?.completeUpTo ?? 0) < disabled, 'nothing is complete that is not there')
    await fed.sql('ALTER SUBSCRIPTION s ENABLE')
    await arrived(101)
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 101)
  })
})
