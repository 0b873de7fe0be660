// What may befall a stream of changes: each fault is said, nothing that can still be known is lost, and no slot fills a disk.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import type { PostgresOptions } from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch, SourceProblem } from '../../src/sources/source.ts'
import { startPostgres, withoutPostgres } from '../support/postgres/postgres.ts'
import {
  createLedger,
  type Ledger,
  pullAll,
  standing,
  TASK_TABLE,
  TASKS,
} from '../support/postgres/postgres-source.ts'
import {
  dropSlots,
  followableForEachTest,
  followingSource,
  LOGICAL,
  PUBLICATION,
  withoutServerLimit,
} from '../support/postgres/replication.ts'
import { startStandby } from '../support/postgres/standby.ts'

const insert = (id: string): string =>
  `INSERT INTO execution_tasks (task_id, type, status) VALUES ('${id}', 'build', 'running')`
const DONE = `UPDATE execution_tasks SET status = 'completed', completed_at = now()`
/** About 40 MB of log that is of no concern to the slot. */
const NOISE = `CREATE TABLE noise AS SELECT repeat(md5(i::text), 30) AS t FROM generate_series(1, 40000) i; DROP TABLE noise`
const SLOTS = `SELECT slot_name::text AS name FROM pg_replication_slots WHERE database = current_database()`

const said = (batches: readonly Batch[]): string => standing(batches).map(wordsOf).join('\n')
const wordsOf = ({ where, message, remedy }: SourceProblem): string => `${where}: ${message}. ${remedy ?? ''}`
const typesOf = (ledger: Ledger, id: string): string[] =>
  [...ledger.events.values()].flatMap(({ type, subject }) => (subject.endsWith(`:${id}`) ? [type] : []))

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(50)
}

