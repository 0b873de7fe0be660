// Reads one table, step by step: new rows in order, then the rows that were open, then what hides from both, and last
// what a comparison with the source finds missing.
import type { Millis } from '../../../core/clock.ts'
import type { Pause } from '../../../core/turns/pause.ts'
import type { Event } from '../../../events/event.ts'
import { LONGEST_WAIT, usualLateness } from '../completeness/lateness.ts'
import { watchedBetween } from '../completeness/looks.ts'
import type { TakenRows } from '../completeness/taken.ts'
import type { Row, Session } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { type Change, ChangeIntake, type ChangeOptions, rowsOf } from './changes.ts'
import { ChunkReader } from './chunk-reader.ts'
import { coldStep } from './cold.ts'
import type { Pass, TableState } from './cursor.ts'
import { allCheckedAt, dueKeys, evict, type MostFollowed } from './follow.ts'
import { withAnchors } from './life.ts'
import { afterPass, beginPass, firstPassUpTo, leastFrom, passProgress } from './pass.ts'
import { type ReconcileOptions, reconcile } from './reconcile.ts'
import { latenessSince, type Moment, RowIntake, withNewcomers } from './row-intake.ts'
import { keyCells, keyOf, keysOf, lastPlaceOf, orderOf, orderValue, type RowKey } from './rows/cells.ts'
import type { Lives } from './rows/lives.ts'
import { withGone } from './rows/noticed.ts'
import { repeatsAmong, worse } from './rows/repeats.ts'
import type { ReadRow } from './rows/row.ts'
import { newStep, partsOf, rowsAStep, type Step } from './rows/step.ts'
import { changedRows } from './statements.ts'
import { strayStep } from './strays.ts'

export interface TableReaderOptions {
  plan: TablePlan
  readRow: ReadRow
  /** That a row which was open is gone; null where that says nothing. */
  removed(row: { key: RowKey; entity: string | null }, at: Millis): Event | null
  /** The same of one that was seen to be deleted. */
  deleted: ChangeOptions['deleted']
  state: TableState
  session: Session
  taken: TakenRows
  lives: Lives
  /** What the subjects of its rows begin with. */
  subjects: string
  /** Every row with an earlier time can be seen, but for those whose time was not set by the database. */
  bound: Millis
  lag: Millis
  elapsed(): Millis
  backfill: Millis
  chunkRows: number
  mostFollowed: MostFollowed
  /** Most rows of a scan: `chunkRows`, lowered, and kept lowered, where statements time out. */
  limit: { rows: number }
  comparing: Pick<ReconcileOptions, 'every' | 'rows'>
  pause: Pause
}

/** Most rows that one pull looks at again, in chunks. */
const CHUNKS_PER_PULL = 4
/** Rows that are looked at before others may have their turn. */
const ROWS_A_TURN = 64

/** Where a step throws, the state is that of before. */
export class TableReader {
  readonly #options: TableReaderOptions
  readonly #plan: TablePlan
  readonly #intake: RowIntake
  readonly #chunks: ChunkReader
  readonly #changes: ChangeIntake
  /** Since when a stream has reported every change of the table, up to the present. */
  streamedSince: Millis | null = null
  /** Since when it has reported all that rows may come to say: those that were looked at later need not be again. */
  sparedSince: Millis | null = null
  #state: TableState
  /** With its groups made; null once a step has changed it. */
  #saved: TableState | null = null

