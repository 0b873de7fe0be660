import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { SourceError } from '../../../../../src/core/errors.ts'
import { createSession, type Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import { freePort, pgliteServers, type TestPostgres } from '../../../../support/postgres/postgres.ts'

const sql = (text: string, ...values: string[]): Statement => ({ text, values })
const opened = (url: string, more: { signal?: AbortSignal; observe?: (statement: Statement) => void } = {}) =>
  createSession({ url, statementTimeout: 5_000, signal: new AbortController().signal, ...more })

describe('a session', () => {
  let server: TestPostgres
  let url: string
  before(async () => {
    server = pgliteServers()
    const db = await server.create()
    url = db.url
    await db.sql('CREATE TABLE things (id int)')
  })
  after(() => server.stop())

  test('gives the rows of each statement, every cell as text and times in UTC', async t => {
    const observed: Statement[] = []
    const session = opened(url, { observe: statement => observed.push(statement) })
    t.after(() => session.close())
    const statements = [
      sql('SELECT 1, null, true'),
      sql('SELECT $1::timestamptz', '2026-05-01T02:00:00+02:00'),
      sql('SELECT id FROM things'),
    ]
    assert.deepEqual(await session.read(statements), [[['1', null, 't']], [['2026-05-01 00:00:00+00']], []])
    assert.deepEqual(observed, statements)
  })

  test('cannot write, and reads on after a statement that was refused', async t => {
    const session = opened(url)
    t.after(() => session.close())
    await assert.rejects(session.read([sql('INSERT INTO things VALUES (1)')]), /read-only transaction/)
    assert.deepEqual(await session.read([sql('SELECT count(*)::text FROM things')]), [[['0']]])
  })

  test('reads one after the other what is asked at once, whatever becomes of the one before', async t => {
    const session = opened(url)
    t.after(() => session.close())
    const asked = ['SELECT 1', 'SELECT 1 / 0', 'SELECT 3'].map(text => session.read([sql(text)]))
    const outcomes = await Promise.allSettled(asked)
    assert.deepEqual(
      outcomes.map(one => (one.status === 'fulfilled' ? one.value : String(one.reason))),
      [[[['1']]], 'error: division by zero', [[['3']]]],
    )
  })

  test('that is closed ends what it reads, and gives up what waits behind that', async () => {
    const session = opened(url)
    const [underWay, waiting] = [1, 2].map(() => session.read([sql('SELECT 1'), sql('SELECT 2')]))
    await new Promise(setImmediate)
    const failed = assert.rejects(waiting ?? Promise.resolve(), /closed meanwhile/)
    await session.close()
    assert.deepEqual(await underWay, [[['1']], [['2']]])
    await failed
  })

  test('limits its statements for its own transaction alone', async t => {
    const session = opened(url)
    t.after(() => session.close())
    const settings = ['statement_timeout', 'lock_timeout', 'enable_seqscan']
    const [row] = await session.read([sql(`SELECT ${settings.map(one => `current_setting('${one}')`)}`)])
    assert.deepEqual(row, [['5s', '2s', 'off']])
  })

  test('gives many rows in pages, and can be read from again after them, or after they were left', async t => {
    const session = opened(url)
    t.after(() => session.close())
    const sizes: number[] = []
    for await (const page of session.pages(sql('SELECT generate_series(1, $1::int)', '7'), 3))
      sizes.push(page.length)
    assert.deepEqual(sizes, [3, 3, 1])
    const long: number[] = []
    const rows = `SELECT repeat('x', 100000) FROM generate_series(1, 350)`
    for await (const page of session.pages(sql(rows), 1_000)) long.push(page.length)
    assert.deepEqual(long, [100, 100, 100, 50], 'pages of long rows have fewer')
    for await (const [first] of session.pages(sql('SELECT generate_series(1, 7)'), 3)) {
      assert.deepEqual(first, ['1'])
      break
    }
    await assert.rejects(async () => {
      for await (const _ of session.pages(sql('SELECT 1 / 0'), 3)) assert.fail()
    }, /division by zero/)
    assert.deepEqual(await session.read([sql('SELECT 1')]), [[['1']]])
  })

  test('can be read from again after it was closed', async () => {
    const session = opened(url)
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(await session.read([sql('SELECT 1')]), [[['1']]])
      await session.close()
    }
  })
})

describe('a session that cannot be', () => {
  test('opens nothing until it is read from, and says then what is wrong', async t => {
    const session = opened(`postgres://me:secret@127.0.0.1:${await freePort()}/shop`)
    t.after(() => session.close())
    await assert.rejects(session.read([sql('SELECT 1')]), (error: unknown) => {
      assert.ok(error instanceof SourceError)
      assert.match(error.message, /refused the connection/)
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
  })

  test('is one of another kind of database, or one that was given up', async () => {
    await assert.rejects(opened('mysql://a/b').read([]), /not one of a PostgreSQL database/)
    const given = opened('postgres://a/b', { signal: AbortSignal.abort() })
    await assert.rejects(given.read([]), { name: 'AbortError' })
  })

  test('is one whose server ends connections between two statements, which says why', async t => {
    const message = (kind: string, body: string): Buffer => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(body.length + 4)
      return Buffer.concat([Buffer.from(kind), length, Buffer.from(body, 'latin1')])
    }
    const ready = message('Z', 'I')
    const why = 'terminating connection due to conflict with recovery'
    const ended = message('E', `SFATAL\0C40001\0M${why}\0\0`)
    const server = createServer(socket => {
      socket.on('error', () => undefined)
      socket.once('data', () => {
        socket.write(Buffer.concat([message('R', '\0\0\0\0'), ready]))
        socket.once('data', () => socket.write(Buffer.concat([message('C', 'SELECT 0\0'), ready, ended])))
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    const session = opened(`postgres://me@127.0.0.1:${(server.address() as AddressInfo).port}/shop`)
    t.after(() => session.close())
    await assert.rejects(session.read([sql('SELECT 1')]), new RegExp(`${why}\\. Let its replay wait`))
  })
})
