// What the main thread and the thread of the example platform say to each other.
import type { Millis } from '../../core/clock.ts'
import type { GroundTruth } from '../simulator/truth.ts'

/** What the thread is started with. */
export interface Birth {
  seed: number
  startedAt: Millis
  historyEnd: Millis
  /** Where the database keeps its files; null: in memory. */
  folder: string | null
  /** The files of an empty cluster; null: they are made anew. */
  cluster: Blob | null
}

/** How far the start has come. */
export interface Progress {
  stage: 'database' | 'history' | 'truth'
  /** Share of the whole start that is done, 0 to 1. */
  done: number
}

export type Command = { kind: 'advance'; to: Millis } | { kind: 'close' }

export interface Reply {
  id: number
  error: string | null
}

export type Report =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'ready'; url: string; truth: GroundTruth }
  | { kind: 'reply'; reply: Reply }
