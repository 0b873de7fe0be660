// What a stream says of the rows of one table, taken in its order: every version of a row, and that a row was deleted.
import type { Millis } from '../../../core/clock.ts'
import type { Event, TaskData } from '../../../events/event.ts'
import type { Row } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { Moment, RowIntake } from './row-intake.ts'
import { keyOf, type RowKey } from './rows/cells.ts'
import { newStep, type Step } from './rows/step.ts'

/**
 * `at`: when it is committed. `known`: a row that was taken of the same transaction by an earlier pull. `commit`: the transaction is over,
 * and what it deleted and did not write again is gone.
 */
export type Change =
  | { kind: 'row'; row: Row; at: Millis }
  | { kind: 'known' | 'deleted'; key: RowKey }
  | { kind: 'commit'; at: Millis }

export interface ChangeOptions {
  plan: TablePlan
  backfill: Millis
  /** That a followed row was deleted; null where that says nothing. */
  deleted(
    row: { key: RowKey; entity: string | null; stage: number; origin: TaskData | null },
    at: Millis,
  ): Event | null
}

interface Taken {
  step: Step
  /** Keys of the rows that were taken. */
  taken: readonly RowKey[]
  /** Rows of which nobody saw how they ended. */
  gone: number
}

export class ChangeIntake {
  readonly #intake: RowIntake
  readonly #options: ChangeOptions
  /** Rows that the transaction under way has deleted. */
  readonly #deleted = new Set<RowKey>()

  constructor(intake: RowIntake, options: ChangeOptions) {
    this.#intake = intake
    this.#options = options
  }

  /**
   * A transaction may go on in the next call, and write anew what it has written so far: where that takes back an end, the table is asked,
   * as of one that was looked at last before `since`.
   */
  take(changes: readonly Change[], moment: Moment, since: Millis): Taken {
    const { plan } = this.#options
    const step = newStep(rowsOf(changes))
    const taken: RowKey[] = []
    const passing = passingOf(changes, plan)
    const lastCommit = changes.findLastIndex(({ kind }) => kind === 'commit')
    let gone = 0
    for (const [place, change] of changes.entries()) {
      switch (change.kind) {
        case 'row': {
          const key = keyOf(plan, change.row)
          this.#deleted.delete(key)
          if (this.#isBefore(change.row, key, moment.now)) break
          const isWhole = place < lastCommit
          const saidAt = passing.has(change) || !isWhole ? NEVER : change.at
          const doubtedAt = isWhole ? {} : { doubtedAt: since - 1 }
          this.#intake.takeScanned(step, change.row, { ...moment, saidAt, ...doubtedAt })
          taken.push(key)
          break
        }
        case 'known':
          this.#deleted.delete(change.key)
          break
        case 'deleted':
          if (this.#intake.followed.has(change.key)) this.#deleted.add(change.key)
          break
        case 'commit':
          gone += this.#close(step.events, change.at)
          break
      }
    }
    return { step, taken, gone }
  }

  /** Followed rows that each commit among these changes leaves deleted: of its transaction, wherever that began. */
  closing(changes: readonly Change[]): ReadonlyMap<Change, readonly RowKey[]> {
    const closing = new Map<Change, readonly RowKey[]>()
    const deleted = new Set(this.#deleted)
    for (const change of changes) {
      if (change.kind === 'row') deleted.delete(keyOf(this.#options.plan, change.row))
      else if (change.kind === 'known') deleted.delete(change.key)
      else if (change.kind === 'deleted' && this.#intake.followed.has(change.key)) deleted.add(change.key)
      else if (change.kind === 'commit') {
        closing.set(change, [...deleted])
        deleted.clear()
      }
    }
    return closing
  }

  /** Rows from before the time that is watched are not read, though they may change. */
  #isBefore(row: Row, key: RowKey, now: Millis): boolean {
    if (this.#intake.followed.has(key)) return false
    const at = this.#intake.timeOf(row, now)
    return at !== null && at < now - this.#options.backfill
  }

  #close(events: Event[], at: Millis): number {
    const { followed } = this.#intake
    let gone = 0
    for (const key of this.#deleted) {
      const { entity = null, stage = 0, origin = null } = followed.get(key) ?? {}
      followed.delete(key)
      const event = this.#options.deleted({ key, entity, stage, origin }, at)
      if (event === null) continue
      events.push(event)
      if (event.type !== 'task.finished') gone += 1
    }
    this.#deleted.clear()
    return gone
  }
}

/** Nobody but the transaction itself has seen that version of the row. */
const NEVER: Millis = Number.NEGATIVE_INFINITY

/**
 * Versions of rows that the same transaction wrote anew. Where an end is known that such a row tells of later, it is not open again: it
 * was read at its end, and the log of how it came to that is read after it.
 */
function passingOf(changes: readonly Change[], plan: TablePlan): ReadonlySet<Change> {
  const passing = new Set<Change>()
  const last = new Map<RowKey, Change>()
  for (const change of changes) {
    if (change.kind === 'commit') last.clear()
    if (change.kind !== 'row') continue
    const key = keyOf(plan, change.row)
    const before = last.get(key)
    if (before !== undefined) passing.add(before)
    last.set(key, change)
  }
  return passing
}

export function rowsOf(changes: readonly Change[]): Row[] {
  return changes.flatMap(change => (change.kind === 'row' ? [change.row] : []))
}
