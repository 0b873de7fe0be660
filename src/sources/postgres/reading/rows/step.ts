// What one step of reading a table brings.
import type { Millis } from '../../../../core/clock.ts'
import type { Event } from '../../../../events/event.ts'
import type { Row } from '../../connection/session.ts'
import type { Refusal } from './row.ts'

/** What one step brought. The reader's state already counts it as read. */
export interface Step {
  events: readonly Event[]
  refusals: readonly RefusedRow[]
  rows: number
}

export interface RefusedRow extends Refusal {
  rowKey: string
  /** When the row was written, as far as it says so believably. */
  at: Millis | null
}

/** A step that is being filled. */
export interface OpenStep extends Step {
  events: Event[]
  refusals: RefusedRow[]
}

export function newStep(rows: readonly Row[]): OpenStep {
  return { events: [], refusals: [], rows: rows.length }
}
