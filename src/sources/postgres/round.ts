// One round over the tables of a database: each has a step in turn, so that a huge one keeps no other waiting.
// It is PostgreSQL's: sessions, snapshots and key order make its steps; a source of another kind has its own measure of a step.
import type { Clock, Millis } from '../../core/clock.ts'
import { messageOf, SourceError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Pause } from '../../core/turns/pause.ts'
import type { Event } from '../../events/event.ts'
import type { MemoryChange, SourceMemory } from '../memory.ts'
import type { Batch, SourceBacklog, SourceProblem } from '../source.ts'
import { clockProblems, horizonOf, type RoundHorizon } from './clocks.ts'
import { isConnectionFailure, replayRemedy, withoutSecrets } from './connection/failures.ts'
import type { PagedSession, Session } from './connection/session.ts'
import { wallClock } from './connection/wall-clock.ts'
import { costed } from './contract/costs.ts'
import { heldToContracts } from './contract/watch.ts'
import type { KnownBy } from './mapping/access.ts'
import type { TableMapping } from './mapping/mapping.ts'
import type { Planned, TablePlan } from './mapping/plan.ts'
import { mappingKey } from './mapping/roles.ts'
import { refusalProblems, withRefusals } from './problems.ts'
import { byTable, completeUpTo, holdingBack, kindsUpTo, progress, tableProgress } from './progress.ts'
import { ReplacedTable } from './reading/chunk-reader.ts'
import { type DatabaseState, emptyState, encodeCursor } from './reading/cursor.ts'
import type { ReconcileOptions } from './reading/reconcile.ts'
import { Lives } from './reading/rows/lives.ts'
import { type RefusedRow, rowsAStep, type Step } from './reading/rows/step.ts'
import type { SlotMaker } from './replication/making.ts'
import type { StreamSettings } from './replication/settings.ts'
import { beginStream, type ChangeStream } from './replication/stream.ts'
import { sightProblems, unreadable } from './sight.ts'
import { mappingFaults, planTables } from './survey/survey.ts'
import { beginTargets, type Target } from './target.ts'

export interface RoundOptions {
  name: string
  url: string
  tables: readonly TableMapping[]
  /** In which the platform writes times that name none; null: nobody has said. */
  zone: string | null
  chunkRows: number
  lag: Millis
  backfill: Millis
  comparing: Pick<ReconcileOptions, 'every' | 'rows'>
  /** Most rows of one scan, by mapping key. */
  limits: ReadonlyMap<string, { rows: number }>
  clock: Clock
  log: Logger
  memory: SourceMemory
  /** The rows live by the clock of the database server. */
  serverClock: boolean
  /** How changes are followed; null: the tables are polled alone. */
  stream: StreamSettings | null
  maker: Pick<SlotMaker, 'make'>
  /** Most changes of one round. */
  streamLimit: { changes: number }
}

export interface RoundBeginning {
  session: Session
  /** For the stream alone. */
  streamSession: PagedSession
  state: DatabaseState
  /** Nothing was read since the state was committed. */
  committed: boolean
  pause: Pause
  /** Whether it may be behind: it is so once a pull at most. */
  catchUp: boolean
}

interface RoundParts {
  options: RoundOptions
  state: DatabaseState
  horizon: RoundHorizon
  planned: readonly Planned[]
  targets: readonly Target[]
  /** What was open in tables that have been replaced since. */
  removed: readonly Event[]
  memory: readonly MemoryChange[]
  stream: ChangeStream | null
  streamSession: PagedSession
  lives: Lives
  /** A table has begun another life: what the stream has to say of the one before comes first, and nothing else. */
  isBehind: boolean
  unfollowed: readonly SourceProblem[]
  /** What the server holds back for the stream. */
  backlog: SourceBacklog | undefined
}

export class Round {
  readonly #now: Millis
  readonly #parts: RoundParts
  readonly #failures = new Map<TablePlan, SourceProblem>()
  readonly #refused = new Map<TablePlan, RefusedRow[]>()
  #events: Event[]
  #memory: MemoryChange[]
  #rows = 0

  /**
   * Measures up to when rows can be seen, and holds the mapping against the database as it is. `state` is kept up as
   * the round goes on.
   */
  static async begin(
    options: RoundOptions,
    { session, streamSession, state, committed, pause, catchUp }: RoundBeginning,
  ): Promise<Round> {
    const found = await planTables(session, options.tables, options.zone, knownBy(state))
    const { clock } = options
    const planned = await heldToContracts(options, session, found, state, clock.now())
    // The last thing before rows are read: what came after it lies in the future.
    const horizon = await horizonOf(options, session, found, state)
    const beganAt = clock.now()
    const elapsed = (): Millis => Math.max(0, clock.now() - beganAt)
    const lives = new Lives(options.memory)
    const targeting = { ...options, pause, elapsed, lives }
    let begun = await beginTargets(targeting, session, planned, state, horizon)
    const isBehind = catchUp && state.stream !== undefined && begun.targets.some(({ renewed }) => renewed)
    if (isBehind) begun = await beginTargets(targeting, session, planned, state, horizon, true)
    const moment = { now: horizon.now, committed }
    const { stream, problems, backlog } = await beginStream(options, session, state, begun.targets, moment)
    const read = { options, state, horizon, planned, lives, isBehind, ...begun }
    return new Round({ ...read, stream, streamSession, unfollowed: problems, backlog })
  }

  private constructor(parts: RoundParts) {
    this.#now = parts.horizon.now
    this.#parts = parts
    this.#events = [...parts.removed]
    this.#memory = [...parts.memory]
  }

