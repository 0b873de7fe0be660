// The hashes of one slot as records: of few hashes one record; of many a head and pieces, of which those that are full are
// not written again. So a slot that grows costs what it grows by, not what it holds; of very many only the latest are at hand; and of those
// of a slot that has come to rest less is kept.
import type { KeptRecords, MemoryChange } from '../../../memory.ts'
import { CompactedHashes } from './compacted-hashes.ts'
import { HASH_BYTES, HashSet } from './hash-set.ts'
import { behind, isLarge, LargeHashes } from './large-hashes.ts'

export interface Slot {
  hashes: HashSet | LargeHashes | CompactedHashes
  /** Of these, in order, as many stand in full pieces of their own; of compacted ones, of those that have come since. */
  unchanged: number
  /** Pieces that were written; 0 where it is one record. */
  pieces: number
  /** A large or a compacted set was written, in whose place another has come. */
  isOver?: boolean
}

/** A slot that has more hashes is not held whole. */
const MOST_HELD = 262_144

/** Hashes of a piece, and most of a single record. */
const PIECE = 2_048
/** A head has the sum and then the number of hashes, in 4 bytes: no single record is as long. */
const HEAD_BYTES = HASH_BYTES + 4
/** The head of compacted hashes says besides how many these are, in 4 bytes, and has one byte more: no other first record is as long. */
const COMPACTED_BYTES = HEAD_BYTES + 5

/** Of fewer, two records take no less room than one. */
const LEAST_COMPACTED = 64
/** Of more, it would hold up everything else: of so many it takes 60 ms of processor time. */
const MOST_COMPACTED = 131_072

/** Null where the records are damaged. */
export function openSlot(key: string, memory: KeptRecords): Slot | null {
  const large = LargeHashes.open(key, memory)
  if (large !== null) return { hashes: large, unchanged: 0, pieces: 0 }
  const record = memory.get(key)
  const hashes = new HashSet()
  if (record === null) return { hashes, unchanged: 0, pieces: 0 }
  const { count, sum } = slotHead(record)
  if (isCompacted(record)) return openCompacted(key, record, memory)
  const pieces = piecesOf(record)
  if (pieces === 0) hashes.addBytes(record, HASH_BYTES)
  for (let piece = 0; piece < pieces; piece++) {
    const bytes = memory.get(pieceKey(key, piece))
    if (bytes === null) return null
    hashes.addBytes(bytes)
  }
  if (hashes.size !== count || hashes.sum !== sum) return null
  return { hashes, unchanged: pieces === 0 ? 0 : fullOf(count), pieces }
}

function openCompacted(key: string, record: Uint8Array, memory: KeptRecords): Slot | null {
  const { count, sum } = slotHead(record)
  const base = memory.get(baseKey(key))
  if (base === null) return null
  const since = count - viewOf(record).getUint32(HEAD_BYTES)
  const fresh = new HashSet()
  const pieces = Math.max(0, Math.ceil(since / PIECE))
  for (let piece = 0; piece < pieces; piece++) {
    const bytes = memory.get(pieceKey(key, piece))
    if (bytes === null) return null
    fresh.addBytes(bytes)
  }
  const hashes = CompactedHashes.open(base, fresh)
  if (hashes === null || hashes.size !== count || hashes.sum !== sum) return null
  return { hashes, unchanged: fullOf(fresh.size), pieces }
}

/** Forgets what the records hold: they are written anew, or away. */
export function emptySlot(key: string, memory: KeptRecords): Slot {
  // However many its head may speak of.
  let pieces = 0
  while (memory.get(pieceKey(key, pieces)) !== null) pieces += 1
  const slot = { hashes: new HashSet(), unchanged: 0, pieces }
  return memory.get(baseKey(key)) === null ? slot : { ...slot, isOver: true }
}

/** By its first record alone: whether it would take less room compacted. */
export function isLoose(record: Uint8Array | null): boolean {
  if (record === null || isLarge(record)) return false
  const { count } = slotHead(record)
  if (count < LEAST_COMPACTED || count > MOST_COMPACTED) return false
  if (!isCompacted(record)) return true
  const base = viewOf(record).getUint32(HEAD_BYTES)
  // A slot into which some come again and again is not written anew for each.
  return count - base > Math.max(LEAST_COMPACTED, base / 4)
}

/** The same hashes in less room; null where there is no less. */
export function compacted({ hashes, pieces }: Slot): Slot | null {
  if (hashes instanceof LargeHashes) return null
  return { hashes: CompactedHashes.of(hashes), unchanged: 0, pieces, isOver: true }
}

