// What is known of the rows of one table: which were taken, which may still change, and what was refused of them.
import type { Millis } from '../../../core/clock.ts'
import { MINUTE } from '../../../core/duration.ts'
import type { Event } from '../../../events/event.ts'
import { learn } from '../completeness/lateness.ts'
import { type Looks, watchedBetween } from '../completeness/looks.ts'
import type { TakenRows } from '../completeness/taken.ts'
import type { Row } from '../connection/session.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { saysOnlyEnds } from '../mapping/roles.ts'
import type { TableState } from './cursor.ts'
import { type Followed, type FollowedRows, makeGroups, openGroups } from './follow.ts'
import { hashOf, keyOf, orderOf, type RowKey, saidOf } from './rows/cells.ts'
import { type Meaning, type MeaningOptions, Meanings } from './rows/meaning.ts'
import { noticed } from './rows/noticed.ts'
import { originOf } from './rows/origin.ts'
import { RefusalMemory } from './rows/refusals.ts'
import { IN_FUTURE, type Refusal, type RowView } from './rows/row.ts'
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

export interface IntakeOptions extends MeaningOptions {
  state: TableState
  taken: TakenRows
  /** That a row which was followed is gone, for another has its key; null where that says nothing. */
  removed(row: { key: RowKey; entity: string | null }, at: Millis): Event | null
}

/** Under which circumstances rows are taken. */
export interface Moment {
  now: Millis
  /** When what the rows say was true. */
  checkedAt: Millis
  /** When the row that is taken said so, where that is not now. */
  saidAt?: Millis
  /** When a row counts as looked at that has ended, as far as is known, and does not say so now; left out where it is believed. */
  doubtedAt?: Millis
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
  /** Rows that came under an id that another has had. */
  again: number
  /** Rows that take back that their work was done. */
  undone: number
  /** Followed rows that another has taken the place of, or that began anew. */
  replaced: number
  /** A key of these, and when it was noticed. */
  example: RowKey
  at: Millis
}

const nobody = (): Newcomers => ({
  taken: 0,
  rows: 0,
  late: [],
  again: 0,
  undone: 0,
  replaced: 0,
  example: '',
  at: 0,
})

export class RowIntake {
  readonly followed: FollowedRows
  readonly #plan: TablePlan
  readonly #meanings: Meanings
  readonly #taken: TakenRows
  readonly #lag: Millis
  readonly #removed: IntakeOptions['removed']
  readonly #refusals: RefusalMemory
  readonly #orderRole: string
  /** How many events say that a row began. */
  readonly #opening: 0 | 1
  #newcomers = nobody()

  constructor(options: IntakeOptions) {
    const { plan, state, taken, lag, removed } = options
    this.#plan = plan
    this.#meanings = new Meanings(options)
    this.#taken = taken
    this.#lag = lag
    this.#removed = removed
    this.#orderRole = plan.order.role
    this.#opening = saysOnlyEnds(plan.mapping) ? 0 : 1
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
    return this.#meanings.view(row, now).time(this.#orderRole)
  }

