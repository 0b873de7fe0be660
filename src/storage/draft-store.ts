// What is kept of a decision about many alerts until it is carried out.
import type { HistoryEntry } from '../alerting/history.ts'
import type { Revision } from '../alerting/revision.ts'

/** A part of what a decision saves. */
export interface DraftPiece {
  revisions: readonly Revision[]
  history: readonly HistoryEntry[]
}

/**
 * What an evaluation of many thousand alerts saves, put down in small commits before the one that decides on it and carried out
 * in small commits after: until then the pieces count for nothing, and the messages are not sent.
 */
export interface DraftStore {
  add(piece: DraftPiece): void
  /** The oldest piece that is not carried out. */
  first(): { number: number; piece: DraftPiece } | null
  remove(number: number): void
  /** Holds the messages that `work` adds to the outbox. Call it in a transaction. */
  hold(work: () => void): void
  /** More episodes of which a message tells. */
  about(messageId: string, episodes: ReadonlyArray<{ episodeId: string; sequence: number }>): void
  /** Of the messages that are held. */
  recipients(): string[]
  /** They may be sent. */
  release(): void
  /** Takes so many of them out of the outbox again, at most; returns how many. */
  drop(limit: number): number
}