  constructor(options: TableReaderOptions) {
    const { session, plan, limit, state } = options
    this.#options = options
    this.#plan = plan
    this.#state = state
    this.#intake = new RowIntake({
      ...options,
      adopted: state.begins?.adopted ?? 0,
      repeats: () => this.#state.repeats !== undefined,
    })
    this.#changes = new ChangeIntake(this.#intake, options)
    this.#chunks = new ChunkReader(session, plan.oid, state.life.fingerprint ?? '', limit)
  }

  /** Reads up to the present moment. Throws ReplacedTable where the table is replaced meanwhile. */
  async *steps(now: Millis): AsyncGenerator<Step> {
    for await (const step of this.#allSteps(now)) {
      this.#saved = null
      yield step
    }
  }

  /** Takes what a stream says of its rows, in that order; it has done so since `since`. */
  takeChanges(changes: readonly Change[], now: Millis, since: Millis): Step {
    const moment = { now, checkedAt: now, lateness: this.#lateness(now) }
    const { step, taken, gone } = this.#changes.take(changes, moment, since)
    if (taken.length > 0) this.#evict(taken)
    this.#learn(this.#latestOf(changes), now)
    this.#state = withGone(this.#state, gone, now)
    this.#saved = null
    return step
  }

  /** Rows by which the table is known again: the keys of those that were deleted are theirs by now. */
  #latestOf(changes: readonly Change[]): Row[] {
    const last = orderValue(this.#plan.order, this.#state.life.newest.at(-1)?.[1] ?? null) ?? Number.MAX_VALUE
    return rowsOf(changes).filter(row => (orderOf(this.#plan, row) ?? 0) > last)
  }

  state(): TableState {
    this.#saved ??= { ...this.#state, ...this.#intake.saved() }
    return this.#saved
  }

  /**
   * Everything before this moment has been reported. Null: not known, as in the first pass over a table in the order of a
   * number; one in the order of time is complete up to the row that it has come to.
   */
  completeUpTo(): Millis | null {
    const { readTo, pass, cold } = this.#state
    if (readTo === null) return firstPassUpTo(this.#plan, pass, this.#options.bound - this.wait())
    if (this.#isInStep()) return readTo - this.wait()
    const checked = [readTo, allCheckedAt(this.#intake.followed), cold?.doneAt ?? null]
    return Math.min(...checked.filter(at => at !== null)) - this.wait()
  }

  /** Whether a first pass is under way, or has still to begin. */
  isFirstPass(): boolean {
    return this.#state.readTo === null
  }

  /** How long rows are waited for. Beyond the lag they are found by comparison, which takes a while; in a stream at once. */
  wait(): Millis {
    const { lag, comparing } = this.#options
    const usual = usualLateness(this.#state.lateness)
    if (this.#isInStep()) return Math.min(usual, LONGEST_WAIT)
    return usual <= lag ? lag : Math.max(lag, Math.min(usual + comparing.every, LONGEST_WAIT))
  }

  /** Rows that the source has, that were not taken, and that were not read again yet. */
  unaccounted(): number {
    return Object.values(this.#state.reconciled.differing).reduce((a, b) => a + b, 0)
  }

  /** Rows that came under an id that another had had, since the table was first read. */
  again(): number {
    return this.#state.again?.rows ?? 0
  }

  readonly closing = (changes: readonly Change[]) => this.#changes.closing(changes)

  followedCount(): number {
    return this.#intake.followed.size
  }

  /** Of the first pass, 0 to 1. */
  progress(): number {
    return this.#state.readTo === null ? passProgress(this.#state.pass, this.#plan.order) : 1
  }

  /** Whether a stream reports every change, and all that the rows said when it began has been read. */
  #isInStep(): boolean {
    const since = this.sparedSince
    const { readTo, cold } = this.#state
    if (since === null || readTo === null || readTo < since) return false
    return Math.min(allCheckedAt(this.#intake.followed) ?? since, cold?.doneAt ?? since) >= since
  }

  async *#allSteps(now: Millis): AsyncGenerator<Step> {
    const { chunkRows } = this.#options
    // One that was interrupted has stopped short of the present.
    for (let passes = this.#state.pass === null ? 1 : 2; passes > 0; passes--) yield* this.#passSteps(now)
    const strays = { ...this.#options, intake: this.#intake }
    const { step: found, below } = await strayStep(strays, this.#state, now, this.#lateness(now))
    this.#state = { ...this.#state, below }
    yield found
    const since = this.sparedSince ?? Number.POSITIVE_INFINITY
    const due = dueKeys(this.#intake.followed, CHUNKS_PER_PULL * chunkRows, since)
    for (let i = 0; i < due.length; i += chunkRows) {
      yield await this.#followStep(due.slice(i, i + chunkRows), now)
    }
    if (this.#state.cold !== null && this.#state.cold.doneAt < since) {
      const { step, cold } = await coldStep(this.#plan, this.#chunks, this.#intake, this.#state.cold, now)
      this.#state = { ...this.#state, cold }
      yield step
    }
    yield* this.#reconcileSteps(now)
  }

  async *#passSteps(now: Millis): AsyncGenerator<Step> {
    const { mostFollowed, pause } = this.#options
    let pass = await beginPass(this.#state, this.#options, now)
    const moment: Moment = { now, checkedAt: pass.startedAt, lateness: this.#lateness(now) }
    for await (const { chunk, done } of this.#chunks.all(this.#plan, pass)) {
      this.#note(chunk, now)
      for (const { rows, isLast } of partsOf(chunk, () => rowsAStep(this.followedCount()))) {
        pass = { ...pass, after: lastPlaceOf(this.#plan, rows) ?? pass.after }
        const step = newStep(rows)
        for (const [place, row] of rows.entries()) {
          if (this.#passesBy(row, pass, now)) this.#intake.passBy(row)
          else this.#intake.takeScanned(step, row, moment)
          if (place % ROWS_A_TURN === 0) await pause()
        }
        this.#evict(keysOf(this.#plan, rows), { ...mostFollowed, rows: 4 * mostFollowed.rows })
        this.#learn(rows, now)
        this.#state = done && isLast ? afterPass(this.#state, pass, this.#options) : { ...this.#state, pass }
        yield step
      }
    }
  }

  /**
   * A table read by its serial column holds rows from before the time to which the backfill goes back. Values
   * of the column may become visible out of order, for as long as two transactions may last.
   */
  #passesBy(row: Row, pass: Pass, now: Millis): boolean {
    if (this.#plan.order.unit !== 'serial') return false
    const at = this.#intake.timeOf(row, now)
    if (at === null) return false
    const { lag, bound, backfill } = this.#options
    if (at < Math.min(bound, pass.startedAt - lag) - lag) {
      const place = orderOf(this.#plan, row) ?? 0
      this.#state = { ...this.#state, resumeAt: Math.max(this.#state.resumeAt ?? place, place) }
    }
    return at < now - backfill
  }

  async #followStep(keys: readonly RowKey[], now: Millis): Promise<Step> {
    const { session, removed } = this.#options
    const { followed } = this.#intake
    const cells = keys.map(key => keyCells(this.#plan, key))
    const [rows = []] = await session.read([changedRows(this.#plan, cells)])
    const step = newStep(rows)
    for (const key of keys) {
      const before = followed.get(key)
      if (before !== undefined) followed.set(key, { ...before, checkedAt: now })
    }
    let gone = 0
    for (const row of rows) {
      if (row[1] !== null) {
        this.#intake.takeFollowed(step, row, now)
        continue
      }
      const [place, hidden] = row.slice(-2)
      const key = keys[Number(place) - 1]
      if (key === undefined || hidden === 'true') continue
      const event = removed({ key, entity: followed.get(key)?.entity ?? null }, now)
      if (event !== null) {
        step.events.push(event)
        gone += 1
      }
      followed.delete(key)
    }
    this.#state = withGone(this.#state, gone, now)
    this.#evict(keys)
    return step
  }

  async *#reconcileSteps(now: Millis): AsyncGenerator<Step> {
    const { session, taken, comparing, lag } = this.#options
    const look = { note: (rows: readonly Row[]): void => this.#note(rows, now), chunkRows: this.#chunks.rows }
    const options = { ...comparing, ...look, plan: this.#plan, session, taken }
    const { readTo, resumeAt, reconciled: before } = this.#state
    if (readTo === null) return
    const complete = leastFrom(this.#plan.order, readTo - lag) ?? resumeAt ?? 0
    const moment: Moment = { now, checkedAt: now, lateness: at => watchedBetween(this.#state.looks, at, now) }
    const found = reconcile(options, before, taken.slotOf(complete), now)
    for await (const { missing, changed, reconciled } of found) {
      const step = newStep(missing)
      for (const row of missing) this.#intake.takeScanned(step, row, moment)
      for (const row of changed) this.#intake.takeAgain(step, row, moment)
      this.#learn([], now)
      this.#state = { ...this.#state, reconciled }
      yield step
    }
  }

  #lateness(now: Millis): Moment['lateness'] {
    return latenessSince(this.#state.pulledAt, now, this.#state.looks)
  }

  #learn(rows: readonly Row[], now: Millis): void {
    const life = withAnchors(this.#state.life, rows, row => [keyOf(this.#plan, row), row[0] ?? '', now])
    this.#state = withNewcomers({ ...this.#state, life }, this.#intake.newcomers())
  }

  #note(rows: readonly Row[], now: Millis): void {
    const repeats = worse(this.#state.repeats, repeatsAmong(this.#plan, rows, now))
    if (repeats !== undefined) this.#state = { ...this.#state, repeats }
  }

  #evict(checked: Iterable<RowKey>, most = this.#options.mostFollowed): void {
    this.#state = { ...this.#state, cold: evict(this.#intake.followed, this.#state.cold, checked, most) }
  }
}
