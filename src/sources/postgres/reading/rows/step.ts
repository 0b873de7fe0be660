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

/** What is made of so few rows does not grow old until it is kept, and is cleared away at little cost. */
const LEAST_ROWS = 1_000

/**
 * Rows of a scan that are kept in one commit. Each commit writes the keys of the rows that are followed, so that it has at least as
 * many rows as these.
 */
export function rowsAStep(followed: number): number {
  return Math.max(LEAST_ROWS, followed)
}

/** The rows of a chunk in parts, in order; of one without rows a single part without any. */
export function* partsOf(
  chunk: readonly Row[],
  size: () => number,
): Generator<{ rows: readonly Row[]; isLast: boolean }> {
  let from = 0
  do {
    const rows = chunk.slice(from, from + size())
    from += rows.length
    yield { rows, isLast: from === chunk.length }
  } while (from < chunk.length)
}
