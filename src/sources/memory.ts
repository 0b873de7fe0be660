// What a source keeps for itself beside its cursor: small records by key, committed together with a batch.

/** Of one source. It sees what has been committed, and nothing of the batches that have not. */
export interface SourceMemory {
  get(key: string): Uint8Array | null
}

/** A record of null is taken away; `drop` takes away all whose keys begin so. */
export type MemoryChange = { key: string; value: Uint8Array | null } | { drop: string }

/** For a source that is only tried: nothing was ever kept, and nothing is. */
export const NO_MEMORY: SourceMemory = { get: () => null }
