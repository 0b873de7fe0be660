// A set of 64-bit hashes that is too large to be held. It is parted by the first byte of a hash; a part has pieces, found by the bits
// that follow, and what has come since they were written. Only the latter is at hand, of however many hashes.
import type { KeptRecords, MemoryChange } from '../../../memory.ts'
import { HASH_BYTES, HashSet } from './hash-set.ts'

const PARTS = 256
/** Bits of a hash that tell its part. */
const PART_BITS = 8
/** Hashes of all parts that are in no piece yet, at most. */
const MOST_NEW = 262_144
/** Hashes of a piece, at most, where hashes are spread as they ought to be. */
const PIECE = 128
const MOST_BITS = 16
/** Of a part that has no piece yet, in the place of the number of bits by which its pieces are found. */
const NO_PIECE = 255
/** The sum, the number of hashes in 4 bytes, and the bits of each part: no other record of a slot is as long. */
const HEAD_BYTES = HASH_BYTES + 4 + PARTS

export class LargeHashes {
  readonly #key: string
  readonly #memory: KeptRecords
  readonly #bits = new Uint8Array(PARTS).fill(NO_PIECE)
  readonly #fresh = Array.from({ length: PARTS }, () => new HashSet())
  readonly #dirty = new Set<number>()
  #size = 0
  #sum = 0n
  #held = 0

