// The source for PostgreSQL: reads the mapped tables incrementally, in turn, by one connection.
import type { Clock, Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Batch, Cursor, PulledSource, SourceProblem } from '../source.ts'
import { checkDatabase } from './check.ts'
import { unreachable } from './connection/failures.ts'
import { createSession, type Session, type Statement } from './connection/session.ts'
import { DEFAULTS, type PostgresOptions, type TableMapping } from './mapping/mapping.ts'
import { mappingKey } from './mapping/roles.ts'
import { decodeCursor } from './reading/cursor.ts'
import { NOW } from './reading/statements.ts'
import { Round, type RoundOptions } from './round.ts'

export interface PostgresDeps {
  clock: Clock
  log: Logger
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
  readonly #options: PostgresOptions
  readonly #deps: PostgresDeps
  readonly #settings: RoundOptions
  #session: Session | null = null

  constructor(options: PostgresOptions, deps: PostgresDeps) {
    const { name, url, tables } = options
    const chunkRows = options.chunkRows ?? DEFAULTS.chunkRows
    this.name = name
    this.feeds = [...new Set(tables.flatMap(feedOf))]
    this.budget = options.budget ?? DEFAULTS.budget
    this.oneAtATime = tables.some(table => table.as === 'tasks' && table.concurrency === 1)
    this.#options = options
    this.#deps = deps
    this.#settings = {
      name,
      url,
      tables,
      chunkRows,
      lag: options.lag ?? DEFAULTS.lag,
      backfill: options.backfill ?? DEFAULTS.backfill,
      // Kept from pull to pull: a table whose scans take too long is read in smaller chunks from then on.
      limits: new Map(tables.map(mapping => [mappingKey(mapping), { rows: chunkRows }])),
      clock: deps.clock,
      log: deps.log,
      serverClock: (options.now ?? DEFAULTS.now) === 'database',
    }
  }

  check(signal: AbortSignal): Promise<readonly SourceProblem[]> {
    const { name, url, tables } = this.#options
    return checkDatabase({ name, url, tables, ...this.#sessionOptions(signal) })
  }

  async close(): Promise<void> {
    await this.#session?.close()
  }

  async *pull(cursor: Cursor | null, signal: AbortSignal): AsyncGenerator<Batch> {
    await this.#session?.close()
    const session = createSession({ url: this.#options.url, ...this.#sessionOptions(signal) })
    this.#session = session
    try {
      yield* this.#rounds(session, cursor, signal)
    } catch (error) {
      if (signal.aborted) return
      throw unreachable(error, this.#options.url)
    } finally {
      await session.close()
    }
  }

  /** Two rounds at most: a backfill may last so long that the present has moved on meanwhile. */
  async *#rounds(session: Session, cursor: Cursor | null, signal: AbortSignal): AsyncGenerator<Batch> {
    const states = decodeCursor(cursor)
    const began = await this.#present(session)
    yield* (await Round.begin(this.#settings, session, states, began)).batches(signal)
    if (signal.aborted) return
    const ended = await this.#present(session)
    if (ended - began > this.#settings.lag) {
      yield* (await Round.begin(this.#settings, session, states, ended)).batches(signal)
    }
  }

  async #present(session: Session): Promise<Millis> {
    if (!this.#settings.serverClock) return this.#deps.clock.now()
    const [[row] = []] = await session.read([NOW])
    return Number(row?.[0])
  }

  #sessionOptions(signal: AbortSignal) {
    const statementTimeout = this.#options.statementTimeout ?? DEFAULTS.statementTimeout
    return { statementTimeout, signal, observe: this.#deps.observe }
  }
}

/** Releases are no series: they only stand beside what changes in one. */
function feedOf(mapping: TableMapping): string[] {
  switch (mapping.as) {
    case 'tasks':
    case 'runs':
      return ['task']
    case 'claims':
      return ['claim']
    case 'roi':
      return ['roi']
    case 'observations':
      return [mapping.observation]
    case 'releases':
      return []
  }
}
