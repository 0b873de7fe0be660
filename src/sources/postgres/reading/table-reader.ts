// Reads one table, step by step: new rows in order, then the rows that were open, then what hides from both.
import { DatabaseError } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import { STATEMENT_TIMEOUT } from '../connection/failures.ts'
import type { Row, Session, Statement } from '../connection/session.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { KINDS } from '../mapping/roles.ts'
import { type Cold, emptyState, type Pass, type TableState } from './cursor.ts'
import { allCheckedAt, dueKeys, evict, type FollowedRows, makeGroups, openGroups } from './follow.ts'
import { extentOf, nextPass, orderValue, passProgress } from './pass.ts'
import { RefusalMemory } from './refusals.ts'
import { fieldPositions, IN_FUTURE, type ReadRow, type Refusal, viewRow } from './row.ts'
import { changedRows, extent, futureRows, type Place, scanRows, timelessRows } from './statements.ts'
import { newStep, type OpenStep, type Step } from './step.ts'

export interface TableReaderOptions {
  plan: TablePlan
  readRow: ReadRow
  state: TableState | undefined
  session: Session
  lag: Millis
  backfill: Millis
  chunkRows: number
  /** Most rows of a scan: `chunkRows`, lowered, and kept lowered, where statements time out. */
  limit: { rows: number }
}

/** Most rows that one pull looks at again, and most that are followed by key, in chunks. */
const CHUNKS_PER_PULL = 4
const CHUNKS_FOLLOWED = 10
const SMALLEST_CHUNK = 100
/** Most rows without a usable time that are looked at and counted. */
const STRAYS = 100

/** The column that is to blame where a row says that it ended without saying when. */
const END_ROLE: Readonly<Record<TableMapping['as'], string>> = {
  tasks: 'completedAt',
  claims: 'verifiedAt',
  roi: 'realised',
  runs: 'finishedAt',
  releases: 'at',
  observations: 'at',
}

/** Where a step throws, the state is what it was before that step. */
export class TableReader {
  readonly #options: TableReaderOptions
  readonly #plan: TablePlan
  readonly #positions: ReadonlyMap<string, number>
  readonly #orderRole: string
  readonly #followed: FollowedRows
  readonly #refusals: RefusalMemory
  #state: TableState
  /** The state with its groups made; null once a step has changed it. */
  #saved: TableState | null = null

  constructor(options: TableReaderOptions) {
    const { plan, state } = options
    const orderName = `${plan.order.column}:${plan.order.unit}`
    this.#options = options
    this.#plan = plan
    this.#positions = fieldPositions(plan)
    this.#orderRole = KINDS[plan.mapping.as].order
    this.#state = state?.order === orderName ? state : emptyState(orderName)
    this.#followed = openGroups(this.#state.groups)
    this.#refusals = new RefusalMemory(this.#state.counted)
  }

  /** Reads up to the present moment. */
  async *steps(now: Millis): AsyncGenerator<Step> {
    for await (const step of this.#allSteps(now)) {
      this.#saved = null
      yield step
    }
  }