/** Of the first record of a slot alone, so that it can be compared without its hashes being read. */
export function slotHead(record: Uint8Array | null): { count: number; sum: bigint } {
  if (record === null) return { count: 0, sum: 0n }
  // Of no set where it is too short for one.
  if (record.byteLength < HASH_BYTES) return { count: -1, sum: -1n }
  const view = viewOf(record)
  const isHead = record.byteLength === HEAD_BYTES || isLarge(record) || isCompacted(record)
  return {
    count: isHead ? view.getUint32(HASH_BYTES) : record.byteLength / HASH_BYTES - 1,
    sum: view.getBigUint64(0),
  }
}

/** The records that have changed, and the slot as it is once they are kept. */
export function changesOf(
  key: string,
  slot: Slot,
  memory: KeptRecords,
): { records: MemoryChange[]; slot: Slot } {
  const { hashes, unchanged, pieces, isOver } = slot
  if (hashes instanceof LargeHashes) return { records: hashes.changes(), slot }
  const over: MemoryChange[] = isOver ? [{ drop: behind(key) }] : []
  if (hashes instanceof CompactedHashes) {
    const base = isOver ? [...over, { key: baseKey(key), value: hashes.bytes() }] : []
    const { fresh } = hashes
    const { records, after } = piecesFrom(key, fresh, {
      unchanged,
      pieces,
      needed: Math.ceil(fresh.size / PIECE),
    })
    return {
      records: [...base, { key, value: compactedHead(hashes) }, ...records],
      slot: { hashes, unchanged: fullOf(fresh.size), pieces: after },
    }
  }
  const { size } = hashes
  if (size > MOST_HELD) {
    const large = LargeHashes.of(key, memory, hashes)
    const written = Array.from({ length: pieces }, (_, piece) => ({ key: pieceKey(key, piece), value: null }))
    return {
      records: [...over, ...written, ...large.changes()],
      slot: { hashes: large, unchanged: 0, pieces: 0 },
    }
  }
  const whole = size <= PIECE
  const needed = whole ? 0 : Math.ceil(size / PIECE)
  const { records, after } = piecesFrom(key, hashes, { unchanged, pieces, needed })
  return {
    records: [...over, { key, value: whole ? single(hashes) : head(hashes) }, ...records],
    slot: { hashes, unchanged: whole ? 0 : fullOf(size), pieces: after },
  }
}

/** Writes the pieces that are not full yet, or were not; takes those away that are not needed. */
function piecesFrom(
  key: string,
  hashes: HashSet,
  { unchanged, pieces, needed }: Pick<Slot, 'unchanged' | 'pieces'> & { needed: number },
): { records: MemoryChange[]; after: number } {
  const records: MemoryChange[] = []
  for (let piece = unchanged / PIECE; piece < needed; piece++) {
    const value = hashes.bytes(piece * PIECE, Math.min(hashes.size, (piece + 1) * PIECE))
    records.push({ key: pieceKey(key, piece), value })
  }
  for (let piece = needed; piece < pieces; piece++) records.push({ key: pieceKey(key, piece), value: null })
  return { records, after: needed }
}

function single(hashes: HashSet): Uint8Array | null {
  if (hashes.size === 0) return null
  const bytes = new Uint8Array((hashes.size + 1) * HASH_BYTES)
  viewOf(bytes).setBigUint64(0, hashes.sum)
  bytes.set(hashes.bytes(), HASH_BYTES)
  return bytes
}

function head(hashes: HashSet): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES)
  viewOf(bytes).setBigUint64(0, hashes.sum)
  viewOf(bytes).setUint32(HASH_BYTES, hashes.size)
  return bytes
}

function compactedHead(hashes: CompactedHashes): Uint8Array {
  const bytes = new Uint8Array(COMPACTED_BYTES)
  const view = viewOf(bytes)
  view.setBigUint64(0, hashes.sum)
  view.setUint32(HASH_BYTES, hashes.size)
  view.setUint32(HEAD_BYTES, hashes.size - hashes.fresh.size)
  return bytes
}

function isCompacted({ byteLength }: Uint8Array): boolean {
  return byteLength === COMPACTED_BYTES
}

/** How many pieces the record speaks of. */
function piecesOf(record: Uint8Array): number {
  return record.byteLength === HEAD_BYTES ? Math.ceil(slotHead(record).count / PIECE) : 0
}

function fullOf(size: number): number {
  return size - (size % PIECE)
}

function pieceKey(key: string, piece: number): string {
  return `${key}+${piece}`
}

function baseKey(key: string): string {
  return `${behind(key)}base`
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
