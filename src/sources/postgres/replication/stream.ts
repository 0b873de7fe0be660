// The changes of the mapped tables, read from the log of the server in the order in which they were committed. Beside it the
// tables are read as ever: what no stream has reported is polled, so that it may begin, break off and begin anew at any time.
import { DatabaseError } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import { messageOf } from '../../../core/errors.ts'
import type { SourceBacklog, SourceProblem } from '../../source.ts'
import type { StreamState } from '../completeness/followed.ts'
import { STATEMENT_TIMEOUT } from '../connection/failures.ts'
import type { PagedSession, Session } from '../connection/session.ts'
import type { DatabaseState } from '../reading/cursor.ts'
import type { Step } from '../reading/rows/step.ts'
import type { Target } from '../target.ts'
import type { FollowedTable } from './followed-table.ts'
import { type SlotMaker, SlotNotMade } from './making.ts'
import { PageReader } from './page.ts'
import { type Message, readLsn, writeLsn } from './pgoutput.ts'
import { publishedTables, serverFaults } from './requirements.ts'
import type { StreamSettings } from './settings.ts'
import { advanceSlot, readMessages, type ServerView, viewServer } from './slot.ts'
import { lostProblem, openSlot, retireSlot } from './upkeep.ts'

export interface StreamOptions {
  name: string
  chunkRows: number
  /** The rows live by the clock of the database server. */
  serverClock: boolean
  /** Null: the tables are polled alone. */
  stream: StreamSettings | null
  maker: Pick<SlotMaker, 'make'>
  /** Most changes of a round: lowered, and kept lowered, where decoding takes too long. */
  streamLimit: { changes: number }
}

type FollowOptions = StreamOptions & { stream: StreamSettings }

export interface TakenStep {
  target: Target
  step: Step
}

/** Most changes of one round: the server decodes them at once, and keeps what does not fit its memory on its disk. */
export const MOST_CHANGES = 500_000
/** Where decoding takes too long, that many fewer are asked for from then on, but no fewer than these. */
const FEWER = 8
const FEWEST_CHANGES = 1_000

/** Most changes that are taken in one go: others have their turn in between. */
const PAGE = 1_000

interface Parts {
  options: FollowOptions
  session: Session
  view: ServerView
  state: DatabaseState & { stream: StreamState }
  /** Those whose changes are published. */
  followed: readonly FollowedTarget[]
  now: Millis
}

export interface FollowedTarget {
  target: Target
  table: FollowedTable
  oids: readonly number[]
}

export interface Begun {
  /** Null: nothing can be followed now. */
  stream: ChangeStream | null
  problems: readonly SourceProblem[]
  /** What the server holds back for the slot. */
  backlog?: SourceBacklog
}

/**
 * Looks after the slot and goes on where the state says. `state.stream` is kept up as it is read. `committed`: the state is
 * what was committed, and the server may throw away what lies before.
 */
export async function beginStream(
  options: StreamOptions,
  session: Session,
  state: DatabaseState,
  targets: readonly Target[],
  { now, committed }: { now: Millis; committed: boolean },
): Promise<Begun> {
  const { stream } = options
  try {
    await retireSlot(session, state, stream?.names ?? null)
    if (stream === null) return { stream: null, problems: [] }
    return await begun({ ...options, stream }, session, state, targets, now, committed)
  } catch (error) {
    if (!(error instanceof DatabaseError || error instanceof SlotNotMade)) throw error
    return {
      stream: null,
      problems: [failure(options.name, error), ...lostProblem(options.name, state.stream, now)],
    }
  }
}

async function begun(
  options: FollowOptions,
  session: Session,
  state: DatabaseState,
  targets: readonly Target[],
  now: Millis,
  committed: boolean,
): Promise<Begun> {
  const { name, maker } = options
  const { names } = options.stream
  const view = await viewServer(session, names)
  const faults = serverFaults(name, view, options.stream)
  const plans = targets.map(({ plan }) => plan)
  const published = await publishedTables(session, plans, names, view)
  const wanted = faults.length === 0 && published.tables.size > 0
  const stream = await openSlot({ name, maker, ...options.stream }, session, view, state.stream, {
    now,
    wanted,
  })
  state.stream = stream.state
  const problems = [...faults, ...published.problems, ...stream.problems]
  const backlog = backlogOf(options.stream, stream.held)
  if (!stream.open) return { stream: null, problems, ...backlog }
  const followed = targets.flatMap(target => {
    const table = published.tables.get(target.plan.name)
    const oids = published.oids.get(target.plan.name) ?? []
    return table === undefined ? [] : [{ target, table, oids }]
  })
  const kept = { ...stream.state, tables: tablesOf(stream.state, followed, view, now) }
  const held = Object.assign(state, { stream: kept })
  if (committed && stream.confirmed < readLsn(kept.position)) {
    await advanceSlot(session, names, readLsn(kept.position))
  }
  const known = followed.map(one => ({ ...one, oids: withFormer(one, stream.state.tables) }))
  return {
    stream: new ChangeStream({ options, session, view, state: held, followed: known, now }),
    problems,
    ...backlog,
  }
}

function backlogOf({ names, most }: StreamSettings, held: number | null): Pick<Begun, 'backlog'> {
  return held === null ? {} : { backlog: { slot: names.slot, bytes: Math.max(0, held), limit: most } }
}

/** Those that were its own at the last pull, too: a partition that was detached since has changes from before. */
function withFormer({ target, oids }: FollowedTarget, tables: StreamState['tables']): readonly number[] {
  return [...new Set([...oids, ...(tables[target.plan.name]?.oids ?? [])])]
}

