// Reads one table, step by step: new rows in order, then the rows that were open, then what hides from both.
import { DatabaseError } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import type { Event } from '../../../events/event.ts'
import { STATEMENT_TIMEOUT } from '../connection/failures.ts'
import type { Row, Session, Statement } from '../connection/session.ts'
import { parseTime } from '../connection/values.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { KINDS } from '../mapping/roles.ts'
import { type Cold, emptyState, type Pass, type TableState } from './cursor.ts'
import { allCheckedAt, dueKeys, evict, type Followed, makeGroups, openGroups } from './follow.ts'
import { fieldPositions, IN_FUTURE, type ReadRow, type Refusal, viewRow } from './row.ts'
import { changedRows, extent, futureRows, type Place, scanRows, timelessRows } from './statements.ts'

/** What one step brought. The reader's state already counts it as read. */
export interface Step {
  events: readonly Event[]
  refusals: readonly RefusedRow[]
  rows: number
}

export interface RefusedRow extends Refusal {
  rowKey: string
}

export interface TableReader {
  /** Reads up to the present moment. Where a step throws, the state is what it was before that step. */
  steps(now: Millis): AsyncGenerator<Step>
  state(): TableState
  /** Everything before this moment has been reported; null: a first pass is under way. */
  completeUpTo(): Millis | null
  /** Share of the first pass that is done, 0 to 1. */
  progress(): number
}

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
/** Most refusals that are remembered so as not to be counted twice. */
const COUNTED = 1_000

/** The column that is to blame where a row says that it ended without saying when. */
const END_ROLE: Readonly<Record<TableMapping['as'], string>> = {
  tasks: 'completedAt',
  claims: 'verifiedAt',
  roi: 'realised',
  runs: 'finishedAt',
  releases: 'at',
  observations: 'at',
}

