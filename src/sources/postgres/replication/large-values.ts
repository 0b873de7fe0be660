// Large values of rows that changed lately: the log does not repeat one that a change leaves as it was, and when that change is
// read its row may have been deleted.
import type { Tuple } from './pgoutput.ts'

/** Values of shorter rows are always repeated: PostgreSQL stores none outside of a row of less than 128 bytes, whatever it is set to. */
const SHORTEST_ROW = 64
/** Characters that are kept, the latest first. */
const MOST = 16 * 1024 * 1024

export class LargeValues {
  /** In the order in which they were kept. */
  readonly #kept = new Map<string, Tuple>()
  readonly #most: number
  #characters = 0

  constructor(most = MOST) {
    this.#most = most
  }

  /** The tuple with the values that it leaves out, as far as they are known, which are kept for its next change. `before`: what its row was called. */
  filled(row: string, tuple: Tuple, before = row): Tuple {
    const known = this.#kept.get(before)
    const whole = tuple.map((value, i) => (value === undefined ? known?.[i] : value))
    this.forget(before)
    this.#keep(row, whole)
    return whole
  }

  forget(row: string): void {
    this.#characters -= sizeOf(this.#kept.get(row))
    this.#kept.delete(row)
  }

  #keep(row: string, whole: Tuple): void {
    const size = sizeOf(whole)
    if (size < SHORTEST_ROW || size > this.#most) return
    this.#kept.set(row, whole)
    this.#characters += size
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= this.#most) break
      this.forget(oldest)
    }
  }
}

function sizeOf(tuple: Tuple | undefined): number {
  return tuple?.reduce((sum, value) => sum + (value?.length ?? 0), 0) ?? 0
}
