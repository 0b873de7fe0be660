// How a source fared at its last pull: kept in memory, shown on the page and in the metrics.
import type { Millis } from '../../core/clock.ts'
import type { SourceBacklog, SourceProblem, TableProgress } from '../../sources/source.ts'

export interface SourceStatus {
  name: string
  up: boolean
  /** Why it is down; null while up. */
  error: string | null
  completeUpTo: Millis | null
  lastSuccessAt: Millis | null
  /** Share of the backfill that is done, 0 to 1; null once caught up. */
  progress: number | null
  problems: readonly SourceProblem[]
  /** Since when it has been down; null while it is up. */
  downSince: Millis | null
  /** Rows that it has and that were not taken, by table. */
  unaccounted: Readonly<Record<string, number>>
  replaced: Readonly<Record<string, number>>
  /** How far each of its tables has been read; left out where it has none. */
  tables?: Readonly<Record<string, TableProgress>> | undefined
  /** What is held back for it elsewhere; left out where nothing is. */
  backlog?: SourceBacklog | undefined
  /** Real time of the last pull, seconds. */
  durationSeconds: number
}

/** Of a source that answered, with nothing amiss. */
export function soundStatus({
  name,
  completeUpTo,
  at,
}: {
  name: string
  completeUpTo: Millis | null
  at: Millis
}): SourceStatus {
  return {
    name,
    up: true,
    error: null,
    completeUpTo,
    lastSuccessAt: at,
    progress: null,
    problems: [],
    downSince: null,
    unaccounted: {},
    replaced: {},
    durationSeconds: 0,
  }
}
