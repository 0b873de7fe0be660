// The hashes of a slot into which hardly a row comes any more: of most the first 48 bits, sorted and coded, which take half of the room.
// What comes all the same is whole, and apart.
import { crc32 } from 'node:zlib'
import { packNumbers, unpackNumbers } from '../../../../core/codec/sorted-numbers.ts'
import { HASH_BYTES, HashSet, PREFIX_BITS, prefixOf } from './hash-set.ts'

/** A checksum of 4 bytes and the sum of the whole hashes stand before the coded ones. */
const HEAD_BYTES = 4 + HASH_BYTES

/** Of `size` hashes one that is not there is taken for one of them once in 2^48 / size times. */
export class CompactedHashes {
  /** The beginnings of the hashes, sorted. */
  readonly #base: Float64Array
  readonly #baseSum: bigint
  /** What has come since. */
  readonly fresh: HashSet

  /** Null where the bytes are damaged. */
  static open(bytes: Uint8Array, fresh: HashSet): CompactedHashes | null {
    if (bytes.byteLength < HEAD_BYTES) return null
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (view.getUint32(0) !== crc32(bytes.subarray(4))) return null
    return new CompactedHashes(unpackNumbers(bytes.subarray(HEAD_BYTES)), view.getBigUint64(4), fresh)
  }

  static of(hashes: HashSet | CompactedHashes): CompactedHashes {
    const { base, more } =
      hashes instanceof HashSet
        ? { base: new Float64Array(), more: hashes }
        : { base: hashes.#base, more: hashes.fresh }
    const all = new Float64Array(base.length + more.size)
    all.set(base)
    all.set(more.prefixes(), base.length)
    return new CompactedHashes(all.sort(), hashes.sum, new HashSet())
  }

  private constructor(base: Float64Array, baseSum: bigint, fresh: HashSet) {
    this.#base = base
    this.#baseSum = baseSum
    this.fresh = fresh
  }

  get size(): number {
    return this.#base.length + this.fresh.size
  }

  /** Of all hashes, modulo 2^64. */
  get sum(): bigint {
    return BigInt.asUintN(64, this.#baseSum + this.fresh.sum)
  }

  has(hash: string): boolean {
    return this.fresh.has(hash) || this.#isInBase(Number.parseInt(hash.slice(0, PREFIX_BITS / 4), 16))
  }

  hasHalves(high: number, low: number): boolean {
    return this.fresh.hasHalves(high, low) || this.#isInBase(prefixOf(high, low))
  }

  /** Whether it was not there before. */
  add(hash: string): boolean {
    return !this.has(hash) && this.fresh.add(hash)
  }

  /** Of all but what has come since. */
  bytes(): Uint8Array {
    const coded = packNumbers(this.#base, PREFIX_BITS)
    const bytes = new Uint8Array(HEAD_BYTES + coded.byteLength)
    const view = new DataView(bytes.buffer)
    view.setBigUint64(4, this.#baseSum)
    bytes.set(coded, HEAD_BYTES)
    view.setUint32(0, crc32(bytes.subarray(4)))
    return bytes
  }

  #isInBase(prefix: number): boolean {
    let [from, to] = [0, this.#base.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((this.#base[middle] ?? 0) < prefix) from = middle + 1
      else to = middle
    }
    return this.#base[from] === prefix
  }
}
