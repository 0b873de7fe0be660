// One round over the tables of a database: each has a step in turn, so that a huge one keeps no other waiting.
import type { Clock, Millis } from '../../core/clock.ts'
import { formatDuration, HOUR } from '../../core/duration.ts'
import { messageOf, SourceError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Event } from '../../events/event.ts'
import type { Batch, SourceProblem } from '../source.ts'
import { isConnectionFailure, withoutSecrets } from './connection/failures.ts'
import type { Session } from './connection/session.ts'
import { rowReaders } from './kinds/kinds.ts'
import type { TableMapping } from './mapping/mapping.ts'
import type { TablePlan } from './mapping/plan.ts'
import { createProblemTally, type ProblemTally } from './problems.ts'
import { encodeCursor, type TableState } from './reading/cursor.ts'
import { NOTHING } from './reading/row.ts'
import type { Step } from './reading/step.ts'
import { TableReader } from './reading/table-reader.ts'
import { planTables } from './survey/survey.ts'

export interface RoundOptions {
  name: string
  url: string
  tables: readonly TableMapping[]
  chunkRows: number
  lag: Millis
  backfill: Millis
  /** Most rows of one scan, by mapping key. */
  limits: ReadonlyMap<string, { rows: number }>
  clock: Clock
  log: Logger
  /** The rows live by the clock of the database server. */
  serverClock: boolean
}

/** How long the other tables wait for one that exists but cannot be read just now. */
const PATIENCE: Millis = HOUR

interface Target {
  plan: TablePlan
  reader: TableReader
  failingSince: Millis | null
}

export class Round {
  readonly #options: RoundOptions
  readonly #states: Map<string, TableState>
  readonly #now: Millis
  readonly #targets: readonly Target[]
  readonly #tally: ProblemTally
  #events: Event[] = []
  #rows = 0

  /** Holds the mapping against the database as it is. `states` is kept up as the round goes on. */
  static async begin(
    options: RoundOptions,
    session: Session,
    states: Map<string, TableState>,
    now: Millis,
  ): Promise<Round> {
    const { plans, problems } = await planTables(session, options.tables)
    const tally = createProblemTally()
    for (const problem of [...problems, ...clockProblems(options, now)]) tally.addStanding(problem)
    const readers = rowReaders(options.name, options.tables)
    const targets = plans.map((plan): Target => {
      const state = states.get(plan.key)
      const readRow = readers.get(plan.key) ?? (() => NOTHING)
      const limit = options.limits.get(plan.key) ?? { rows: options.chunkRows }
      const reader = new TableReader({ ...options, plan, readRow, state, session, limit })
      return { plan, reader, failingSince: state?.failingSince ?? null }
    })
    return new Round(options, states, now, targets, tally)
  }

  private constructor(
    options: RoundOptions,
    states: Map<string, TableState>,
    now: Millis,
    targets: readonly Target[],
    tally: ProblemTally,
  ) {
    this.#options = options
    this.#states = states
    this.#now = now
    this.#targets = targets
    this.#tally = tally
  }

  /** Yields whenever a chunk of rows was read, and at the end. */
  async *batches(signal: AbortSignal): AsyncGenerator<Batch> {
    let going = this.#targets.map(target => ({ target, steps: target.reader.steps(this.#now) }))
    try {
      while (going.length > 0) {
        const still: typeof going = []
        for (const one of going) {
          const step = await this.#next(one.target, one.steps, signal)
          if (signal.aborted) return
          if (step === null) continue
          still.push(one)
          this.#take(one.target, step)
          if (this.#rows >= this.#options.chunkRows) yield this.#flush()
        }
        going = still
      }
    } finally {
      for (const { steps } of going) await steps.return(undefined)
    }
    yield this.#flush()
  }

  /**
   * The next step of a table; null at its end. What concerns one table alone ends its steps and is noted; what
   * concerns the connection is thrown.
   */
  async #next(target: Target, steps: AsyncGenerator<Step>, signal: AbortSignal): Promise<Step | null> {
    try {
      const { value, done } = await steps.next()
      if (done !== true) return value
      target.failingSince = null
    } catch (error) {
      if (signal.aborted || isConnectionFailure(error) || error instanceof SourceError) throw error
      target.failingSince ??= this.#now
      this.#tally.addStanding(this.#failureOf(target.plan, error))
    }
    return null
  }

  #take({ plan }: Target, { events, rows, refusals }: Step): void {
    for (const event of events) this.#events.push(event)
    this.#rows += rows
    this.#tally.addRefused(plan.mapping, refusals)
  }

  #flush(): Batch {
    for (const { plan, reader, failingSince } of this.#targets) {
      this.#states.set(plan.key, { ...reader.state(), failingSince })
    }
    const batch: Batch = {
      events: this.#events,
      cursor: encodeCursor(this.#states),
      completeUpTo: completeUpTo(this.#targets, this.#now),
      progress: progress(this.#targets),
      problems: this.#tally.take(),
    }
    this.#events = []
    this.#rows = 0
    return batch
  }

  #failureOf(plan: TablePlan, error: unknown): SourceProblem {
    const { name, url, log } = this.#options
    const text = withoutSecrets(messageOf(error), url)
    log.warn('a table could not be read', { source: name, table: plan.mapping.table, error: text })
    return {
      where: plan.mapping.table,
      message: `the table could not be read: ${text}`,
      remedy: 'It is tried again at every pull; the other tables are read meanwhile',
      refused: 0,
    }
  }
}

function clockProblems({ name, lag, clock, serverClock }: RoundOptions, now: Millis): SourceProblem[] {
  const ahead = now - clock.now()
  if (!serverClock || Math.abs(ahead) <= lag) return []
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
