// The hashes of one slot as records: of few hashes one record; of many a head and pieces, of which those that are full are
// not written again. So a slot that grows costs what it grows by, not what it holds; and of very many only the latest are at hand.
import type { KeptRecords, MemoryChange } from '../../memory.ts'
import { HASH_BYTES, HashSet } from './hash-set.ts'
import { behind, isLarge, LargeHashes } from './large-hashes.ts'

export interface Slot {
  hashes: HashSet | LargeHashes
  /** Of these, in order, as many stand in full pieces of their own. */
  unchanged: number
  /** Pieces that were written; 0 where it is one record. */
  pieces: number
  /** A large set was written, in whose place another has come. */
  isOver?: boolean
}

/** A slot that has more hashes is not held whole. */
const MOST_HELD = 262_144

/** Hashes of a piece, and most of a single record. */
const PIECE = 2_048
/** A head has the sum and then the number of hashes, in 4 bytes: no single record is as long. */
const HEAD_BYTES = HASH_BYTES + 4

/** Null where the records are damaged. */
export function openSlot(key: string, memory: KeptRecords): Slot | null {
  const large = LargeHashes.open(key, memory)
  if (large !== null) return { hashes: large, unchanged: 0, pieces: 0 }
  const record = memory.get(key)
  const hashes = new HashSet()
  if (record === null) return { hashes, unchanged: 0, pieces: 0 }
  const { count, sum } = slotHead(record)
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

/** Forgets what the records hold: they are written anew, or away. */
export function emptySlot(key: string, memory: KeptRecords): Slot {
  // However many its head may speak of.
  let pieces = 0
  while (memory.get(pieceKey(key, pieces)) !== null) pieces += 1
  return { hashes: new HashSet(), unchanged: 0, pieces }
}

/** Of the first record of a slot alone, so that it can be compared without its hashes being read. */
export function slotHead(record: Uint8Array | null): { count: number; sum: bigint } {
  if (record === null) return { count: 0, sum: 0n }
  // Of no set where it is too short for one.
  if (record.byteLength < HASH_BYTES) return { count: -1, sum: -1n }
  const view = viewOf(record)
  const isHead = record.byteLength === HEAD_BYTES || isLarge(record)
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
  const after = whole ? 0 : Math.ceil(size / PIECE)
  const records: MemoryChange[] = [...over, { key, value: whole ? single(hashes) : head(hashes) }]
  for (let piece = unchanged / PIECE; piece < after; piece++) {
    const value = hashes.bytes(piece * PIECE, Math.min(size, (piece + 1) * PIECE))
    records.push({ key: pieceKey(key, piece), value })
  }
  for (let piece = after; piece < pieces; piece++) records.push({ key: pieceKey(key, piece), value: null })
  return { records, slot: { hashes, unchanged: whole ? 0 : fullOf(size), pieces: after } }
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

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
