// How far a database has been read: plain JSON, committed together with the events that were read so far.
import type { Millis } from '../../../core/clock.ts'
import type { Cursor } from '../../source.ts'
import type { Place } from './statements.ts'

export interface TableState {
  /** The column that positions refer to. Where another serves now, the table is read anew. */
  order: string
  /** When the last whole pass began: every row visible then has been read. Null: none was completed. */
  readTo: Millis | null
  /** The pass that is under way. */
  pass: Pass | null
  /** For serial order: the value below which no row can come any more. */
  resumeAt: number | null
  /** Rows that may still change, by their keys. */
  groups: readonly Group[]
  /** Rows that may still change and are too many to be named one by one. */
  cold: Cold | null
  /** Refusals of rows that will be read again, so that each is counted once: row key and role. */
  counted: readonly string[]
  failingSince: Millis | null
}

/** One run over the rows from a bound to the present. `from` and `to` are in units of the order. */
export interface Pass {
  startedAt: Millis
  from: number | null
  to: number | null
  after: Place | null
  /** What a backfill has before it, for its progress. */
  extent: readonly [number, number] | null
}

/** Row keys whose rows were last looked at at the same moment. */
export interface Group {
  checkedAt: Millis
  /** Bounds of their place in the order. */
  from: number
  to: number
  /** How many of their events were reported. */
  stage: number
  /** Since when they have said that they ended without saying when. */
  limboSince: Millis | null
  keys: readonly string[]
}

/** A range of the order that is read again and again, a bounded piece each time. */
export interface Cold {
  from: number
  to: number
  sweep: { startedAt: Millis; after: Place | null; open: readonly [number, number] | null } | null
  /** Everything that its rows said at this moment has been reported. */
  doneAt: Millis
}

const VERSION = 1

export function emptyState(order: string): TableState {
  return {
    order,
    readTo: null,
    pass: null,
    resumeAt: null,
    groups: [],
    cold: null,
    counted: [],
    failingSince: null,
  }
}

export function encodeCursor(tables: ReadonlyMap<string, TableState>): Cursor {
  return { version: VERSION, tables: Object.fromEntries(tables) }
}

/** A cursor of another version is as good as none: history is read anew, and known events change nothing. */
export function decodeCursor(cursor: Cursor | null): Map<string, TableState> {
  const { version, tables } = (cursor ?? {}) as { version?: number; tables?: Record<string, TableState> }
  return new Map(Object.entries((version === VERSION ? tables : undefined) ?? {}))
}