  state(): TableState {
    const groups = (): TableState['groups'] => makeGroups(this.#followed)
    this.#saved ??= { ...this.#state, groups: groups(), counted: this.#refusals.list() }
    return this.#saved
  }

  /** Everything before this moment has been reported; null: a first pass is under way. */
  completeUpTo(): Millis | null {
    const { readTo, cold } = this.#state
    if (readTo === null) return null
    const checked = [readTo, allCheckedAt(this.#followed), cold?.doneAt ?? null]
    return Math.min(...checked.filter(at => at !== null)) - this.#options.lag
  }

  /** Share of the first pass that is done, 0 to 1. */
  progress(): number {
    return this.#state.readTo === null ? passProgress(this.#state.pass) : 1
  }

  async *#allSteps(now: Millis): AsyncGenerator<Step> {
    const { chunkRows } = this.#options
    const resumed = this.#state.pass !== null
    yield* this.#passSteps(now)
    if (resumed) yield* this.#passSteps(now)
    yield await this.#strayStep(now)
    const due = dueKeys(this.#followed, CHUNKS_PER_PULL * chunkRows)
    for (let i = 0; i < due.length; i += chunkRows) {
      yield await this.#followStep(due.slice(i, i + chunkRows), now)
    }
    if (this.#state.cold !== null) yield await this.#coldStep(this.#state.cold, now)
  }

  async *#passSteps(now: Millis): AsyncGenerator<Step> {
    let pass = await this.#beginPass(now)
    for (;;) {
      const range = pass
      const [rows = []] = await this.#readChunk(rowLimit => [scanRows(this.#plan, range, rowLimit)])
      const last = rows.at(-1)
      if (last !== undefined) pass = { ...pass, after: placeOf(last) }
      const step = this.#takeScanned(rows, pass, now)
      const done = rows.length < this.#options.limit.rows
      this.#state = done ? { ...this.#state, pass: null, readTo: pass.startedAt } : { ...this.#state, pass }
      yield step
      if (done) return
    }
  }

  async #beginPass(now: Millis): Promise<Pass> {
    const { order } = this.#plan
    const pass = nextPass(this.#state, { ...this.#options, order }, now)
    if (this.#state.readTo !== null || this.#state.pass !== null) return pass
    const [[bounds = []] = []] = await this.#options.session.read([extent(this.#plan, pass.from)])
    return { ...pass, extent: extentOf(pass, order, bounds) }
  }

  #takeScanned(rows: readonly Row[], pass: Pass, now: Millis): Step {
    const { lag, chunkRows, readRow } = this.#options
    const { order } = this.#plan
    const step = newStep(rows)
    const rereadFrom = order.unit === 'time' ? now - 2 * lag : null
    for (const row of rows) {
      const key = row[1] ?? ''
      const view = viewRow(row, this.#positions, now + lag)
      const place = orderValue(order, row[0] ?? null) ?? 0
      if (order.unit === 'serial' && this.#passesBy(view.time(this.#orderRole), place, pass, now)) continue
      const { events, state: settled } = readRow(view, key)
      step.events.push(...events)
      const again = settled !== 'settled' || isAhead(view.refusals)
      if (again) this.#follow(key, place, events.length, settled === 'limbo', pass.startedAt)
      else this.#followed.delete(key)
      const reread = again || rereadFrom === null || place >= rereadFrom
      this.#refusals.add(step, key, view.refusals, reread)
    }
    this.#evict(
      rows.map(row => row[1] ?? ''),
      4 * CHUNKS_FOLLOWED * chunkRows,
    )
    return step
  }

  /**
   * A table read by its serial column holds rows from before the time to which the backfill goes back. Values
   * of the column may become visible out of order, for as long as two transactions may last.
   */
  #passesBy(at: Millis | null, place: number, pass: Pass, now: Millis): boolean {
    if (at === null) return false
    if (at < pass.startedAt - 2 * this.#options.lag) {
      this.#state = { ...this.#state, resumeAt: Math.max(this.#state.resumeAt ?? place, place) }
    }
    return at < now - this.#options.backfill
  }

  async #followStep(keys: readonly string[], now: Millis): Promise<Step> {
    const [rows = []] = await this.#options.session.read([changedRows(this.#plan, keys)])
    const step = newStep(rows)
    for (const key of keys) {
      const before = this.#followed.get(key)
      if (before !== undefined) this.#followed.set(key, { ...before, checkedAt: now })
    }
    for (const row of rows) this.#takeFollowed(step, row, now)
    this.#evict(keys, CHUNKS_FOLLOWED * this.#options.chunkRows)
    return step
  }

  #takeFollowed(step: OpenStep, row: Row, now: Millis): void {
    const { lag, readRow } = this.#options
    const key = row[1] ?? ''
    const before = this.#followed.get(key)
    const view = viewRow(row, this.#positions, now + lag)
    const { events, state: settled } = readRow(view, key)
    const ended = settled === 'settled' && !isAhead(view.refusals)
    const limboSince = settled === 'limbo' ? (before?.limboSince ?? now) : null
    const expired = limboSince !== null && now - limboSince > lag
    if (expired) {
      view.refuse(END_ROLE[this.#plan.mapping.as], 'is missing although the row says that it ended')
    }
    step.events.push(...(ended ? events : events.slice(before?.stage ?? 0)))
    this.#refusals.add(step, key, view.refusals, !ended && !expired)
    if (ended || expired) this.#followed.delete(key)
    else this.#follow(key, this.#placeOf(row), events.length, limboSince !== null, now)
  }

  /** Rows that a reader who goes by time never meets: their time has not come, or there is none. */
  async #strayStep(now: Millis): Promise<Step> {
    const step = newStep([])
    if (this.#plan.order.unit !== 'time') return step
    const statements = [futureRows(this.#plan, now + this.#options.lag, STRAYS)]
    if (this.#plan.hidden) statements.push(timelessRows(this.#plan, STRAYS))
    const [future = [], timeless = []] = await this.#options.session.read(statements)
    const role = this.#orderRole
    for (const [key] of future) this.#refusals.add(step, key ?? '', [{ role, reason: IN_FUTURE }], true)
    for (const [key] of timeless) this.#refusals.add(step, key ?? '', [{ role, reason: 'is null' }], true)
    return step
  }

  /** One bounded piece of the rows that are too many to be followed by key. */
  async #coldStep(cold: Cold, now: Millis): Promise<Step> {
    const sweep = cold.sweep ?? { startedAt: now, after: null, open: null }
    const [rows = []] = await this.#readChunk(rowLimit => [
      scanRows(this.#plan, { ...cold, after: sweep.after }, rowLimit),
    ])
    const step = newStep(rows)
    const open = this.#takeCold(step, rows, sweep.open, now)
    const last = rows.at(-1)
    if (last === undefined || rows.length < this.#options.limit.rows) {
      const rest = open === null ? null : { from: open[0], to: open[1], sweep: null, doneAt: sweep.startedAt }
      this.#state = { ...this.#state, cold: rest }
    } else {
      this.#state = { ...this.#state, cold: { ...cold, sweep: { ...sweep, after: placeOf(last), open } } }
    }
    return step
  }

  /** Returns the bounds of the rows that are still open. */
  #takeCold(step: OpenStep, rows: readonly Row[], before: Bounds | null, now: Millis): Bounds | null {
    let open = before
    for (const row of rows) {
      const key = row[1] ?? ''
      if (this.#followed.has(key)) continue
      const view = viewRow(row, this.#positions, now + this.#options.lag)
      const { events, state: settled } = this.#options.readRow(view, key)
      step.events.push(...(settled === 'settled' ? events : events.slice(1)))
      const place = this.#placeOf(row)
      if (settled !== 'settled') open = [open?.[0] ?? place, place + 1]
    }
    return open
  }

  #follow(key: string, place: number, stage: number, limbo: boolean, checkedAt: Millis): void {
    const limboSince = limbo ? (this.#followed.get(key)?.limboSince ?? checkedAt) : null
    this.#followed.set(key, { checkedAt, from: place, to: place + 1, stage, limboSince })
  }

  #evict(checked: readonly string[], cap: number): void {
    this.#state = { ...this.#state, cold: evict(this.#followed, this.#state.cold, checked, cap) }
  }

  #placeOf(row: Row): number {
    return orderValue(this.#plan.order, row[0] ?? null) ?? 0
  }

  /** Reads with the table's limit of rows, and with a smaller one where that takes too long. */
  async #readChunk(statements: (rowLimit: number) => Statement[]): Promise<Row[][]> {
    const { session, limit } = this.#options
    for (;;) {
      try {
        return await session.read(statements(limit.rows))
      } catch (error) {
        const tooLong = error instanceof DatabaseError && error.code === STATEMENT_TIMEOUT
        if (!tooLong || limit.rows <= SMALLEST_CHUNK) throw error
        limit.rows = Math.max(SMALLEST_CHUNK, Math.floor(limit.rows / 2))
      }
    }
  }
}

type Bounds = readonly [number, number]

function placeOf(row: Row): Place {
  return [row[0] ?? '', row[1] ?? '']
}

/** A row whose time has not come will be believed when it has. */
function isAhead(refusals: readonly Refusal[]): boolean {
  return refusals.some(refusal => refusal.reason === IN_FUTURE)
}
