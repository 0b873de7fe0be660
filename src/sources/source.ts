// Where facts come from. A source is asked again and again, each time from where its last batch ended.
import type { Millis } from '../core/clock.ts'
import type { Event } from '../events/event.ts'

/** Plain JSON that only its source understands. Committed together with the events of its batch. */
export type Cursor = Readonly<Record<string, unknown>>

export interface Batch {
  /** May hold events seen before: their ids make them harmless. */
  events: readonly Event[]
  cursor: Cursor
  /**
   * Everything that happened before this moment has been reported (but for rows that come later than the
   * source's declared lag). Buckets that end at or before it may be closed. Null: not known yet.
   */
  completeUpTo: Millis | null
  /** Share of the backfill that is done, 0 to 1; null once caught up. */
  progress: number | null
  /** What is wrong but not fatal: a missing table or column, rows that could not be read. */
  problems: readonly SourceProblem[]
}

export interface SourceProblem {
  /** What it concerns, e.g. `execution_tasks.ai_model`. */
  where: string
  message: string
  remedy?: string
  /** Rows refused for it since the last batch; 0 for a standing condition. */
  refused: number
}

export interface Source {
  readonly name: string
  /** Lifecycle kinds (and, for observations, gauge names) that it feeds. */
  readonly feeds: readonly string[]
  /**
   * Yields batches until it has caught up with the present, then returns; the caller asks again later.
   * Throws SourceError when it cannot be read at all. Must stop soon after `signal` is aborted.
   */
  pull(cursor: Cursor | null, signal: AbortSignal): AsyncIterable<Batch>
  /** Tries the connection and the mapping without reading data; resolves to the faults found. */
  check(signal: AbortSignal): Promise<readonly SourceProblem[]>
  close(): Promise<void>
}
