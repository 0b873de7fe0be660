// What a source keeps for itself beside its cursor: small records by key, committed together with a batch. And what is known of
// what it has reported.
import type { Millis } from '../core/clock.ts'
import type { Event } from '../events/event.ts'

/** Of one source. It sees what has been committed, and nothing of the batches that have not. */
export interface SourceMemory extends KeptRecords {
  /** What is known of the subject of an event; null where nothing is, any more or yet. */
  known(event: Event): KnownSubject | null
}

export interface KeptRecords {
  get(key: string): Uint8Array | null
}

/** What the events of a subject add up to. */
export interface KnownSubject {
  begunAt: Millis | null
  endedAt: Millis | null
  /** Ends at this moment or before stand no longer; null where none was taken back. */
  reopenedAt: Millis | null
  /** `removed` of one that is gone; null while it is open. */
  outcome: string | null
}

/** A record of null is taken away; `drop` takes away all whose keys begin so. */
export type MemoryChange = { key: string; value: Uint8Array | null } | { drop: string }

/** For a source that is only tried: nothing was ever kept, and nothing is. */
export const NO_MEMORY: SourceMemory = { get: () => null, known: () => null }
