// The source for PostgreSQL: reads the mapped tables incrementally, one table after the other, by one connection.
import type { Clock, Millis } from '../../core/clock.ts'
import { formatDuration, HOUR } from '../../core/duration.ts'
import { messageOf, SourceError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Event } from '../../events/event.ts'
import type { Batch, Cursor, Source, SourceProblem } from '../source.ts'
import { checkDatabase } from './check.ts'
import { isConnectionFailure, unreachable, withoutSecrets } from './connection/failures.ts'
import { createSession, type Session, type Statement } from './connection/session.ts'
import { rowReaders } from './kinds/kinds.ts'
import { DEFAULTS, type PostgresOptions, type TableMapping } from './mapping/mapping.ts'
import type { TablePlan } from './mapping/plan.ts'
import { mappingKey } from './mapping/roles.ts'
import { createProblemTally, type ProblemTally } from './problems.ts'
import { decodeCursor, encodeCursor, type TableState } from './reading/cursor.ts'
import { NOTHING } from './reading/row.ts'
import { NOW } from './reading/statements.ts'
import { createTableReader, type Step, type TableReader } from './reading/table-reader.ts'
import { planTables } from './survey/survey.ts'

export interface PostgresDeps {
  clock: Clock
  log: Logger
  /** Called with each statement before it is sent: for tests and tracing. */
  observe?: ((statement: Statement) => void) | undefined
}

/** How long the other tables wait for one that exists but cannot be read just now. */
const PATIENCE: Millis = HOUR

/**
 * Holds its one connection only while a pull is under way, reads in short read-only transactions, and needs
 * no more than SELECT on the mapped tables.
 */
export function createPostgresSource(options: PostgresOptions, deps: PostgresDeps): Source {
  const { name, url, tables } = options
  const lag = options.lag ?? DEFAULTS.lag
  const backfill = options.backfill ?? DEFAULTS.backfill
  const chunkRows = options.chunkRows ?? DEFAULTS.chunkRows
  const statementTimeout = options.statementTimeout ?? DEFAULTS.statementTimeout
  const readsServerClock = (options.now ?? DEFAULTS.now) === 'database'
  const readers = rowReaders(name, tables)
  const limits = new Map(tables.map(mapping => [mappingKey(mapping), { rows: chunkRows }]))
  let session: Session | null = null

  return {
    name,
    feeds: [...new Set(tables.flatMap(feedOf))],
    check: signal => checkDatabase({ name, url, tables, statementTimeout, signal, observe: deps.observe }),
    close: async () => session?.close(),
    pull: async function* (cursor, signal) {
      await session?.close()
      const current = createSession({ url, statementTimeout, signal, observe: deps.observe })
      session = current
      try {
        yield* pullBatches(current, cursor, signal)
      } catch (error) {
        if (signal.aborted) return
        throw unreachable(error, url)
      } finally {
        await current.close()
      }
    },
  }

  /** Two rounds at most: a backfill may last so long that the present has moved on meanwhile. */
  async function* pullBatches(
    current: Session,
    cursor: Cursor | null,
    signal: AbortSignal,
  ): AsyncGenerator<Batch> {
    const states = decodeCursor(cursor)
    const began = await presentMoment(current)
    yield* readRound(current, states, began, signal)
    if (signal.aborted) return
    const ended = await presentMoment(current)
    if (ended - began > lag) yield* readRound(current, states, ended, signal)
  }

  async function* readRound(
    current: Session,
    states: Map<string, TableState>,
    now: Millis,
    signal: AbortSignal,
  ): AsyncGenerator<Batch> {
    const { plans, problems } = await planTables(current, tables)
    const tally = createProblemTally()
    for (const problem of [...problems, ...clockProblems(now)]) tally.addStanding(problem)
    const targets = plans.map(plan => targetOf(plan, current, states.get(plan.key)))
    let events: Event[] = []
    let rows = 0

    const flush = (): Batch => {
      for (const { plan, reader, failingSince } of targets) {
        states.set(plan.key, { ...reader.state(), failingSince })
      }
      const batch: Batch = {
        events,
        cursor: encodeCursor(states),
        completeUpTo: completeUpTo(targets, now),
        progress: progress(targets),
        problems: tally.take(),
      }
      events = []
      rows = 0
      return batch
    }

    for (const target of targets) {
      for await (const step of readTarget(target, tally, now, signal)) {
        for (const event of step.events) events.push(event)
        rows += step.rows
        tally.addRefused(target.plan.mapping, step.refusals)
        if (rows >= chunkRows) yield flush()
      }
      if (signal.aborted) return
    }
    yield flush()
  }

  /** What concerns one table alone ends its steps and is noted; what concerns the connection is thrown. */
  async function* readTarget(
    target: Target,
    tally: ProblemTally,
    now: Millis,
    signal: AbortSignal,
  ): AsyncGenerator<Step> {
    try {
      for await (const step of target.reader.steps(now)) {
        if (signal.aborted) return
        yield step
      }
      target.failingSince = null
    } catch (error) {
      if (signal.aborted || isConnectionFailure(error) || error instanceof SourceError) throw error
      target.failingSince ??= now
      tally.addStanding(failureOf(target.plan, error))
    }
  }

  function targetOf(plan: TablePlan, current: Session, state: TableState | undefined): Target {
    const limit = limits.get(plan.key) ?? { rows: chunkRows }
    const readRow = readers.get(plan.key) ?? (() => NOTHING)
    const reader = createTableReader({
      plan,
      readRow,
      state,
      session: current,
      lag,
      backfill,
      chunkRows,
      limit,
    })
    return { plan, reader, failingSince: state?.failingSince ?? null }
  }

  async function presentMoment(current: Session): Promise<Millis> {
    if (!readsServerClock) return deps.clock.now()
    const [[row] = []] = await current.read([NOW])
    return Number(row?.[0])
  }

  function clockProblems(now: Millis): SourceProblem[] {
    const ahead = now - deps.clock.now()
    if (!readsServerClock || Math.abs(ahead) <= lag) return []
    const apart = `${formatDuration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'}`
    return [
      {
        where: name,
        message: `the clock of the database server is ${apart} that of this machine`,
        remedy: 'Set both by NTP; events of the future are refused',
        refused: 0,
      },
    ]
  }

  function failureOf(plan: TablePlan, error: unknown): SourceProblem {
    const text = withoutSecrets(messageOf(error), url)
    deps.log.warn('a table could not be read', { source: name, table: plan.mapping.table, error: text })
    return {
      where: plan.mapping.table,
      message: `the table could not be read: ${text}`,
      remedy: 'It is tried again at every pull; the other tables are read meanwhile',
      refused: 0,
    }
  }
}

interface Target {
  plan: TablePlan
  reader: TableReader
  failingSince: Millis | null
}

function completeUpTo(targets: readonly Target[], now: Millis): Millis | null {
  const awaited = targets.filter(
    ({ failingSince }) => failingSince === null || now - failingSince <= PATIENCE,
  )
  const moments = awaited.map(({ reader }) => reader.completeUpTo())
  if (moments.length === 0) return null
  return moments.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)))
}

/** Weighs each table by its size, as far as that is known. */
function progress(targets: readonly Target[]): number | null {
  if (targets.every(({ reader }) => reader.completeUpTo() !== null)) return null
  let total = 0
  let done = 0
  for (const { plan, reader } of targets) {
    const weight = Math.max(1, plan.estimatedRows ?? 1)
    total += weight
    done += weight * reader.progress()
  }
  return total === 0 ? 0 : done / total
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
