// What several rows of tallies add up to, a few label sets at a time: a row may hold thousands, and never are all in memory.
import type { Sliced } from '../../../core/turns/pause.ts'
import { isEmpty, mergeTally, type Tally } from '../../../indicators/tally.ts'
import { addNames, createTallyWriter, readTallies, type TallyReader } from './tally-codec.ts'

/** Tallies of a piece, over all rows: some milliseconds. */
const A_PIECE = 512

export type TalliesInOrder = ReadonlyArray<readonly [id: number, tally: Tally]>

/**
 * By ascending id, in pieces; what adds up to nothing is left out. `of`: only what these measures have added, by name. Throws RangeError
 * where the bytes are none of the codec's: what has been checked does not.
 */
export function* mergedTallies(
  parts: readonly Uint8Array[],
  of?: ReadonlySet<string>,
): Generator<TalliesInOrder> {
  const readers = parts.map(bytes => readTallies(bytes, of))
  let piece: Array<[number, Tally]> = []
  let read = 0
  for (let id = leastOf(readers); id !== null; id = leastOf(readers)) {
    let sum: Tally | null = null
    for (const reader of readers) {
      if (reader.next() !== id) continue
      const tally = reader.take()
      read += 1
      if (sum === null) sum = tally
      else mergeTally(sum, tally)
    }
    if (sum !== null && !isEmpty(sum)) piece.push([id, sum])
    if (read < A_PIECE) continue
    yield piece
    piece = []
    read = 0
  }
  if (piece.length > 0) yield piece
}

function leastOf(readers: readonly TallyReader[]): number | null {
  let least: number | null = null
  for (const reader of readers) {
    const next = reader.next()
    if (next !== null && (least === null || next < least)) least = next
  }
  return least
}

/** The bytes that `encodeTallies` makes of all together; null where nothing is left of it. */
export function* joinedTallies(parts: readonly Uint8Array[]): Sliced<Uint8Array | null> {
  let names = new Set(parts.flatMap(bytes => readTallies(bytes).names))
  for (;;) {
    const used = new Set<string>()
    const writer = createTallyWriter([...names].sort())
    for (const piece of mergedTallies(parts)) {
      for (const [id, tally] of piece) {
        addNames(used, tally)
        writer.add(id, tally)
      }
      yield
    }
    if (used.size === 0) return null
    if (used.size === names.size) return writer.bytes()
    // All that a measure had added was taken out again.
    names = used
  }
}

/** Reads all of it for nothing. Throws RangeError where the bytes are none of the codec's. */
export function checkTallies(bytes: Uint8Array): void {
  const reader = readTallies(bytes)
  while (reader.next() !== null) reader.pass()
}