  /** Null where the record is not that of a large set. What is damaged behind it is not in the set, and its sum is another. */
  static open(key: string, memory: KeptRecords): LargeHashes | null {
    const record = memory.get(key)
    if (record === null || !isLarge(record)) return null
    const opened = new LargeHashes(key, memory)
    const view = Buffer.from(record)
    opened.#sum = view.readBigUInt64BE()
    opened.#size = view.readUInt32BE(HASH_BYTES)
    opened.#bits.set(view.subarray(HASH_BYTES + 4))
    for (const [part, fresh] of opened.#fresh.entries()) {
      fresh.addBytes(memory.get(opened.#nameOf(part)) ?? new Uint8Array())
      opened.#held += fresh.size
    }
    return opened
  }

  static of(key: string, memory: KeptRecords, hashes: HashSet): LargeHashes {
    const made = new LargeHashes(key, memory)
    for (const [part, bytes] of parted(Buffer.from(hashes.bytes().buffer), 0, PART_BITS).entries()) {
      if (bytes !== null) made.#freshOf(part).addBytes(bytes)
      made.#dirty.add(part)
    }
    made.#size = hashes.size
    made.#held = hashes.size
    made.#sum = hashes.sum
    return made
  }

  private constructor(key: string, memory: KeptRecords) {
    this.#key = key
    this.#memory = memory
  }

  get size(): number {
    return this.#size
  }

  /** Of all hashes, modulo 2^64. */
  get sum(): bigint {
    return this.#sum
  }

  /** Hashes that are at hand. */
  get held(): number {
    return this.#held
  }

  has(hash: string): boolean {
    const bytes = Buffer.from(hash, 'hex')
    const part = bytes[0] ?? 0
    return this.#freshOf(part).has(hash) || this.#isInPiece(part, bytes)
  }

  /** Whether it was not there before. */
  add(hash: string): boolean {
    if (this.has(hash)) return false
    const part = Number.parseInt(hash.slice(0, 2), 16)
    this.#freshOf(part).add(hash)
    this.#dirty.add(part)
    this.#size += 1
    this.#held += 1
    this.#sum = BigInt.asUintN(64, this.#sum + BigInt(`0x${hash}`))
    return true
  }

  /** What has changed since the last call. It is looked up from then on, so that it must be kept before anything else is asked. */
  changes(): MemoryChange[] {
    const changes: MemoryChange[] = []
    while (this.#held > MOST_NEW) changes.push(...this.#writePieces(this.#fullest()))
    for (const part of this.#dirty) {
      const fresh = this.#freshOf(part)
      changes.push({ key: this.#nameOf(part), value: fresh.size === 0 ? null : fresh.bytes() })
    }
    this.#dirty.clear()
    changes.push({ key: this.#key, value: this.#head() })
    return changes
  }

  #isInPiece(part: number, hash: Buffer): boolean {
    const bits = this.#bits[part] ?? NO_PIECE
    if (bits === NO_PIECE) return false
    const piece = this.#memory.get(this.#nameOf(part, bitsOf(hash, 0, PART_BITS, bits)))
    if (piece === null) return false
    const { buffer, byteOffset, byteLength } = piece
    const view = new DataView(buffer, byteOffset, byteLength)
    const [high, low] = [hash.readUInt32BE(), hash.readUInt32BE(4)]
    for (let at = 0; at + HASH_BYTES <= byteLength; at += HASH_BYTES) {
      if (view.getUint32(at) === high && view.getUint32(at + 4) === low) return true
    }
    return false
  }

  /** Makes pieces of all that is in a part. */
  #writePieces(part: number): MemoryChange[] {
    const fresh = this.#freshOf(part)
    const before = this.#bits[part] ?? NO_PIECE
    const pieces = Array.from({ length: before === NO_PIECE ? 0 : 2 ** before }, (_, place) =>
      this.#memory.get(this.#nameOf(part, place)),
    )
    const all = Buffer.concat([...pieces.filter(piece => piece !== null), fresh.bytes()])
    const bits = bitsFor(all.byteLength / HASH_BYTES)
    this.#bits[part] = bits
    this.#fresh[part] = new HashSet()
    this.#held -= fresh.size
    this.#dirty.add(part)
    return parted(all, PART_BITS, bits).map((value, place) => ({ key: this.#nameOf(part, place), value }))
  }

  #fullest(): number {
    let fullest = 0
    for (let part = 1; part < PARTS; part++) {
      if (this.#freshOf(part).size > this.#freshOf(fullest).size) fullest = part
    }
    return fullest
  }

  #head(): Uint8Array {
    const head = Buffer.alloc(HEAD_BYTES)
    head.writeBigUInt64BE(this.#sum)
    head.writeUInt32BE(this.#size, HASH_BYTES)
    head.set(this.#bits, HASH_BYTES + 4)
    return head
  }

  #freshOf(part: number): HashSet {
    return this.#fresh[part] as HashSet
  }

  #nameOf(part: number, place?: number): string {
    return `${behind(this.#key)}${part}${place === undefined ? '' : `.${place}`}`
  }
}

/** Whether a record is the first of a large set; it begins with its sum and size. */
export function isLarge({ byteLength }: Uint8Array): boolean {
  return byteLength === HEAD_BYTES
}

/** What the names of all other records of a large set begin with. */
export function behind(key: string): string {
  return `${key}~`
}

function bitsFor(hashes: number): number {
  return Math.min(MOST_BITS, Math.max(0, Math.ceil(Math.log2(hashes / PIECE))))
}

/** The number that some bits of a hash make, behind so many others. */
function bitsOf(bytes: Buffer, at: number, behindBits: number, bits: number): number {
  return bits === 0 ? 0 : (bytes.readUInt32BE(at) << behindBits) >>> (32 - bits)
}

/** The hashes by that number; null where there is none. */
function parted(hashes: Buffer, behindBits: number, bits: number): (Uint8Array | null)[] {
  const ends = new Uint32Array(2 ** bits + 1)
  for (let at = 0; at < hashes.byteLength; at += HASH_BYTES) {
    const next = bitsOf(hashes, at, behindBits, bits) + 1
    ends[next] = (ends[next] ?? 0) + HASH_BYTES
  }
  for (let place = 1; place < ends.length; place++) ends[place] = (ends[place] ?? 0) + (ends[place - 1] ?? 0)
  const sorted = Buffer.alloc(hashes.byteLength)
  const next = ends.slice()
  for (let at = 0; at < hashes.byteLength; at += HASH_BYTES) {
    const place = bitsOf(hashes, at, behindBits, bits)
    const to = next[place] ?? 0
    hashes.copy(sorted, to, at, at + HASH_BYTES)
    next[place] = to + HASH_BYTES
  }
  return Array.from({ length: 2 ** bits }, (_, place) => {
    const piece = sorted.subarray(ends[place], ends[place + 1])
    return piece.byteLength === 0 ? null : Uint8Array.from(piece)
  })
}
