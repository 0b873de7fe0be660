// A set of 64-bit hashes that may be large: 8 bytes each in the order in which they came, found by an index of 4 to 16 more.

const HEX = 16
/** Bytes of one hash. */
export const HASH_BYTES = 8
/** Bits with which a hash begins, by which those that are kept in less room are told apart. */
export const PREFIX_BITS = 48
const LEAST = 16
/** By Knuth: spreads what differs in a few bits over all of them. */
const SPREAD = 0x9e3779b1

/** Hashes are 16 hexadecimal digits. */
export class HashSet {
  /** Of each hash its upper half, then its lower. */
  #halves = new Uint32Array(2 * LEAST)
  /** By open addressing: the place of a hash in that order, from 1; 0 where there is none. */
  #index = new Uint32Array(2 * LEAST)
  #size = 0
  /** Halves of the sum. */
  #high = 0
  #low = 0

  get size(): number {
    return this.#size
  }

  /** Of all hashes, modulo 2^64. */
  get sum(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low)
  }

  /** Whether it was not there before. */
  add(hash: string): boolean {
    return this.#add(upper(hash), lower(hash))
  }

  has(hash: string): boolean {
    return this.hasHalves(upper(hash), lower(hash))
  }

  /** Adds the hashes that `bytes` made, from a place in them on. */
  addBytes(bytes: Uint8Array, from = 0): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = from; at + HASH_BYTES <= bytes.byteLength; at += HASH_BYTES) {
      this.#add(view.getUint32(at), view.getUint32(at + 4))
    }
  }

  /** The hashes `from <= place < to` in the order in which they came, big-endian. */
  bytes(from = 0, to = this.#size): Uint8Array {
    const bytes = new Uint8Array((to - from) * HASH_BYTES)
    const view = new DataView(bytes.buffer)
    for (let half = 2 * from; half < 2 * to; half++) view.setUint32(4 * (half - 2 * from), this.#half(half))
    return bytes
  }

  /** Of each hash its first bits, as a number, in the order in which they came. */
  prefixes(): Float64Array {
    return Float64Array.from({ length: this.#size }, (_, place) =>
      prefixOf(this.#half(2 * place), this.#half(2 * place + 1)),
    )
  }

  hasHalves(high: number, low: number): boolean {
    return this.#index[this.#find(high, low)] !== 0
  }

  /** Those that are in the other as well. */
  and(other: Pick<HashSet, 'hasHalves'>): HashSet {
    const both = new HashSet()
    for (let half = 0; half < 2 * this.#size; half += 2) {
      const [high, low] = [this.#half(half), this.#half(half + 1)]
      if (other.hasHalves(high, low)) both.#add(high, low)
    }
    return both
  }

  #add(high: number, low: number): boolean {
    const slot = this.#find(high, low)
    if (this.#index[slot] !== 0) return false
    this.#halves[2 * this.#size] = high
    this.#halves[2 * this.#size + 1] = low
    this.#size += 1
    this.#index[slot] = this.#size
    const sum = this.#low + low
    this.#low = sum >>> 0
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0
    if (2 * this.#size === this.#halves.length) this.#grow()
    return true
  }

  /** Where it is in the index, or where it would be. */
  #find(high: number, low: number): number {
    const mask = this.#index.length - 1
    for (let slot = Math.imul(high ^ (low >>> 7) ^ low, SPREAD) >>> 0; ; slot += 1) {
      const place = this.#index[slot & mask] ?? 0
      if (place === 0) return slot & mask
      if (this.#half(2 * place - 2) === high && this.#half(2 * place - 1) === low) return slot & mask
    }
  }

  #grow(): void {
    const halves = new Uint32Array(2 * this.#halves.length)
    halves.set(this.#halves)
    this.#halves = halves
    this.#index = new Uint32Array(halves.length)
    for (let place = 1; place <= this.#size; place++) {
      this.#index[this.#find(this.#half(2 * place - 2), this.#half(2 * place - 1))] = place
    }
  }

  #half(place: number): number {
    return this.#halves[place] ?? 0
  }
}

export function prefixOf(high: number, low: number): number {
  return high * 2 ** (PREFIX_BITS - 32) + (low >>> (64 - PREFIX_BITS))
}

function upper(hash: string): number {
  return Number.parseInt(hash.slice(0, HEX / 2), 16) >>> 0
}

function lower(hash: string): number {
  return Number.parseInt(hash.slice(HEX / 2), 16) >>> 0
}