  /** Notes that a row was met, though nothing is made of it. */
  passBy(row: Row): void {
    const order = orderOf(this.#plan, row)
    const { begun, ended } = saidOf(this.#plan, row)
    if (order !== null) this.#taken.add(order, hashOf(this.#plan, row), begun + ended)
  }

  /** A row that was found in the order of the table. */
  takeScanned(step: OpenStep, row: Row, moment: Moment): void {
    this.#take(step, row, moment, this.#meaningOf(row, moment.now, moment.saidAt))
  }

  /** A row that was taken, of a slot whose rows say something else than they did. */
  takeAgain(step: OpenStep, row: Row, moment: Moment): void {
    const meaning = this.#meaningOf(row, moment.now, moment.saidAt)
    if (!meaning.isKnown) this.#take(step, row, moment, meaning)
  }

  /** A row that was followed and says more than that it began. */
  takeFollowed(step: OpenStep, row: Row, now: Millis): void {
    const key = keyOf(this.#plan, row)
    const before = this.followed.get(key)
    const meaning = this.#meaningOf(row, now)
    const { view, reading } = meaning
    if (before !== undefined && before.entity !== meaning.entity) {
      this.#take(step, row, { now, checkedAt: now, lateness: () => null }, meaning)
      return
    }
    const ended = reading.state === 'settled' && !isAhead(view.refusals)
    const limboSince = reading.state === 'limbo' ? (before?.limboSince ?? now) : null
    const expired = limboSince !== null && now - limboSince > this.#lag
    if (expired) {
      view.refuse(END_ROLE[this.#plan.mapping.as], 'is missing although the row says that it ended')
    }
    const whole = ended || meaning.isRevised
    step.events.push(...(whole ? reading.events : reading.events.slice(before?.stage ?? 0)))
    this.#refuse(step, key, view, !ended && !expired)
    const order = orderOf(this.#plan, row)
    if (order !== null && (ended || expired)) this.#taken.addSaid(order, saidOf(this.#plan, row).ended)
    if (ended || expired) this.followed.delete(key)
    else this.#follow(key, order ?? 0, meaning, now)
  }

  /** A row of those that are too many to be followed by key; returns whether it is still open. */
  takeCold(step: OpenStep, row: Row, now: Millis): boolean {
    if (this.followed.has(keyOf(this.#plan, row))) return false
    const {
      reading: { events, state },
      isRevised,
      isAgain,
    } = this.#meaningOf(row, now)
    step.events.push(...(state === 'settled' || isRevised || isAgain ? events : events.slice(this.#opening)))
    return state !== 'settled'
  }

  /** A row that a reader who goes by time never meets. */
  takeStray(step: OpenStep, row: Row, reason: string): void {
    const refusing = { rowKey: keyOf(this.#plan, row), at: null }
    const refusal = { role: this.#orderRole, reason, value: row[0] ?? null }
    this.#refusals.add(step, refusing, [refusal], true)
  }

  #meaningOf(row: Row, now: Millis, saidAt = now): Meaning {
    const key = keyOf(this.#plan, row)
    const meaning = this.#meanings.of(row, key, now, saidAt)
    if (meaning.isAgain) this.#newcomers.again += 1
    if (meaning.isUndone) this.#newcomers.undone += 1
    if (meaning.isAgain || meaning.isUndone) Object.assign(this.#newcomers, { example: key, at: now })
    return meaning
  }

  #take(step: OpenStep, row: Row, { now, checkedAt, doubtedAt, lateness }: Moment, meaning: Meaning): void {
    const key = keyOf(this.#plan, row)
    const { view, reading } = meaning
    const order = orderOf(this.#plan, row)
    const again = reading.state !== 'settled' || isAhead(view.refusals)
    const before = this.followed.get(key)
    if (before !== undefined && before.entity !== meaning.entity) this.#replace(step, key, before, now)
    if (order !== null) this.#note(row, order, view, before !== undefined && !again, { now, lateness })
    step.events.push(...reading.events)
    if (again) this.#follow(key, order ?? 0, meaning, meaning.hasEnded ? (doubtedAt ?? checkedAt) : checkedAt)
    else this.followed.delete(key)
    const byTime = this.#plan.order.unit === 'time'
    const { clock } = this.#plan.order
    const reread = again || !byTime || (order ?? now) >= clock.leastFrom(now - 2 * this.#lag)
    this.#refuse(step, key, view, reread)
  }

  #refuse(step: OpenStep, rowKey: RowKey, view: RowView, reread: boolean): void {
    if (view.refusals.length === 0) return
    this.#refusals.add(step, { rowKey, at: view.time(this.#orderRole) }, view.refusals, reread)
  }

  /** `hasEnded`: the row was followed, and has ended since. */
  #note(
    row: Row,
    order: number,
    view: RowView,
    hasEnded: boolean,
    { now, lateness }: Pick<Moment, 'now' | 'lateness'>,
  ): void {
    const { begun, ended } = saidOf(this.#plan, row)
    if (!this.#taken.add(order, hashOf(this.#plan, row), begun + ended)) {
      if (hasEnded) this.#taken.addSaid(order, ended)
      return
    }
    this.#newcomers.taken += 1
    const late = lateness(view.time(this.#orderRole) ?? now)
    // In the hour that clocks show twice a row that comes in time looks an hour late.
    if (late === null || view.secondTime(this.#orderRole) !== null) return
    this.#newcomers.rows += 1
    if (late > 0) this.#newcomers.late.push(late)
  }

  /** Another row has the key of one that was followed. */
  #replace(step: OpenStep, key: RowKey, { entity }: Followed, now: Millis): void {
    const event = this.#removed({ key, entity }, now)
    if (event === null) return
    step.events.push(event)
    this.#newcomers.replaced += 1
    Object.assign(this.#newcomers, { example: key, at: now })
  }

  #follow(key: RowKey, place: number, { reading, entity, stage }: Meaning, checkedAt: Millis): void {
    const before = this.followed.get(key)
    const limboSince = reading.state === 'limbo' ? (before?.limboSince ?? checkedAt) : null
    this.followed.set(key, {
      checkedAt,
      from: place,
      to: place + 1,
      stage,
      limboSince,
      entity,
      origin: originOf(this.#plan.mapping, reading.events) ?? before?.origin ?? null,
    })
  }
}

/** The state after them. */
export function withNewcomers(before: TableState, newcomers: Newcomers): TableState {
  const { taken, rows, late, again, undone, replaced, example, at } = newcomers
  return {
    ...before,
    rows: before.rows + taken,
    lateness: rows === 0 ? before.lateness : learn(before.lateness, rows, late),
    ...(again + replaced === 0 ? {} : { again: noticed(before.again, again, at, example, replaced) }),
    ...(undone === 0 ? {} : { undone: noticed(before.undone, undone, at, example) }),
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
