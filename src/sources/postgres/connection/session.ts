// One connection, used for short read-only transactions and given back after each pull.
import { setTimeout as wait } from 'node:timers/promises'
import { Client, type CustomTypesConfig } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import { isRowFault, orApart } from './apart.ts'
import { describeTarget, isBusy, isConnectionFailure, unreachable } from './failures.ts'
import type { Ask, Row, Statement } from './statement.ts'

export type { Row, Statement }

export interface Session {
  /**
   * Runs the statements in one read-only transaction and returns the rows of each, once what was asked before has been read.
   * A lost connection is opened once more. Throws SourceError when the server cannot be reached, and pg's
   * DatabaseError when it refuses a statement.
   */
  read(statements: readonly Statement[]): Promise<Row[][]>
  /** Ends once the statements under way have; what waits behind them is given up. Who reads again connects anew. */
  close(): Promise<void>
}

export interface PagedSession extends Session {
  /**
   * The rows of one statement in pages, within one read-only transaction: it is done once, however many there are, and no more
   * of them than a page is held here: fewer rows where they are long. Nothing else is to be read meanwhile.
   */
  pages(statement: Statement, pageRows: number): AsyncGenerator<Row[]>
}

export interface SessionOptions {
  url: string
  statementTimeout: Millis
  /** How long a statement may wait for a lock, where that is long. */
  lockTimeout?: Millis
  signal: AbortSignal
  /** Called with each statement before it is sent. */
  observe?: ((statement: Statement) => void) | undefined
}

const CONNECT_TIMEOUT: Millis = 5 * SECOND
/** A table that is locked for longer is passed over: what waits for a lock keeps others waiting behind it. */
const LOCK_TIMEOUT: Millis = 2 * SECOND
/** A server that does not answer at all is given this much longer than its own statement timeout. */
const GRACE: Millis = 5 * SECOND

/** A server that takes one connection at a time turns others away while it is still closing the last one. */
const BUSY_RETRIES = 3
const BUSY_PAUSE: Millis = 100

/** Rows of a page that are fetched at once, for nothing says beforehand how long they are. */
const FETCHED = 100
/** A page of so many characters has no further rows. */
const PAGE_CHARACTERS = 8 * 1024 * 1024

/** What the clock of the server shows, in Unix milliseconds. */
export const SERVER_TIME = 'SELECT extract(epoch FROM pg_catalog.clock_timestamp()) * 1000'