export function createTableReader(options: TableReaderOptions): TableReader {
  const { plan, readRow, session, lag, limit, chunkRows } = options
  const orderName = `${plan.order.column}:${plan.order.unit}`
  const known = options.state?.order === orderName ? options.state : undefined
  const positions = fieldPositions(plan)
  const orderRole = KINDS[plan.mapping.as].order

  let state: TableState = known ?? emptyState(orderName)
  const followed = openGroups(state.groups)
  const counted = new Set(state.counted)
  let saved: TableState | null = null

  return {
    steps: async function* (now) {
      for await (const step of allSteps(now)) {
        saved = null
        yield step
      }
    },
    state: () => {
      saved ??= { ...state, groups: makeGroups(followed), counted: [...counted].slice(-COUNTED) }
      return saved
    },
    completeUpTo: () => {
      if (state.readTo === null) return null
      const checked = [state.readTo, allCheckedAt(followed), state.cold?.doneAt ?? null]
      return Math.min(...checked.filter(at => at !== null)) - lag
    },
    progress: () => (state.readTo === null ? passProgress(state.pass) : 1),
  }

  async function* allSteps(now: Millis): AsyncGenerator<Step> {
    const resumed = state.pass !== null
    yield* passSteps(now)
    if (resumed) yield* passSteps(now)
    yield await strayStep(now)
    const due = dueKeys(followed, CHUNKS_PER_PULL * chunkRows)
    for (let i = 0; i < due.length; i += chunkRows) yield await followStep(due.slice(i, i + chunkRows), now)
    if (state.cold !== null) yield await coldStep(state.cold, now)
  }

  async function* passSteps(now: Millis): AsyncGenerator<Step> {
    let pass = await beginPass(now)
    for (;;) {
      const range = pass
      const [rows = []] = await readChunk(rowLimit => [scanRows(plan, range, rowLimit)])
      const last = rows.at(-1)
      if (last !== undefined) pass = { ...pass, after: placeOf(last) }
      const step = takeScanned(rows, pass, now)
      const done = rows.length < limit.rows
      state = done ? endPass(pass) : { ...state, pass }
      yield step
      if (done) return
    }
  }

  async function beginPass(now: Millis): Promise<Pass> {
    if (state.pass !== null) {
      const startedAt = Math.min(state.pass.startedAt, now)
      return { ...state.pass, startedAt, to: plan.order.unit === 'time' ? startedAt : null }
    }
    const first = state.readTo === null
    const from = first ? firstBound(now) : overlapBound(now)
    const to = plan.order.unit === 'time' ? now : null
    const pass: Pass = { startedAt: now, from, to, after: null, extent: null }
    if (!first) return pass
    const [[bounds = []] = []] = await session.read([extent(plan, from)])
    const [begin, end] = [orderValue(bounds[0] ?? null), orderValue(bounds[1] ?? null)]
    return begin === null || end === null ? pass : { ...pass, extent: [begin, Math.min(end, to ?? end)] }
  }

  function firstBound(now: Millis): number | null {
    return plan.order.unit === 'time' ? now - options.backfill : null
  }

  /** Rows may become visible as late as the lag after their time: what lies within it is read once more. */
  function overlapBound(now: Millis): number | null {
    return plan.order.unit === 'time' ? Math.min(state.readTo ?? now, now) - lag : state.resumeAt
  }

  function endPass(pass: Pass): TableState {
    return { ...state, pass: null, readTo: pass.startedAt }
  }

  function takeScanned(rows: readonly Row[], pass: Pass, now: Millis): Step {
    const step = newStep(rows)
    const rereadFrom = plan.order.unit === 'time' ? now - 2 * lag : null
    for (const row of rows) {
      const key = row[1] ?? ''
      const view = viewRow(row, positions, now + lag)
      const order = orderValue(row[0] ?? null) ?? 0
      if (plan.order.unit === 'serial' && passesBy(view.time(orderRole), order, pass, now)) continue
      const { events, state: settled } = readRow(view, key)
      step.events.push(...events)
      const again = settled !== 'settled' || isAhead(view.refusals)
      if (again) follow(key, order, events.length, settled === 'limbo', pass.startedAt)
      else followed.delete(key)
      const reread = again || rereadFrom === null || order >= rereadFrom
      refuse(step, key, view.refusals, reread)
    }
    const checked = rows.map(row => row[1] ?? '')
    state = { ...state, cold: evict(followed, state.cold, checked, 4 * CHUNKS_FOLLOWED * chunkRows) }
    return step
  }

  /**
   * A table read by its serial column holds rows from before the time to which the backfill goes back. Values
   * of the column may become visible out of order, for as long as two transactions may last.
   */
  function passesBy(at: Millis | null, order: number, pass: Pass, now: Millis): boolean {
    if (at === null) return false
    if (at < pass.startedAt - 2 * lag)
      state = { ...state, resumeAt: Math.max(state.resumeAt ?? order, order) }
    return at < now - options.backfill
  }

  async function followStep(keys: readonly string[], now: Millis): Promise<Step> {
    const [rows = []] = await session.read([changedRows(plan, keys)])
    const step = newStep(rows)
    for (const key of keys) {
      const before = followed.get(key)
      if (before !== undefined) followed.set(key, { ...before, checkedAt: now })
    }
    for (const row of rows) takeFollowed(step, row, now)
    state = { ...state, cold: evict(followed, state.cold, keys, CHUNKS_FOLLOWED * chunkRows) }
    return step
  }

  /** Rows that a reader who goes by time never meets: their time has not come, or there is none. */
  async function strayStep(now: Millis): Promise<Step> {
    const step = newStep([])
    if (plan.order.unit !== 'time') return step
    const statements = [futureRows(plan, now + lag, STRAYS)]
    if (plan.hidden) statements.push(timelessRows(plan, STRAYS))
    const [future = [], timeless = []] = await session.read(statements)
    for (const [key] of future) refuse(step, key ?? '', [{ role: orderRole, reason: IN_FUTURE }], true)
    for (const [key] of timeless) refuse(step, key ?? '', [{ role: orderRole, reason: 'is null' }], true)
    return step
  }

  function takeFollowed(step: OpenStep, row: Row, now: Millis): void {
    const key = row[1] ?? ''
    const before = followed.get(key)
    const view = viewRow(row, positions, now + lag)
    const { events, state: settled } = readRow(view, key)
    const ended = settled === 'settled' && !isAhead(view.refusals)
    const limboSince = settled === 'limbo' ? (before?.limboSince ?? now) : null
    const expired = limboSince !== null && now - limboSince > lag
    if (expired) view.refuse(END_ROLE[plan.mapping.as], 'is missing although the row says that it ended')
    step.events.push(...(ended ? events : events.slice(before?.stage ?? 0)))
    refuse(step, key, view.refusals, !ended && !expired)
    if (ended || expired) followed.delete(key)
    else follow(key, orderValue(row[0] ?? null) ?? 0, events.length, limboSince !== null, now)
  }

  /** One bounded piece of the rows that are too many to be followed by key. */
  async function coldStep(cold: Cold, now: Millis): Promise<Step> {
    const sweep = cold.sweep ?? { startedAt: now, after: null, open: null }
    const [rows = []] = await readChunk(rowLimit => [
      scanRows(plan, { ...cold, after: sweep.after }, rowLimit),
    ])
    const step = newStep(rows)
    const open = takeCold(step, rows, sweep.open, now)
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit.rows) {
      const rest = open === null ? null : { from: open[0], to: open[1], sweep: null, doneAt: sweep.startedAt }
      state = { ...state, cold: rest }
    } else {
      state = { ...state, cold: { ...cold, sweep: { ...sweep, after: placeOf(last), open } } }
    }
    return step
  }

  /** Returns the bounds of the rows that are still open. */
  function takeCold(step: OpenStep, rows: readonly Row[], before: Bounds | null, now: Millis): Bounds | null {
    let open = before
    for (const row of rows) {
      const key = row[1] ?? ''
      if (followed.has(key)) continue
      const { events, state: settled } = readRow(viewRow(row, positions, now + lag), key)
      step.events.push(...(settled === 'settled' ? events : events.slice(1)))
      const order = orderValue(row[0] ?? null) ?? 0
      if (settled !== 'settled') open = [open?.[0] ?? order, order + 1]
    }
    return open
  }

  function follow(key: string, order: number, stage: number, limbo: boolean, checkedAt: Millis): void {
    const before = followed.get(key)
    const limboSince = limbo ? (before?.limboSince ?? checkedAt) : null
    const next: Followed = { checkedAt, from: order, to: order + 1, stage, limboSince }
    followed.set(key, next)
  }

  function refuse(step: OpenStep, rowKey: string, refusals: readonly Refusal[], reread: boolean): void {
    for (const refusal of refusals) {
      const name = `${rowKey}:${refusal.role}`
      if (counted.has(name)) continue
      step.refusals.push({ ...refusal, rowKey })
      if (reread) counted.add(name)
    }
  }

  function orderValue(text: string | null): number | null {
    if (text === null) return null
    if (plan.order.unit === 'serial') return Number(text)
    const parsed = parseTime(text)
    return parsed.ok ? parsed.value : null
  }

  /** Reads with the table's limit of rows, and with a smaller one where that takes too long. */
  async function readChunk(statements: (rowLimit: number) => Statement[]): Promise<Row[][]> {
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

interface OpenStep extends Step {
  events: Event[]
  refusals: RefusedRow[]
}

type Bounds = readonly [number, number]

function placeOf(row: Row): Place {
  return [row[0] ?? '', row[1] ?? '']
}

function newStep(rows: readonly Row[]): OpenStep {
  return { events: [], refusals: [], rows: rows.length }
}

/** A row whose time has not come will be believed when it has. */
function isAhead(refusals: readonly Refusal[]): boolean {
  return refusals.some(refusal => refusal.reason === IN_FUTURE)
}

function passProgress(pass: Pass | null): number {
  if (pass?.extent == null) return 0
  const [begin, end] = pass.extent
  const text = pass.after?.[0]
  if (text === undefined || end <= begin) return 0
  const time = parseTime(text)
  const at = time.ok ? time.value : Number(text)
  return Math.min(1, Math.max(0, (at - begin) / (end - begin)))
}