describe('a stream of changes', { skip: withoutPostgres }, () => {
  const db = followableForEachTest(`${TASK_TABLE} ${PUBLICATION}`)

  async function pulled(
    ledger: Ledger,
    more: Partial<PostgresOptions> = {},
    url: string = db.url,
  ): Promise<Batch[]> {
    await wait(60)
    return pullAll(followingSource(url, [TASKS], more), ledger)
  }

  test('begins when the transactions that run have ended, however long that takes; the tables are polled meanwhile', async () => {
    const ledger = createLedger()
    const running = new Client({ connectionString: db.url })
    await running.connect()
    await running.query(`BEGIN; ${insert('a')}`)
    const source = followingSource(db.url, [TASKS])
    try {
      await db.sql(insert('b'))
      const waits = /the slot slowburn_platform is being made: PostgreSQL waits for transactions that run/
      for (let pull = 0; pull < 2; pull++) assert.match(said(await pullAll(source, ledger)), waits)
      assert.deepEqual(typesOf(ledger, 'b'), ['task.queued'])
      await running.query('COMMIT')
      await until(
        async () => (await db.sql(`${SLOTS} AND confirmed_flush_lsn IS NOT NULL AND NOT active`)).length > 0,
      )
      assert.equal(said(await pullAll(source, ledger)), '')
      await db.sql(`${DONE}; DELETE FROM execution_tasks`)
      await wait(60)
      await pullAll(source, ledger)
      for (const id of ['a', 'b']) assert.deepEqual(typesOf(ledger, id), ['task.queued', 'task.finished'])
    } finally {
      await running.end()
      await source.close()
    }
  })

  test('that still waits at the end leaves no slot behind', async () => {
    const running = new Client({ connectionString: db.url })
    await running.connect()
    await running.query(`BEGIN; ${insert('a')}`)
    try {
      const source = followingSource(db.url, [TASKS])
      await pullAll(source, createLedger())
      assert.deepEqual(await db.sql(SLOTS), [{ name: 'slowburn_platform' }])
      await source.close()
      await until(async () => (await db.sql(SLOTS)).length === 0)
    } finally {
      await running.end()
    }
  })

  test('is dropped when it holds back more than it may, said for a day, polled meanwhile, and made anew', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(insert('a'))
    await db.sql(NOISE)
    const slotWal = 16 * 1024 ** 2
    const words = said(await pulled(ledger, { slotWal }))
    assert.match(
      words,
      /held back \d+ MB of the log, more than 16 MB, and was dropped: rows that came and were deleted/,
    )
    assert.deepEqual(await db.sql(SLOTS), [])
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued'])
    assert.match(said(await pulled(ledger, { slotWal })), /was dropped/)
    assert.deepEqual(await db.sql(SLOTS), [{ name: 'slowburn_platform' }])
    await db.sql(insert('b'))
    await db.sql(`${DONE}; DELETE FROM execution_tasks`)
    await pulled(ledger, { slotWal })
    for (const id of ['a', 'b']) assert.deepEqual(typesOf(ledger, id), ['task.queued', 'task.finished'])
  })

  test('is not made a second time within the hour where more is written than can be read', async () => {
    const ledger = createLedger()
    const slotWal = 16 * 1024 ** 2
    for (let i = 0; i < 2; i++) {
      await pulled(ledger, { slotWal })
      await db.sql(NOISE)
      await pulled(ledger, { slotWal })
    }
    assert.match(said(await pulled(ledger, { slotWal })), /it is made again in 1h/)
    assert.deepEqual(await db.sql(SLOTS), [])
    await db.sql(insert('a'))
    await pulled(ledger, { slotWal })
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued'])
  })

  test('whose slot the server has given up is made anew, and that is said', {
    skip: withoutServerLimit,
  }, async () => {
    const own = await startPostgres([...LOGICAL, 'max_slot_wal_keep_size=16MB'])
    try {
      const { sql, url } = await own.create()
      await sql(`${TASK_TABLE} ${PUBLICATION}`)
      const ledger = createLedger()
      await pulled(ledger, {}, url)
      for (let i = 0; i < 3; i++)
        for (const one of [NOISE, 'SELECT pg_switch_wal()', 'CHECKPOINT']) await sql(one)
      await sql(insert('a'))
      assert.match(
        said(await pulled(ledger, {}, url)),
        /the server threw away what the slot slowburn_platform had still/,
      )
      await pulled(ledger, {}, url)
      await sql('DELETE FROM execution_tasks')
      await pulled(ledger, {}, url)
      assert.deepEqual(typesOf(ledger, 'a'), ['task.queued', 'task.removed'])
    } finally {
      await own.stop()
    }
  })

  test('whose slot somebody dropped goes on with a new one: what is in the table then is polled', async () => {
    const ledger = createLedger()
    await db.sql(insert('a'))
    await pulled(ledger)
    await dropSlots(db)
    await db.sql(DONE)
    await db.sql(insert('b'))
    assert.match(
      said(await pulled(ledger)),
      /the slot slowburn_platform is gone: rows that came and were deleted/,
    )
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued', 'task.finished'])
    assert.deepEqual(typesOf(ledger, 'b'), ['task.queued'])
  })

  test('goes on after our own store was restored from an earlier copy, and says what that costs', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(insert('a'))
    await pulled(ledger)
    const copy = { ...createLedger(), cursor: ledger.cursor, events: new Map(ledger.events) }
    copy.commit = batch => {
      for (const event of batch.events) copy.events.set(event.id, event)
      copy.cursor = batch.cursor
    }
    await db.sql('DELETE FROM execution_tasks')
    await pulled(ledger)
    await db.sql(NOISE)
    await pulled(ledger)
    await pulled(ledger)
    assert.match(said(await pulled(copy)), /has been read further than what is kept here/)
    assert.deepEqual(typesOf(copy, 'a'), ['task.queued', 'task.removed'])
  })

  test('goes on after the server has crashed', async () => {
    const own = await startPostgres(LOGICAL)
    try {
      const { sql, url } = await own.create()
      await sql(`${TASK_TABLE} ${PUBLICATION}`)
      const ledger = createLedger()
      await pulled(ledger, {}, url)
      await sql(insert('a'))
      await pulled(ledger, {}, url)
      await sql(`${insert('b')}; UPDATE execution_tasks SET status = 'failed', completed_at = now()`)
      await sql('DELETE FROM execution_tasks')
      await wait(100)
      await own.outage?.crash()
      assert.doesNotMatch(said(await pulled(ledger, {}, url)), /slot|changes/)
      for (const id of ['a', 'b']) assert.deepEqual(typesOf(ledger, id), ['task.queued', 'task.failed'])
    } finally {
      await own.stop()
    }
  })

  test('takes a transaction of 60,000 rows, and one that is rolled back leaves nothing', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(`INSERT INTO execution_tasks (task_id, type, status)
      SELECT 'n' || i, 'build', 'running' FROM generate_series(1, 60000) i`)
    await db.sql(`BEGIN; ${insert('never')}; ROLLBACK`)
    await db.sql(`${DONE}; DELETE FROM execution_tasks`)
    await pulled(ledger)
    const of = (type: string): number =>
      [...ledger.events.values()].filter(event => event.type === type).length
    assert.deepEqual([of('task.queued'), of('task.finished'), of('task.removed')], [60_000, 60_000, 0])
    assert.deepEqual(typesOf(ledger, 'never'), [])
  })

  test('is left off when the tables are polled again: its slot goes', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    assert.equal((await db.sql(SLOTS)).length, 1)
    await pulled(ledger, { follow: 'polling' })
    assert.deepEqual(await db.sql(SLOTS), [])
    assert.equal('stream' in (ledger.cursor ?? {}), false)
  })
})

