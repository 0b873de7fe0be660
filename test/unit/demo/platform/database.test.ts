import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { protocol } from '@electric-sql/pglite'
import { Client } from 'pg'
import { type EmbeddedDatabase, openDatabase } from '../../../../src/demo/platform/database.ts'
import { emptyCluster } from '../../../support/postgres/empty-cluster.ts'

const NUMBERS = Array.from({ length: 40 }, (_, i) => i)

let database: EmbeddedDatabase
let url: string
before(async () => {
  database = await openDatabase(null, await emptyCluster())
  await database.execute('CREATE TABLE facts (id integer PRIMARY KEY, text text)')
  await database.copy('facts', ['id', 'text'], '1\tone\n2\ttwo\n')
  url = await database.listen()
})

let nextId = 10
const insertion = (): string => `INSERT INTO facts VALUES (${nextId++}, 'written')`

async function connected<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

async function count(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>('SELECT count(*)::integer AS n FROM facts')
  return rows[0]?.n ?? Number.NaN
}

/** Whether the promise is settled within a moment in which it would be, were nothing in its way. */
async function settles(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  return Promise.race([promise.then(() => true), delay(withinMs).then(() => false)])
}

describe('the embedded database', { timeout: 240_000 }, () => {
  test('is a PostgreSQL that pg reads over the wire', async () => {
    await connected(async client => {
      assert.equal(await count(client), 2)
      const { rows } = await client.query('SELECT text FROM facts WHERE id = $1', [2])
      assert.deepEqual(rows, [{ text: 'two' }])
      assert.match((await client.query('SELECT version()')).rows[0].version, /^PostgreSQL/)
    })
    assert.match(url, /^postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres$/)
  })

  test('lets the writer write while a client is connected and idle', async () => {
    await connected(async client => {
      const had = await count(client)
      await database.write(insertion())
      assert.equal(await count(client), had + 1)
    })
  })

  test('keeps the writer out of a transaction of a client, and writes at its end', async () => {
    await connected(async client => {
      await client.query('BEGIN TRANSACTION READ ONLY')
      const had = await count(client)
      const writing = database.write(insertion())
      assert.equal(await settles(writing, 300), false)
      assert.equal(await count(client), had)
      await client.query('COMMIT')
      await writing
      assert.equal(await count(client), had + 1)
    })
  })

  test('writes in order what waited together', async () => {
    await connected(async client => {
      await client.query('BEGIN')
      const writes = ['first', 'second', 'third'].map(text =>
        database.write(`INSERT INTO facts SELECT max(id) + 1, '${text}' FROM facts`),
      )
      await client.query('ROLLBACK')
      await Promise.all(writes)
      const { rows } = await client.query('SELECT text FROM facts ORDER BY id DESC LIMIT 3')
      assert.deepEqual(rows.map(row => row.text).reverse(), ['first', 'second', 'third'])
      await client.query('DELETE FROM facts WHERE id > 2')
    })
    nextId = 10
  })

  test('keeps the writer out of a statement that a client has begun to describe', async () => {
    const wire = await openWire(url)
    wire.send(protocol.serialize.parse({ text: 'SELECT text FROM facts WHERE id = $1' }))
    wire.send(protocol.serialize.bind({ values: ['1'] }))
    await delay(50)
    const writing = database.write(insertion())
    assert.equal(await settles(writing, 300), false)
    wire.send(protocol.serialize.execute())
    wire.send(protocol.serialize.sync())
    await writing
    const answer = await wire.until('Z')
    assert.ok(answer.includes('one'), answer)
    assert.ok(!answer.includes('ERROR'), answer)
    wire.close()
  })

  test('does not wait for a client that vanished inside a transaction', async () => {
    const wire = await openWire(url)
    wire.send(protocol.serialize.query('BEGIN'))
    await wire.until('Z')
    const writing = database.write(insertion())
    assert.equal(await settles(writing, 100), false)
    wire.close()
    await writing
  })

  test('does not wait for a client that vanished in the middle of a statement', async () => {
    const wire = await openWire(url)
    wire.send(protocol.serialize.parse({ text: 'SELECT 1' }))
    await delay(50)
    wire.close()
    await database.write(insertion())
    await connected(async client => assert.ok((await count(client)) > 2))
  })

  test('writes even after a client has made its session read-only', async () => {
    await connected(async client => {
      await client.query('SET default_transaction_read_only = on')
      await database.write(insertion())
      await assert.rejects(client.query(insertion()), /read-only transaction/)
      await client.query('SET default_transaction_read_only = off')
    })
  })

  test('says what PostgreSQL said of a write that it refused, and keeps nothing of it', async () => {
    const [had, id] = [await connected(count), nextId++]
    const twice = `INSERT INTO facts VALUES (${id}, 'a'); INSERT INTO facts VALUES (${id}, 'b')`
    await assert.rejects(database.write(twice), /could not write: duplicate key value/)
    assert.equal(await connected(count), had)
    await database.write(insertion())
  })

  test('keeps several clients apart', async () => {
    await connected(one =>
      connected(async two => {
        await one.query('BEGIN')
        await one.query(insertion())
        const had = count(two)
        await one.query('ROLLBACK')
        const ask = async (client: Client): Promise<number[]> => {
          const answers: number[] = []
          for (const i of NUMBERS)
            answers.push((await client.query('SELECT $1::integer AS i', [i])).rows[0].i)
          return answers
        }
        assert.deepEqual(await Promise.all([ask(one), ask(two)]), [NUMBERS, NUMBERS])
        assert.equal(await had, await count(two))
      }),
    )
  })

  test('rejects a write that still waits when the database is closed', async () => {
    const client = new Client(url)
    client.on('error', () => {})
    await client.connect()
    await client.query('BEGIN')
    const rejected = assert.rejects(database.write('SELECT 1'))
    await database.close()
    await rejected
    await client.end().catch(() => {})
  })
})

interface Wire {
  send(message: Uint8Array): void
  /** Everything received until a message of this type has come, as text. */
  until(type: string): Promise<string>
  close(): void
}

/** A client that speaks the protocol message by message. */
async function openWire(to: string): Promise<Wire> {
  const { hostname, port } = new URL(to)
  const socket: Socket = connect(Number(port), hostname)
  let received = Buffer.alloc(0)
  socket.on('data', data => {
    received = Buffer.concat([received, data])
  })
  socket.on('error', () => {})
  const until = async (type: string): Promise<string> => {
    while (!messageTypes(received).includes(type)) await delay(5)
    const text = received.toString('latin1')
    received = Buffer.alloc(0)
    return text
  }
  socket.write(protocol.serialize.startup({ user: 'postgres', database: 'postgres' }))
  await until('Z')
  return { send: message => socket.write(message), until, close: () => socket.destroy() }
}

function messageTypes(bytes: Buffer): string {
  let types = ''
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    types += String.fromCharCode(bytes[at] ?? 0)
  }
  return types
}