/** Opens nothing until the first read. */
export function createSession(options: SessionOptions): PagedSession {
  let client: Client | null = null
  /** Why the server has ended the connection, where it did so between two statements. */
  let ended: Error | null = null
  let limits: Limits = { statement: options.statementTimeout, lock: options.lockTimeout ?? LOCK_TIMEOUT }

  const disconnect = (): void => {
    client?.connection.stream.destroy()
    client = null
  }
  options.signal.addEventListener('abort', disconnect)

  const connected = async (patience = BUSY_RETRIES): Promise<Client> => {
    options.signal.throwIfAborted()
    if (client !== null) return client
    try {
      ended = null
      const own = createClient(options, error => {
        if (own === client) ended ??= error
      })
      client = own
      await client.connect()
      limits = await limitsOf(client, limits)
      return client
    } catch (error) {
      disconnect()
      if (patience === 0 || !isBusy(error)) throw unreachable(ended ?? error, options.url)
    }
    await wait(BUSY_PAUSE, undefined, { signal: options.signal })
    return connected(patience - 1)
  }

  const attempt = async (statements: readonly Statement[]): Promise<Row[][]> => {
    const connection = await connected()
    try {
      return await transact(connection, limits, options.observe, statements)
    } catch (error) {
      const isLost = isConnectionFailure(error)
      if (isLost) disconnect()
      else await connection.query('ROLLBACK').catch(disconnect)
      throw isLost ? (ended ?? error) : error
    }
  }

  const reads = oneByOne(orRowByRow(twice(attempt, options.url)))

  return {
    read: reads.ask,
    pages: (statement, pageRows) => pagesOf(connected, () => limits, options, statement, pageRows),
    close: async () => {
      // A server goes on with a statement of whoever has gone, and keeps its connection so long.
      await reads.end()
      options.signal.removeEventListener('abort', disconnect)
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}

/** Tries again where the connection was lost. */
function twice(attempt: Session['read'], url: string): Session['read'] {
  return async statements => {
    try {
      return await attempt(statements)
    } catch (error) {
      if (!isConnectionFailure(error)) throw error
    }
    try {
      return await attempt(statements)
    } catch (error) {
      throw isConnectionFailure(error) ? unreachable(error, url) : error
    }
  }
}

/** Each in a transaction of its own where the server fails on what a row holds, in their order, and those that can be read apart so. */
function orRowByRow(read: Session['read']): Session['read'] {
  const ask: Ask = async statement => (await read([statement]))[0] ?? []
  return async statements => {
    try {
      return await read(statements)
    } catch (error) {
      if (!isRowFault(error) || statements.every(({ apart }) => apart === undefined)) throw error
    }
    const results: Row[][] = []
    for (const statement of statements) results.push([...(await orApart(ask, statement))])
    return results
  }
}

/** Reads in the order in which they are asked for. After `end` what waits is given up; it resolves once what is under way has ended. */
function oneByOne(read: Session['read']): { ask: Session['read']; end(): Promise<unknown> } {
  let before: Promise<unknown> = Promise.resolve()
  let ends = 0
  return {
    ask: statements => {
      const asked = ends
      const rows = before.then(() => {
        if (asked !== ends) throw new Error('the session was closed meanwhile')
        return read(statements)
      })
      before = rows.catch(() => undefined)
      return rows
    },
    end: () => {
      ends += 1
      return before
    },
  }
}

function createClient({ url, statementTimeout }: SessionOptions, whenEnded: (error: Error) => void): Client {
  if (describeTarget(url) === null) throw new Error('not a PostgreSQL URL')
  const client = new Client({
    connectionString: url,
    application_name: 'slowburn',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: statementTimeout + GRACE,
    types: { getTypeParser: () => (text: string) => text } as CustomTypesConfig,
  })
  // Without a listener a connection that is lost while idle would end the process.
  client.on('error', whenEnded)
  return client
}

/** In milliseconds. */
interface Limits {
  statement: number
  lock: number
}

/** What the owner has limited further, for the role or the database, is never raised. */
async function limitsOf(client: Client, ours: Limits): Promise<Limits> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('statement_timeout', 'lock_timeout')`,
  )
  const lower = (name: string, own: number): number => {
    const theirs = Number(rows.find(row => row.name === name)?.setting ?? 0)
    return theirs > 0 ? Math.min(theirs, own) : own
  }
  return {
    statement: lower('statement_timeout', Math.round(ours.statement)),
    lock: lower('lock_timeout', ours.lock),
  }
}

/**
 * The settings are local to the transaction, so that they hold behind a pooler too. What is read as text reads the same whatever the
 * owner has set for the role: a key that is cut short finds no row, or another. Plans that read more than
 * they return are ruled out: with an index in the wanted order and a limit, only that order is bounded. What is
 * ruled out counts as very dear, so that compilation has to be ruled out with it.
 */
async function begin(client: Client, limits: Limits): Promise<void> {
  await client.query(
    `BEGIN TRANSACTION READ ONLY;
    SET LOCAL statement_timeout = ${limits.statement};
    SET LOCAL lock_timeout = ${limits.lock};
    SET LOCAL TimeZone = 'UTC';
    SET LOCAL DateStyle = 'ISO, YMD';
    SET LOCAL IntervalStyle = 'postgres';
    SET LOCAL bytea_output = 'hex';
    SET LOCAL extra_float_digits = 1;
    SET LOCAL jit = off;
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_bitmapscan = off;
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_sort = off`,
  )
}

async function transact(
  client: Client,
  limits: Limits,
  observe: SessionOptions['observe'],
  statements: readonly Statement[],
): Promise<Row[][]> {
  await begin(client, limits)
  const results: Row[][] = []
  for (const statement of statements) {
    observe?.(statement)
    const { rows } = await client.query<(string | null)[]>({
      text: statement.text,
      values: [...statement.values],
      rowMode: 'array',
    })
    results.push(rows)
  }
  await client.query('COMMIT')
  return results
}

/** What is not read to its end is rolled back; where even that fails, the connection is closed. */
async function* pagesOf(
  connected: () => Promise<Client>,
  limits: () => Limits,
  { url, observe }: SessionOptions,
  statement: Statement,
  pageRows: number,
): AsyncGenerator<Row[]> {
  const client = await connected()
  observe?.(statement)
  let whole = false
  try {
    await begin(client, limits())
    const text = `DECLARE slowburn_pages NO SCROLL CURSOR FOR ${statement.text}`
    await client.query({ text, values: [...statement.values] })
    let page: Row[] = []
    for (let [characters, over] = [0, false]; !over; ) {
      const count = Math.min(FETCHED, pageRows - page.length)
      const next = { text: `FETCH ${count} FROM slowburn_pages`, rowMode: 'array' as const }
      const { rows } = await client.query<(string | null)[]>(next)
      page = page.concat(rows)
      characters += rows.flat().reduce((sum, cell) => sum + (cell?.length ?? 0), 0)
      over = rows.length < count
      if (page.length < pageRows && characters < PAGE_CHARACTERS && !over) continue
      if (page.length > 0) yield page
      page = []
      characters = 0
    }
    await client.query('COMMIT')
    whole = true
  } catch (error) {
    throw isConnectionFailure(error) ? unreachable(error, url) : error
  } finally {
    if (!whole) await client.query('ROLLBACK').catch(() => client.connection.stream.destroy())
  }
}