const UNLIMITED =
  'nothing would keep the slot from filling the disk of the server while slowburn does not run'

describe('an owner who pastes what the check prints', { skip: withoutPostgres }, () => {
  test('has allowed all that is needed, to a user who may otherwise only read', async () => {
    const own = await startPostgres(['wal_level=logical', 'wal_writer_delay=10ms'])
    try {
      const { sql, url } = await own.create()
      await sql(TASK_TABLE)
      await sql(`CREATE ROLE reader LOGIN PASSWORD 'read only'; GRANT SELECT ON execution_tasks TO reader`)
      const source = followingSource(url.replace(/\/\/[^@]*@/, '//reader:read%20only@'), [TASKS])
      const check = (): Promise<readonly SourceProblem[]> => source.check(new AbortController().signal)
      const problems = await check()
      assert.deepEqual(
        problems.map(({ message }) => message.split(/[;,]/)[0]),
        [
          'the user may not read a replication slot',
          ...(withoutServerLimit === false ? [UNLIMITED] : []),
          'there is no publication of this name',
        ],
      )
      const ledger = createLedger()
      assert.equal(standing(await pullAll(source, ledger)).length, problems.length)
      for (const { remedy } of problems)
        for (const statement of (remedy ?? '').split(';')) await sql(statement)
      await wait(200)
      assert.deepEqual(await check(), [])
      assert.deepEqual(standing(await pullAll(source, ledger)), [])
      await sql(insert('b'))
      await sql('DELETE FROM execution_tasks')
      await wait(60)
      await pullAll(source, ledger)
      assert.deepEqual(typesOf(ledger, 'b'), ['task.queued', 'task.removed'])
    } finally {
      await own.stop()
    }
  })
})

describe('a standby that takes over', { skip: withoutPostgres }, () => {
  test('has no slot: it is made there, that is said, and what is in the table is taken', async () => {
    const pair = await startStandby(LOGICAL)
    try {
      await pair.primary(`${TASK_TABLE} ${PUBLICATION}; ${insert('a')}`)
      await pair.caughtUp()
      const ledger = createLedger()
      const pullFrom = (url: string): Promise<Batch[]> => pullAll(followingSource(url, [TASKS]), ledger)
      assert.equal(said(await pullFrom(pair.primaryUrl)), '')
      assert.match(said(await pullFrom(pair.standbyUrl)), /changes cannot be followed on a standby/)
      await pair.primary(`${insert('b')}; ${DONE}`)
      await pair.caughtUp()
      await pair.standby('SELECT pg_promote()')
      assert.match(said(await pullFrom(pair.standbyUrl)), /the slot slowburn_platform is gone/)
      for (const id of ['a', 'b']) assert.deepEqual(typesOf(ledger, id), ['task.queued', 'task.finished'])
      await pair.standby(`${insert('c')}; DELETE FROM execution_tasks`)
      await pullFrom(pair.standbyUrl)
      await wait(300)
      await pullFrom(pair.standbyUrl)
      assert.deepEqual(typesOf(ledger, 'c'), ['task.queued', 'task.removed'])
    } finally {
      await pair.stop()
    }
  })
})
