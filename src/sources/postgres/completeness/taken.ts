// Which rows of a table have been taken: the hashes of their keys by slots of the order, and what they said, to be held against
// the source.
import { MINUTE } from '../../../core/duration.ts'
import type { KeptRecords, MemoryChange } from '../../memory.ts'
import { HashSet } from './hashes/hash-set.ts'
import { LargeHashes } from './hashes/large-hashes.ts'
import { changesOf, compacted, emptySlot, isLoose, openSlot, type Slot, slotHead } from './hashes/slot.ts'
import { SaidSums } from './said.ts'

/** Widths of a slot: enough rows to be worth a record. How many come into one is for the table to say. */
const SLOT: Readonly<Record<'time' | 'serial', number>> = { time: 10 * MINUTE, serial: 4_096 }

/** Slots in which the values of a number lie, at most: some minutes each where it is made of the time, however fine. */
const MOST_SLOTS = 2 ** 22

/** Slots that are kept at hand, and hashes in them. */
const AT_HAND = 64
const HASHES_AT_HAND = 1_000_000

export interface SlotSum {
  count: number
  /** Of the hashes, modulo 2^64. */
  sum: bigint
}

/** A slot's number is its beginning in units of the order, divided by its width. */
export function slotWidth(unit: 'time' | 'serial'): number {
  return SLOT[unit]
}

/**
 * The same of a number of which `rows` values lie between two: keys that are made of the time lie far apart, and a row would have a
 * slot to itself. A power of two, so that every beginning of a slot is a number that can be told from its neighbours.
 */
export function serialWidth([least, most]: readonly [number, number], rows: number | null): number {
  const largest = 2 ** Math.floor(Math.log2(Math.max(Math.abs(least), Math.abs(most), 1) / MOST_SLOTS))
  const apart = rows === null || rows < 2 ? largest : (SLOT.serial * (most - least)) / rows
  return Math.max(SLOT.serial, Math.min(largest, 2 ** Math.ceil(Math.log2(Math.max(apart, 1)))))
}

/** Hashes are 16 hexadecimal digits. */
export class TakenRows {
  readonly #memory: KeptRecords
  readonly #prefix: string
  readonly width: number
  /** In the order of their last use. */
  readonly #slots = new Map<number, Slot>()
  /** Used last: rows that follow each other are mostly of one slot. */
  #latest = Number.NaN
  /** Slots from which on some may be let go of: those that have changed stay, however many they are. */
  #mostSlots = 2 * AT_HAND
  readonly #dirty = new Set<number>()
  readonly #said: SaidSums

  /** @param prefix Tells this table, in this life of it, from all others of its source. */
  constructor(memory: KeptRecords, prefix: string, unit: 'time' | 'serial', width = slotWidth(unit)) {
    this.#memory = memory
    this.#prefix = prefix
    this.width = width
    this.#said = new SaidSums(memory, prefix)
  }

  slotOf(order: number): number {
    return Math.floor(order / this.width)
  }

  /** Whether it had not been taken before. `said`: the sum of the hashes of what the row says. */
  add(order: number, hash: string, said = 0n): boolean {
    const slot = this.slotOf(order)
    const { hashes } = this.#load(slot)
    if (!hashes.add(hash)) return false
    this.#dirty.add(slot)
    this.#said.add(slot, said, hashes.size === 1)
    return true
  }

  /** A row that was taken says more by now. */
  addSaid(order: number, said: bigint): void {
    this.#said.add(this.slotOf(order), said, false)
  }

  /** What the rows of a slot say, as it was taken; null: that is not known, for an earlier version has taken some. */
  saidOf(slot: number): bigint | null {
    return this.#said.of(slot)
  }

  setSaid(slot: number, said: bigint): void {
    this.#said.set(slot, said)
  }

  has(order: number, hash: string): boolean {
    return this.#load(this.slotOf(order)).hashes.has(hash)
  }

  /** Forgets what is not in the source any more; what is there has been taken. */
  keepOnly(slot: number, there: HashSet): void {
    const before = this.#load(slot)
    const isOver = !(before.hashes instanceof HashSet)
    const hashes = bothOf(before.hashes, there)
    if (hashes.size === before.hashes.size && hashes.sum === before.hashes.sum) return
    this.#slots.set(slot, { ...before, hashes, unchanged: 0, isOver })
    this.#dirty.add(slot)
    if (hashes.size === 0) this.#said.drop(slot)
  }

  /** Keeps the hashes of a slot in half of the room: a row comes into it now and then at most. Returns how many were written for it. */
  compact(slot: number): number {
    if (!isLoose(this.#memory.get(this.#key(slot)))) return 0
    const before = this.#load(slot)
    const after = this.#dirty.has(slot) ? null : compacted(before)
    if (after === null) return 0
    this.#slots.set(slot, after)
    this.#dirty.add(slot)
    return after.hashes.size
  }

  sum(slot: number): SlotSum {
    const hashes = this.#slots.get(slot)?.hashes
    if (hashes !== undefined) return { count: hashes.size, sum: hashes.sum }
    return slotHead(this.#memory.get(this.#key(slot)))
  }

  /** What has changed since the last call, to be committed with the batch. */
  changes(): MemoryChange[] {
    const changes: MemoryChange[] = []
    for (const number of this.#dirty) {
      const { records, slot } = changesOf(this.#key(number), this.#load(number), this.#memory)
      changes.push(...records)
      this.#slots.set(number, slot)
    }
    this.#dirty.clear()
    changes.push(...this.#said.changes())
    this.#trim()
    return changes
  }

  #load(number: number): Slot {
    const at = this.#slots.get(number)
    if (at !== undefined) {
      if (number === this.#latest) return at
      this.#latest = number
      this.#slots.delete(number)
      this.#slots.set(number, at)
      return at
    }
    this.#latest = number
    const loaded = openSlot(this.#key(number), this.#memory)
    const slot = loaded ?? emptySlot(this.#key(number), this.#memory)
    this.#slots.set(number, slot)
    // What is damaged is written anew: until then it differs from the source, and its rows are read again.
    if (loaded === null) this.#dirty.add(number)
    if (this.#slots.size > this.#mostSlots || heldOf(slot) > HASHES_AT_HAND / AT_HAND) this.#trim()
    return slot
  }

  /** Lets go of those that were used longest ago, but for the last. */
  #trim(): void {
    let held = 0
    for (const slot of this.#slots.values()) held += heldOf(slot)
    for (const [number, slot] of this.#slots) {
      if (this.#slots.size <= AT_HAND && held <= HASHES_AT_HAND) break
      if (number === this.#latest || this.#dirty.has(number)) continue
      held -= heldOf(slot)
      this.#slots.delete(number)
    }
    this.#mostSlots = Math.max(2 * AT_HAND, this.#slots.size + AT_HAND)
  }

  #key(slot: number): string {
    return `${this.#prefix}/${slot}`
  }
}

function bothOf(taken: Slot['hashes'], there: HashSet): HashSet {
  if (taken instanceof LargeHashes) return there
  return taken instanceof HashSet ? taken.and(there) : there.and(taken)
}

function heldOf({ hashes }: Slot): number {
  return hashes instanceof LargeHashes ? hashes.held : hashes.size
}