/** A table that is new here is read beside its changes; of one that has begun a new life, changes of the old one are passed over. */
function tablesOf(
  { tables, position }: StreamState,
  followed: readonly FollowedTarget[],
  { end }: ServerView,
  now: Millis,
): StreamState['tables'] {
  return Object.fromEntries(
    followed.map(({ target: { plan, renewed }, oids }) => {
      const known = tables[plan.name]
      if (known !== undefined && !renewed) return [plan.name, { ...known, oids }]
      const over = renewed && readLsn(position) < end
      return [plan.name, { since: now, after: over ? writeLsn(end) : position, oids }]
    }),
  )
}

export class ChangeStream {
  readonly #parts: Parts
  #problems: SourceProblem[] = []

  constructor(parts: Parts) {
    this.#parts = parts
  }

  problems(): readonly SourceProblem[] {
    return this.#problems
  }

  /**
   * Reads up to the present, by a session of its own. Readers of tables of which every change was reported are told so at the
   * end. What fails ends the stream for this round, and is a problem.
   */
  async *steps(own: PagedSession, signal: AbortSignal): AsyncGenerator<TakenStep> {
    const { options, followed, state, now } = this.#parts
    try {
      const reached = yield* this.#read(own, signal)
      const { failing: _, ...readable } = state.stream
      state.stream = readable
      if (!reached) return
    } catch (error) {
      if (signal.aborted) throw error
      this.#problems.push(failure(options.name, error))
      if (isRefusal(error)) {
        const since = state.stream.failing?.since ?? now
        state.stream = { ...state.stream, failing: { since, why: messageOf(error) } }
      }
      if (error instanceof DatabaseError && error.code === STATEMENT_TIMEOUT) fewer(options.streamLimit)
      return
    }
    for (const { target } of followed) {
      const { mapping, name } = target.plan
      const since = state.stream.tables[name]?.since ?? null
      target.reader.streamedSince = since
      // A query may read other tables, of which the stream has nothing.
      target.reader.sparedSince = mapping.query === undefined ? since : null
    }
  }

  /** Returns whether the present was reached. */
  async *#read(own: PagedSession, signal: AbortSignal): AsyncGenerator<TakenStep, boolean> {
    const { options, view, state } = this.#parts
    const reader = new PageReader({ ...this.#parts, momentOf: this.#commitTimes() })
    let read = 0
    let [position, end] = [readLsn(state.stream.position), view.end]
    if (position > end) return true
    const most = options.streamLimit.changes
    const range = { end, most, pageRows: Math.min(options.chunkRows, PAGE) }
    const pages = readMessages(own, options.stream.names, range)
    for await (const page of wholeTransactions(pages, messages => (read += messages))) {
      if (signal.aborted) return false
      const steps = await this.#page(reader, page)
      const last = lastCommit(page)
      if (last !== null && last > position) position = last
      const after = { ...state.stream, position: writeLsn(position), within: reader.within() }
      // With the last step all of the page is taken: what is committed with it must say so.
      yield* steps.slice(0, -1)
      state.stream = after
      yield* steps.slice(-1)
    }
    const reached = read < most
    if (reached) end = position > end ? position : end
    if (reached) state.stream = { ...state.stream, position: writeLsn(end), within: null }
    return reached
  }

  async #page(reader: PageReader, page: readonly Message[]): Promise<readonly TakenStep[]> {
    const { state, now } = this.#parts
    const { steps, problems, unread } = await reader.take(page)
    this.#problems.push(...problems)
    for (const name of unread) {
      // What was not read of its changes is read from the table.
      const tables = { ...state.stream.tables }
      const known = tables[name]
      if (known !== undefined) tables[name] = { ...known, since: now }
      state.stream = { ...state.stream, tables }
    }
    return steps
  }

  /** Where the times of the rows are simulated, so are those of their deletion. */
  #commitTimes(): (at: Millis) => Millis {
    const { options, now } = this.#parts
    return options.serverClock ? at => at : () => now
  }
}

/** Parts pages behind transactions, but for such as are larger than a page. `came` is told how many messages each page has. */
async function* wholeTransactions(
  pages: AsyncIterable<readonly Message[]>,
  came: (messages: number) => void,
): AsyncGenerator<readonly Message[]> {
  let rest: readonly Message[] = []
  for await (const page of pages) {
    came(page.length)
    const messages = [...rest, ...page]
    const end = messages.findLastIndex(({ kind }) => kind === 'commit') + 1
    const whole = end === 0 ? messages.length : end
    rest = messages.slice(whole)
    yield messages.slice(0, whole)
  }
}

function lastCommit(page: readonly Message[]): bigint | null {
  const last = page.findLast(message => message.kind === 'commit')
  return last?.kind === 'commit' ? last.end : null
}

function fewer(limit: { changes: number }): void {
  limit.changes = Math.max(FEWEST_CHANGES, Math.floor(limit.changes / FEWER))
}

/**
 * Whether the server would answer the same for ever: it decodes changes by the catalogue of their time, in which the publication may not
 * have been. Not that it is busy, short of something, or takes too long.
 */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error instanceof DatabaseError && !/^(08|40|53|55|57)/.test(error.code ?? ''))
  )
}

function failure(where: string, error: unknown): SourceProblem {
  return {
    where,
    message: `changes could not be followed: ${messageOf(error)}`,
    remedy: 'It is tried again at every pull; the tables are polled meanwhile',
    refused: 0,
  }
}
