// Tallies as bytes: names once, bins as differences, a count of one for nothing.
import { mergeTally, startTally, type Tally } from '../../../indicators/tally.ts'
import { sortedBins } from '../../../stats/sketches/log-sketch.ts'
import { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './bytes.ts'

/** By id of the label set. */
export type TalliesById = ReadonlyMap<number, Tally>

export function encodeTallies(tallies: TalliesById): Uint8Array {
  const cells = [...tallies].sort(([a], [b]) => a - b)
  const names = new Set<string>()
  for (const [, { counts, sketches }] of cells) {
    for (const name of counts.keys()) names.add(name)
    for (const name of sketches.keys()) names.add(name)
  }
  const sorted = [...names].sort()
  const writer = createByteWriter()
  writer.natural(sorted.length)
  for (const name of sorted) writer.text(name)
  let before = 0
  for (const [id, tally] of cells) {
    writer.natural(id - before)
    before = id
    writeTally(writer, sorted, tally)
  }
  return writer.bytes()
}

function writeTally(writer: ByteWriter, names: readonly string[], { counts, sketches }: Tally): void {
  const present = names.filter(name => counts.has(name) || (sketches.get(name)?.size ?? 0) > 0)
  writer.natural(present.length)
  for (const name of present) {
    const sketch = sketches.get(name)
    // The lowest bit says which of the two it is.
    writer.natural(2 * names.indexOf(name) + (sketch === undefined ? 0 : 1))
    if (sketch === undefined) writer.integer(counts.get(name) ?? 0)
    else writeSketch(writer, sketch)
  }
}

function writeSketch(writer: ByteWriter, sketch: ReadonlyMap<number, number>): void {
  writer.natural(sketch.size)
  let last = 0
  for (const [bin, count] of sortedBins(sketch)) {
    // The lowest bit says that a count other than one follows.
    writer.integer(2 * (bin - last) + (count === 1 ? 0 : 1))
    last = bin
    if (count !== 1) writer.integer(count)
  }
}

/** Adds the tallies of the bytes to those of `into`. */
export function decodeTallies(bytes: Uint8Array, into: Map<number, Tally>): void {
  const reader = createByteReader(bytes)
  const names = Array.from({ length: reader.natural() }, () => reader.text())
  let id = 0
  while (!reader.done()) {
    id += reader.natural()
    const tally = startTally()
    for (let left = reader.natural(); left > 0; left--) {
      const tag = reader.natural()
      const name = names[Math.floor(tag / 2)] ?? ''
      if (tag % 2 === 0) tally.counts.set(name, reader.integer())
      else tally.sketches.set(name, readSketch(reader))
    }
    const known = into.get(id)
    if (known === undefined) into.set(id, tally)
    else mergeTally(known, tally)
  }
}

function readSketch(reader: ByteReader): Map<number, number> {
  const sketch = new Map<number, number>()
  let bin = 0
  for (let left = reader.natural(); left > 0; left--) {
    const tag = reader.integer()
    bin += Math.floor(tag / 2)
    sketch.set(bin, tag % 2 === 0 ? 1 : reader.integer())
  }
  return sketch
}
