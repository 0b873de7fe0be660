// Which rows of a table have been taken: the hashes of their keys by slots of the order, to be held against the source.
import { MINUTE } from '../../../core/duration.ts'
import type { MemoryChange, SourceMemory } from '../../memory.ts'

/** Widths of a slot: few enough rows to be written again with each batch, enough of them to be worth a record. */
const SLOT: Readonly<Record<'time' | 'serial', number>> = { time: 10 * MINUTE, serial: 4_096 }

/** Slots that are kept at hand. */
const AT_HAND = 64
const HASH_BYTES = 8

export interface SlotSum {
  count: number
  /** Of the hashes, modulo 2^64. */
  sum: bigint
}

/** A slot's number is its beginning in units of the order, divided by its width. */
export function slotWidth(unit: 'time' | 'serial'): number {
  return SLOT[unit]
}

/** Hashes are 16 hexadecimal digits. */
export class TakenRows {
  readonly #memory: SourceMemory
  readonly #prefix: string
  readonly #width: number
  /** In the order of their last use. */
  readonly #slots = new Map<number, Set<string>>()
  readonly #dirty = new Set<number>()

  /** @param prefix Tells this table, in this life of it, from all others of its source. */
  constructor(memory: SourceMemory, prefix: string, unit: 'time' | 'serial') {
    this.#memory = memory
    this.#prefix = prefix
    this.#width = SLOT[unit]
  }

  slotOf(order: number): number {
    return Math.floor(order / this.#width)
  }

  /** Whether it had not been taken before. */
  add(order: number, hash: string): boolean {
    const slot = this.slotOf(order)
    const hashes = this.#load(slot)
    if (hashes.has(hash)) return false
    hashes.add(hash)
    this.#dirty.add(slot)
    return true
  }

  has(order: number, hash: string): boolean {
    return this.#load(this.slotOf(order)).has(hash)
  }

  /** Forgets what is not in the source any more. */
  keepOnly(slot: number, hashes: ReadonlySet<string>): void {
    const kept = this.#load(slot)
    const gone = [...kept].filter(hash => !hashes.has(hash))
    for (const hash of gone) kept.delete(hash)
    if (gone.length > 0) this.#dirty.add(slot)
  }

  sum(slot: number): SlotSum {
    const atHand = this.#slots.get(slot)
    if (atHand !== undefined) return { count: atHand.size, sum: sumOf(atHand) }
    const bytes = this.#memory.get(this.#key(slot))
    if (bytes === null) return { count: 0, sum: 0n }
    return { count: bytes.length / HASH_BYTES - 1, sum: sumIn(bytes) }
  }

  /** What has changed since the last call, to be committed with the batch. */
  changes(): MemoryChange[] {
    const changes = [...this.#dirty].map(slot => ({ key: this.#key(slot), value: encode(this.#load(slot)) }))
    this.#dirty.clear()
    this.#trim()
    return changes
  }

  #load(slot: number): Set<string> {
    const at = this.#slots.get(slot)
    if (at !== undefined) {
      this.#slots.delete(slot)
      this.#slots.set(slot, at)
      return at
    }
    if (this.#slots.size > 2 * AT_HAND) this.#trim()
    const bytes = this.#memory.get(this.#key(slot))
    const loaded = decode(bytes)
    this.#slots.set(slot, loaded)
    // A record that is damaged is written anew: until then it differs from the source, and its rows are read again.
    if (bytes !== null && sumOf(loaded) !== sumIn(bytes)) {
      loaded.clear()
      this.#dirty.add(slot)
    }
    return loaded
  }

  #trim(): void {
    for (const slot of this.#slots.keys()) {
      if (this.#slots.size <= AT_HAND) return
      if (!this.#dirty.has(slot)) this.#slots.delete(slot)
    }
  }

  #key(slot: number): string {
    return `${this.#prefix}/${slot}`
  }
}

function sumOf(hashes: ReadonlySet<string>): bigint {
  let sum = 0n
  for (const hash of hashes) sum += BigInt(`0x${hash}`)
  return BigInt.asUintN(64, sum)
}

/** The sum that a record begins with; of no set where it is too short for one. */
function sumIn(bytes: Uint8Array): bigint {
  return bytes.length < HASH_BYTES ? -1n : Buffer.from(bytes).readBigUInt64BE(0)
}

/** The sum first, so that a slot can be compared without its hashes being read. */
function encode(hashes: ReadonlySet<string>): Uint8Array | null {
  if (hashes.size === 0) return null
  const sum = sumOf(hashes)
    .toString(16)
    .padStart(2 * HASH_BYTES, '0')
  return Buffer.from([sum, ...[...hashes].sort()].join(''), 'hex')
}

function decode(bytes: Uint8Array | null): Set<string> {
  if (bytes === null) return new Set()
  const text = Buffer.from(bytes).subarray(HASH_BYTES).toString('hex')
  const hashes = new Set<string>()
  for (let i = 0; i < text.length; i += 2 * HASH_BYTES) hashes.add(text.slice(i, i + 2 * HASH_BYTES))
  return hashes
}