  /** Another round is to follow. */
  get isBehind(): boolean {
    return this.#parts.isBehind
  }

  /** Yields whenever a chunk of rows was read, and at the end. */
  async *batches(signal: AbortSignal): AsyncGenerator<Batch> {
    const { targets, options, stream, streamSession } = this.#parts
    for await (const { target, step } of stream?.steps(streamSession, signal) ?? []) {
      this.#take(target, step)
      if (this.#rows >= options.chunkRows) yield this.#flush()
    }
    if (signal.aborted) return
    if (this.isBehind) {
      yield this.#flush()
      return
    }
    let going = targets.map(target => ({ target, steps: target.reader.steps(this.#now) }))
    try {
      while (going.length > 0) {
        const still: typeof going = []
        for (const one of going) {
          const step = await this.#next(one.target, one.steps, signal)
          if (signal.aborted) return
          if (step === null) continue
          still.push(one)
          this.#take(one.target, step)
          if (this.#isFull()) yield this.#flush()
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
      // The next round finds out what has become of it.
      if (error instanceof ReplacedTable) return null
      if (signal.aborted || isConnectionFailure(error) || error instanceof SourceError) throw error
      target.failingSince ??= this.#now
      this.#failures.set(target.plan, this.#failureOf(target, error))
    }
    return null
  }

  #take({ plan }: Target, { events, rows, refusals }: Step): void {
    for (const event of events) this.#events.push(event)
    this.#rows += rows
    this.#refused.set(plan, [...(this.#refused.get(plan) ?? []), ...refusals])
  }

  #isFull(): boolean {
    const { options, targets } = this.#parts
    const followed = targets.reduce((sum, { reader }) => sum + reader.followedCount(), 0)
    return this.#rows >= Math.min(options.chunkRows, rowsAStep(followed))
  }

  #flush(): Batch {
    const { options, state, horizon, planned, targets, backlog, lives } = this.#parts
    state.horizon = horizon.state
    for (const { mapping, plan } of planned) {
      if (plan !== null) continue
      const before = state.tables.get(mappingKey(mapping)) ?? emptyState('')
      const failingSince = before.failingSince ?? this.#now
      state.tables.set(mappingKey(mapping), { ...before, failingSince })
    }
    for (const { plan, reader, taken, failingSince } of targets) {
      const kept = reader.state()
      const refused = this.#refused.get(plan) ?? []
      state.tables.set(plan.name, {
        ...kept,
        // What the stream sees is not counted with what was read.
        ...(reader.streamedSince === null ? {} : { unseen: undefined }),
        failingSince,
        refused: withRefusals(
          state.tables.get(plan.name)?.refused ?? [],
          refused,
          this.#now,
          options.backfill,
        ),
      })
      this.#memory.push(...taken.changes())
    }
    this.#memory.push(...lives.changes())
    const batch: Batch = {
      events: this.#events,
      cursor: encodeCursor(state),
      completeUpTo: completeUpTo(targets, this.#now),
      kinds: kindsUpTo(planned, targets, state.tables, options.lag),
      ...(options.serverClock ? { now: Math.floor(this.#now) } : {}),
      progress: progress(targets),
      problems: this.#problems(),
      unaccounted: byTable(targets, ({ reader }) => reader.unaccounted()),
      replaced: byTable(targets, ({ reader }) => reader.again()),
      tables: tableProgress(targets, state.tables),
      ...(backlog === undefined ? {} : { backlog }),
      memory: this.#memory,
    }
    this.#events = []
    this.#memory = []
    this.#rows = 0
    this.#refused.clear()
    return batch
  }

  #problems(): SourceProblem[] {
    const { options, state, horizon, planned, targets } = this.#parts
    const tables = planned.flatMap(({ mapping, plan, problems }) => {
      if (plan !== null) return problems
      const before = state.tables.get(mappingKey(mapping))
      return problems.map(problem =>
        unreadable(problem, mapping.table, before, this.#now, wallClock(options.zone)),
      )
    })
    const read = targets.flatMap(({ plan, reader }) => {
      const kept = state.tables.get(plan.name)
      if (kept === undefined) return []
      return [
        ...sightProblems(plan, kept, this.#now, reader.streamedSince !== null).map(one => costed(plan, one)),
        ...refusalProblems(plan, kept, this.#refused.get(plan) ?? []),
      ]
    })
    return [
      ...mappingFaults(options.tables),
      ...horizon.problems,
      ...clockProblems(options, horizon),
      ...this.#parts.unfollowed,
      ...(this.#parts.stream?.problems() ?? []),
      ...tables,
      ...this.#failures.values(),
      ...read,
      ...holdingBack(targets),
    ]
  }

  #failureOf({ plan, failingSince }: Target, error: unknown): SourceProblem {
    const { options, state } = this.#parts
    const text = withoutSecrets(messageOf(error), options.url)
    const problem: SourceProblem = {
      where: plan.mapping.table,
      key: 'unreadable',
      message: `the table could not be read: ${text}`,
      remedy: replayRemedy(text) ?? 'It is tried again at every pull; the other tables are read meanwhile',
      refused: 0,
    }
    const before = state.tables.get(plan.name)
    const failing = { ...(before ?? emptyState('')), failingSince }
    return costed(plan, unreadable(problem, plan.mapping.table, failing, this.#now, plan.clock))
  }
}

function knownBy({ tables }: DatabaseState): ReadonlyMap<string, KnownBy> {
  return new Map(
    [...tables].flatMap(([name, { knownBy: known }]) => (known === undefined ? [] : [[name, known]])),
  )
}
