// The source for PostgreSQL: reads the mapped tables incrementally, in turn, by one connection.
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import type { Logger } from '../../core/logger.ts'
import { pauseInRealTime } from '../../core/turns/pause.ts'
import type { SourceMemory } from '../memory.ts'
import type { Batch, Cursor, PulledSource, SourceProblem } from '../source.ts'
import { checkDatabase } from './check.ts'
import { unreachable } from './connection/failures.ts'
import { createSession, SERVER_TIME, type Session, type Statement } from './connection/session.ts'
import { severalTables } from './kinds/kinds.ts'
import { DEFAULTS, type PostgresOptions, type TableMapping } from './mapping/mapping.ts'
import { lifecycleKindOf, mappingKey, withArchives } from './mapping/roles.ts'
import { decodeCursor, readsCursor } from './reading/cursor.ts'
import { createSlotMaker, LONGEST_MAKING, type SlotMaker } from './replication/making.ts'
import { streamSettings } from './replication/settings.ts'
import { MOST_CHANGES } from './replication/stream.ts'
import { Round, type RoundBeginning, type RoundOptions } from './round.ts'

/** How long a pull waits for a slot that is being made. */
const PATIENCE: Millis = 2 * SECOND

export interface PostgresDeps {
  clock: Clock
  log: Logger
  /** What was taken of each table; without it nothing is remembered from pull to pull. */
  memory: SourceMemory
  /** Called with each statement before it is sent: for tests and tracing. */
  observe?: ((statement: Statement) => void) | undefined
}

export function createPostgresSource(options: PostgresOptions, deps: PostgresDeps): PulledSource {
  return new PostgresSource(options, deps)
}

/**
 * Holds its one connection only while a pull is under way, reads in short read-only transactions, and needs
 * no more than SELECT on the mapped tables.
 */
class PostgresSource implements PulledSource {
  readonly name: string
  readonly feeds: readonly string[]
  readonly budget: Millis
  readonly oneAtATime: boolean
  readonly severalTables: readonly string[]
  readonly #options: PostgresOptions
  readonly #deps: PostgresDeps
  readonly #settings: RoundOptions
  readonly #maker: SlotMaker
  readonly #end = new AbortController()
  #session: Session | null = null

  constructor(options: PostgresOptions, deps: PostgresDeps) {
    const { name, url } = options
    const tables = withArchives(options.tables)
    const chunkRows = options.chunkRows ?? DEFAULTS.chunkRows
    this.name = name
    this.feeds = [...new Set(tables.flatMap(feedOf))]
    this.budget = options.budget ?? DEFAULTS.budget
    this.oneAtATime = tables.some(table => table.as === 'tasks' && table.concurrency === 1)
    this.severalTables = severalTables(tables)
    this.#options = options
    this.#deps = deps
    this.#maker = createSlotMaker(
      () =>
        createSession({
          url,
          statementTimeout: LONGEST_MAKING,
          lockTimeout: LONGEST_MAKING,
          signal: this.#end.signal,
          observe: deps.observe,
        }),
      () => wait(PATIENCE, undefined, { ref: false }),
    )
    this.#settings = {
      name,
      url,
      tables,
      zone: options.zone ?? null,
      chunkRows,
      lag: options.lag ?? DEFAULTS.lag,
      backfill: options.backfill ?? DEFAULTS.backfill,
      // Kept from pull to pull: a table whose scans take too long is read in smaller chunks from then on.
      limits: new Map(tables.map(mapping => [mappingKey(mapping), { rows: chunkRows }])),
      clock: deps.clock,
      log: deps.log,
      memory: deps.memory,
      comparing: {
        every: options.reconcileEvery ?? DEFAULTS.reconcileEvery,
        rows: options.reconcileRows ?? DEFAULTS.reconcileRows,
      },
      serverClock: (options.now ?? DEFAULTS.now) === 'database',
      stream: streamSettings(options),
      maker: this.#maker,
      streamLimit: { changes: MOST_CHANGES },
    }
  }

  check(signal: AbortSignal): Promise<readonly SourceProblem[]> {
    const { name, url } = this.#options
    const { tables, zone, stream } = this.#settings
    return checkDatabase({ name, url, tables, zone, stream, ...this.#sessionOptions(signal) })
  }

  async now(signal: AbortSignal): Promise<Millis> {
    const session = createSession({ url: this.#options.url, ...this.#sessionOptions(signal) })
    try {
      const [rows] = await session.read([{ text: SERVER_TIME, values: [] }])
      return Number(rows?.[0]?.[0])
    } finally {
      await session.close()
    }
  }

  async close(): Promise<void> {
    await this.#maker.close()
    this.#end.abort()
    await this.#session?.close()
  }

  reads(cursor: Cursor): boolean {
    return readsCursor(cursor)
  }

  async *pull(cursor: Cursor | null, signal: AbortSignal): AsyncGenerator<Batch> {
    await this.#session?.close()
    const { url } = this.#options
    const session = createSession({ url, ...this.#sessionOptions(signal) })
    // Changes are decoded at once, which may take longer than any statement on a table, and leaves time to take them.
    const streamSession = createSession({
      url,
      ...this.#sessionOptions(signal),
      statementTimeout: this.budget / 2,
    })
    this.#session = session
    try {
      yield* this.#rounds({ session, streamSession }, cursor, signal)
    } catch (error) {
      if (signal.aborted) return
      throw unreachable(error, this.#options.url)
    } finally {
      await streamSession.close()
      await session.close()
    }
  }

  /** Two rounds at most: a backfill may last so long that the present has moved on meanwhile, and a life of a table is ended before the next. */
  async *#rounds(
    sessions: Pick<RoundBeginning, 'session' | 'streamSession'>,
    cursor: Cursor | null,
    signal: AbortSignal,
  ): AsyncGenerator<Batch> {
    const beginning = { ...sessions, state: decodeCursor(cursor), pause: pauseInRealTime(signal) }
    const began = this.#deps.clock.now()
    const first = await Round.begin(this.#settings, { ...beginning, committed: true, catchUp: true })
    yield* first.batches(signal)
    const isLong = this.#deps.clock.now() - began > this.#settings.lag
    if (signal.aborted || !(first.isBehind || isLong)) return
    yield* (await Round.begin(this.#settings, { ...beginning, committed: false, catchUp: false })).batches(
      signal,
    )
  }

  #sessionOptions(signal: AbortSignal) {
    const statementTimeout = this.#options.statementTimeout ?? DEFAULTS.statementTimeout
    return { statementTimeout, signal, observe: this.#deps.observe }
  }
}

/** Releases are no series: they only stand beside what changes in one. */
function feedOf(mapping: TableMapping): string[] {
  if (mapping.as === 'observations') return [mapping.observation]
  const kind = lifecycleKindOf(mapping)
  return kind === null ? [] : [kind]
}
