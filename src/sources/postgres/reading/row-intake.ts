// What is known of the rows of one table: which were taken, which may still change, and what was refused of them.
import type { Millis } from '../../../core/clock.ts'
import { MINUTE } from '../../../core/duration.ts'
import { type Looks, watchedBetween } from '../completeness/looks.ts'
import type { TakenRows } from '../completeness/taken.ts'
import type { Row } from '../connection/session.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { TableState } from './cursor.ts'
import { type FollowedRows, makeGroups, openGroups } from './follow.ts'
import { fieldPositions, hashOf, keyOf, orderOf, type RowKey } from './rows/cells.ts'
import { originOf } from './rows/origin.ts'
import { RefusalMemory } from './rows/refusals.ts'
import { IN_FUTURE, type Reading, type ReadRow, type Refusal, type RowView, viewRow } from './rows/row.ts'
import type { OpenStep } from './rows/step.ts'

/** The column that is to blame where a row says that it ended without saying when. */
const END_ROLE: Readonly<Record<TableMapping['as'], string>> = {
  tasks: 'completedAt',
  claims: 'verifiedAt',
  roi: 'realised',
  runs: 'finishedAt',
  releases: 'at',
  observations: 'at',
}

/** A pull that comes long after the last one says nothing of how late the rows were between. */
const MOST_BETWEEN: Millis = 2 * MINUTE

export interface IntakeOptions {
  plan: TablePlan
  readRow: ReadRow
  state: TableState
  taken: TakenRows
  /** What the subjects of its rows begin with. */
  subjects: string
  lag: Millis
  /** How long ago the moment was that counts as now: rows are written while others are read. */
  elapsed(): Millis
}

/** Under which circumstances rows are taken. */
export interface Moment {
  now: Millis
  /** When what the rows say was true. */
  checkedAt: Millis
  /** How late a row is that was not there before, by its time; null where that cannot be told. */
  lateness(at: Millis): Millis | null
}

/** Rows that were there for the first time since the last call. */
export interface Newcomers {
  taken: number
  /** Those of which can be told whether they came late. */
  rows: number
  /** How late each of those was that came late. */
  late: Millis[]
}

const nobody = (): Newcomers => ({ taken: 0, rows: 0, late: [] })

export class RowIntake {
  readonly followed: FollowedRows
  readonly #plan: TablePlan
  readonly #readRow: ReadRow
  readonly #taken: TakenRows
  readonly #subjects: string
  readonly #lag: Millis
  readonly #elapsed: () => Millis
  readonly #positions: ReadonlyMap<string, number>
  readonly #refusals: RefusalMemory
  readonly #orderRole: string
  #newcomers = nobody()

  constructor({ plan, readRow, state, taken, subjects, lag, elapsed }: IntakeOptions) {
    this.#plan = plan
    this.#readRow = readRow
    this.#taken = taken
    this.#subjects = subjects
    this.#lag = lag
    this.#elapsed = elapsed
    this.#positions = fieldPositions(plan)
    this.#orderRole = plan.order.role
    this.#refusals = new RefusalMemory(state.counted)
    this.followed = openGroups(state.groups)
  }

