// A real PostgreSQL inside this process, which any client reaches over the wire on the loopback address.
import { setTimeout as delay } from 'node:timers/promises'
import { PGlite, protocol } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { messageOf } from '../../core/errors.ts'

export interface EmbeddedDatabase {
  /** Runs statements before the server listens. */
  execute(sql: string): Promise<void>
  /** Loads rows in PostgreSQL's COPY text format, before the server listens. */
  copy(table: string, columns: readonly string[], text: string): Promise<void>
  /** Lets clients in, on a free port; resolves to the URL to connect to. */
  listen(): Promise<string>
  /**
   * Runs statements as one transaction between those of the clients: it waits until no client is inside a
   * transaction or in the middle of a statement. Rejects with what PostgreSQL says, or once closed.
   */
  write(sql: string): Promise<void>
  close(): Promise<void>
}

/** Memory is dearer than speed or safety here: what is lost can be simulated again. */
const SETTINGS = [
  'shared_buffers = 16MB',
  'wal_level = minimal',
  'max_wal_senders = 0',
  'min_wal_size = 32MB',
  'max_wal_size = 32MB',
  'fsync = off',
  'full_page_writes = off',
  'synchronous_commit = off',
  'autovacuum = off',
  'timezone = UTC',
]

/** slowburn itself needs one connection; the rest is for people who look with psql. */
const MAX_CONNECTIONS = 8

/** How often a waiting writer looks for itself, should a client vanish without a last message. */
const PATIENCE_MS = 200

/**
 * `folder`: where the files go; null keeps them in memory. `cluster`: the files of an empty cluster, as `dumpDataDir` of PGlite
 * gives them; null makes them anew, which takes most of the time of a start.
 */
export async function openDatabase(
  folder: string | null,
  cluster: Blob | null = null,
): Promise<EmbeddedDatabase> {
  const db = new SharedPGlite({
    ...(folder === null ? {} : { dataDir: folder }),
    ...(cluster === null ? {} : { loadDataDir: cluster }),
    postgresqlconf: SETTINGS,
    relaxedDurability: true,
  })
  await db.waitReady
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: MAX_CONNECTIONS })
  return {
    execute: async sql => {
      await db.exec(sql)
    },
    copy: async (table, columns, text) => {
      const sql = `COPY ${table} (${columns.join(', ')}) FROM '/dev/blob'`
      await db.query(sql, [], { blob: new Blob([text]) })
    },
    listen: async () => {
      await server.start()
      return `postgres://postgres@${server.getServerConn()}/postgres`
    },
    write: sql => db.writeBetween(sql),
    close: async () => {
      await server.stop()
      await db.close()
    },
  }
}

interface Waiting {
  message: Uint8Array
  resolve(): void
  reject(error: unknown): void
}

/**
 * PGlite has one session for everybody. Its socket server keeps clients apart while one is inside a
 * transaction, but neither does it know of a writer in this process, nor that an extended query is a
 * conversation of several messages. Here both are known.
 */
class SharedPGlite extends PGlite {
  private conversing = false
  private readonly waiting: Waiting[] = []

  /** Every message to the database passes here. */
  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    this.conversing = isOpening(message[0])
    return super.execProtocolRawSync(message)
  }

  override async execProtocolRawStream(...call: Parameters<PGlite['execProtocolRawStream']>): Promise<void> {
    await super.execProtocolRawStream(...call)
    await this.writeWaiting()
  }

  /** The socket server asks this to decide whether the next message must come from the same client. */
  override isInTransaction(): boolean {
    return this.conversing || super.isInTransaction()
  }

  async writeBetween(sql: string): Promise<void> {
    const message = protocol.serialize.query(
      `BEGIN READ WRITE; SET LOCAL statement_timeout = 0; ${sql}; COMMIT`,
    )
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const job: Waiting = { message, resolve, reject }
    this.waiting.push(job)
    // It may be refused before the line that returns it is reached.
    promise.catch(() => {})
    await this.runExclusive(() => this.writeWaiting())
    while (this.waiting.includes(job)) {
      await Promise.race([promise, delay(PATIENCE_MS)])
      if (this.closed) throw new Error('the database was closed before the write')
      await this.runExclusive(() => this.writeWaiting())
    }
    return promise
  }

  /** Must be called with exclusive access to the session. */
  private async writeWaiting(): Promise<void> {
    while (!this.isInTransaction()) {
      const next = this.waiting.shift()
      if (next === undefined) return
      try {
        await this.execProtocolStream(next.message)
        next.resolve()
      } catch (error) {
        await this.execProtocolStream(protocol.serialize.query('ROLLBACK'))
        next.reject(new Error(`the example platform could not write: ${messageOf(error)}`, { cause: error }))
      }
    }
  }
}

/** Parse, Bind, Describe, Execute, Close and Flush open a conversation or go on with it; all others end it. */
function isOpening(type: number | undefined): boolean {
  return type !== undefined && 'PBDECH'.includes(String.fromCharCode(type))
}
