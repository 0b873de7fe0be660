// What the rows of each slot said when they were taken, as one sum of hashes: a row that another has replaced under its key, or that
// says something else of its end, leaves the keys as they are.
import type { KeptRecords, MemoryChange } from '../../memory.ts'

/** Sums that are kept at hand beside those that have changed. */
const AT_HAND = 1_000
const BYTES = 8

/** Modulo 2^64. */
export class SaidSums {
  readonly #memory: KeptRecords
  readonly #prefix: string
  /** Null: not known. */
  readonly #sums = new Map<number, bigint | null>()
  readonly #dirty = new Set<number>()

  constructor(memory: KeptRecords, prefix: string) {
    this.#memory = memory
    this.#prefix = prefix
  }

  of(slot: number): bigint | null {
    const known = this.#sums.get(slot)
    if (known !== undefined) return known
    const record = this.#memory.get(this.#key(slot))
    const sum = record?.byteLength === BYTES ? Buffer.from(record).readBigUInt64BE() : null
    this.#sums.set(slot, sum)
    return sum
  }

  /** `first`: nothing of the slot was taken before. What is not known stays so. */
  add(slot: number, said: bigint, first: boolean): void {
    const before = first ? 0n : this.of(slot)
    if (before !== null) this.set(slot, before + said)
  }

  set(slot: number, said: bigint): void {
    this.#sums.set(slot, BigInt.asUintN(64, said))
    this.#dirty.add(slot)
  }

  /** Nothing of the slot is taken any more. */
  drop(slot: number): void {
    this.#sums.set(slot, null)
    this.#dirty.add(slot)
  }

  /** What has changed since the last call, to be committed with the batch. */
  changes(): MemoryChange[] {
    const changes = [...this.#dirty].map(slot => ({
      key: this.#key(slot),
      value: bytesOf(this.#sums.get(slot) ?? null),
    }))
    this.#dirty.clear()
    if (this.#sums.size > AT_HAND) this.#sums.clear()
    return changes
  }

  #key(slot: number): string {
    return `${this.#prefix}/${slot}=`
  }
}

function bytesOf(sum: bigint | null): Uint8Array | null {
  if (sum === null) return null
  const bytes = new Uint8Array(BYTES)
  new DataView(bytes.buffer).setBigUint64(0, sum)
  return bytes
}