  /** For the cursor. */
  saved(): Pick<TableState, 'groups' | 'counted'> {
    return { groups: makeGroups(this.followed), counted: this.#refusals.list() }
  }

  newcomers(): Newcomers {
    const newcomers = this.#newcomers
    this.#newcomers = nobody()
    return newcomers
  }

  /** The time by which the row would be found. */
  timeOf(row: Row, now: Millis): Millis | null {
    return this.#view(row, now).time(this.#orderRole)
  }

  /** Notes that a row was met, though nothing is made of it. */
  passBy(row: Row): void {
    const order = orderOf(this.#plan, row)
    if (order !== null) this.#taken.add(order, hashOf(this.#plan, row))
  }

  /** A row that was found in the order of the table. */
  takeScanned(step: OpenStep, row: Row, { now, checkedAt, lateness }: Moment): void {
    const key = keyOf(this.#plan, row)
    const view = this.#view(row, now)
    const order = orderOf(this.#plan, row)
    const reading = this.#readRow(view, key)
    if (order !== null && this.#taken.add(order, hashOf(this.#plan, row))) {
      this.#newcomers.taken += 1
      // In the hour that clocks show twice a row that comes in time looks an hour late.
      const twice = view.secondTime(this.#orderRole) !== null
      const late = twice ? null : lateness(view.time(this.#orderRole) ?? now)
      if (late !== null) this.#newcomers.rows += 1
      if (late !== null && late > 0) this.#newcomers.late.push(late)
    }
    step.events.push(...reading.events)
    const again = reading.state !== 'settled' || isAhead(view.refusals)
    if (again) this.#follow(key, order ?? 0, reading, checkedAt)
    else this.followed.delete(key)
    const byTime = this.#plan.order.unit === 'time'
    const { clock } = this.#plan.order
    const reread = again || !byTime || (order ?? now) >= clock.leastFrom(now - 2 * this.#lag)
    this.#refusals.add(step, { rowKey: key, at: view.time(this.#orderRole) }, view.refusals, reread)
  }

  /** A row that was followed and says more than that it began. */
  takeFollowed(step: OpenStep, row: Row, now: Millis): void {
    const key = keyOf(this.#plan, row)
    const before = this.followed.get(key)
    const view = this.#view(row, now)
    const reading = this.#readRow(view, key)
    const ended = reading.state === 'settled' && !isAhead(view.refusals)
    const limboSince = reading.state === 'limbo' ? (before?.limboSince ?? now) : null
    const expired = limboSince !== null && now - limboSince > this.#lag
    if (expired) {
      view.refuse(END_ROLE[this.#plan.mapping.as], 'is missing although the row says that it ended')
    }
    step.events.push(...(ended ? reading.events : reading.events.slice(before?.stage ?? 0)))
    const refusing = { rowKey: key, at: view.time(this.#orderRole) }
    this.#refusals.add(step, refusing, view.refusals, !ended && !expired)
    if (ended || expired) this.followed.delete(key)
    else this.#follow(key, orderOf(this.#plan, row) ?? 0, reading, now)
  }

  /** A row of those that are too many to be followed by key; returns whether it is still open. */
  takeCold(step: OpenStep, row: Row, now: Millis): boolean {
    const key = keyOf(this.#plan, row)
    if (this.followed.has(key)) return false
    const { events, state } = this.#readRow(this.#view(row, now), key)
    step.events.push(...(state === 'settled' ? events : events.slice(1)))
    return state !== 'settled'
  }

  /** A row that a reader who goes by time never meets. */
  takeStray(step: OpenStep, row: Row, reason: string): void {
    const refusing = { rowKey: keyOf(this.#plan, row), at: null }
    const refusal = { role: this.#orderRole, reason, value: row[0] ?? null }
    this.#refusals.add(step, refusing, [refusal], true)
  }

  #view(row: Row, now: Millis): RowView {
    return viewRow(row, {
      positions: this.#positions,
      clock: this.#plan.clock,
      latest: now + this.#elapsed() + this.#lag,
      wholeKey: this.#plan.entity === 'key' ? keyOf(this.#plan, row) : null,
    })
  }

  #follow(key: RowKey, place: number, { events, state }: Reading, checkedAt: Millis): void {
    const before = this.followed.get(key)
    const limboSince = state === 'limbo' ? (before?.limboSince ?? checkedAt) : null
    const subject = events[0]?.subject ?? ''
    const entity = subject.startsWith(this.#subjects) ? subject.slice(this.#subjects.length) : key
    this.followed.set(key, {
      checkedAt,
      from: place,
      to: place + 1,
      stage: events.length,
      limboSince,
      entity: entity === key ? null : entity,
      origin: originOf(this.#plan.mapping, events) ?? before?.origin ?? null,
    })
  }
}

/** How late newcomers of a pass are: those whose time was over when the last pass began were not there then. Outages do not count. */
export function latenessSince(pulledAt: Millis | null, now: Millis, looks?: Looks): Moment['lateness'] {
  if (pulledAt === null) return () => null
  const between = Math.min(MOST_BETWEEN, Math.max(0, now - pulledAt))
  return at => (at <= pulledAt ? watchedBetween(looks, at, pulledAt) + between : 0)
}

/** A row whose time has not come will be believed when it has. */
function isAhead(refusals: readonly Refusal[]): boolean {
  return refusals.some(refusal => refusal.reason === IN_FUTURE)
}
