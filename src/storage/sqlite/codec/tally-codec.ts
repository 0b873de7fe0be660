// Tallies as bytes: names once, bins as differences, a count of one for nothing.
import { mergeTally, startTally, type Tally } from '../../../indicators/tally.ts'
import type { LogSketch, ReadonlySketch } from '../../../stats/sketches/log-sketch.ts'
import { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './bytes.ts'

/** What a measure failed on is a count of this name. */
const UNMEASURED = / unmeasured$/

/** By id of the label set. */
export type TalliesById = ReadonlyMap<number, Tally>

export function encodeTallies(tallies: TalliesById): Uint8Array {
  const cells = [...tallies].sort(([a], [b]) => a - b).map(([id, tally]) => [id, inCounts(tally)] as const)
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

function inCounts(tally: Tally): Tally {
  const { counts, sketches, unmeasured } = tally
  if (unmeasured === undefined || unmeasured.size === 0) return tally
  const named = [...unmeasured].map(([name, count]) => [`${name} unmeasured`, count] as const)
  return { counts: new Map([...counts, ...named]), sketches }
}

function writeTally(writer: ByteWriter, names: readonly string[], { counts, sketches }: Tally): void {
  let present = counts.size
  for (const { bins } of sketches.values()) if (bins.length > 0) present++
  writer.natural(present)
  for (const [place, name] of names.entries()) {
    const sketch = sketches.get(name)
    const count = counts.get(name)
    // The lowest bit says which of the two it is.
    if (sketch !== undefined && sketch.bins.length > 0) {
      writer.natural(2 * place + 1)
      writeSketch(writer, sketch)
    } else if (count !== undefined) {
      writer.natural(2 * place)
      writer.integer(count)
    }
  }
}

function writeSketch(writer: ByteWriter, { bins, counts }: ReadonlySketch): void {
  writer.natural(bins.length)
  let last = 0
  for (const [place, bin] of bins.entries()) {
    const count = counts[place] ?? 0
    // The lowest bit says that a count other than one follows.
    writer.integer(2 * (bin - last) + (count === 1 ? 0 : 1))
    last = bin
    if (count !== 1) writer.integer(count)
  }
}

/** Adds the tallies of the bytes to those of `into`; `of`: only what these measures have added, by name. */
export function decodeTallies(bytes: Uint8Array, into: Map<number, Tally>, of?: ReadonlySet<string>): void {
  const reader = createByteReader(bytes)
  const names = Array.from({ length: reader.natural() }, () => nameIn(reader.text(), of))
  let id = 0
  while (!reader.done()) {
    id += reader.natural()
    const tally = startTally()
    for (let left = reader.natural(); left > 0; left--) {
      const tag = reader.natural()
      const name = names[Math.floor(tag / 2)]
      if (name === undefined) throw new RangeError('the bytes name no such measure')
      if (tag % 2 === 0) {
        if (name.isPassed) reader.pass()
        else countsOf(tally, name).set(name.measure, reader.integer())
      } else if (name.isPassed) passSketch(reader)
      else tally.sketches.set(name.measure, readSketch(reader, bytes.length))
    }
    const known = into.get(id)
    if (known === undefined) into.set(id, tally)
    else mergeTally(known, tally)
  }
}

interface Named {
  measure: string
  isUnmeasured: boolean
  isPassed: boolean
}

function nameIn(text: string, of: ReadonlySet<string> | undefined): Named {
  const isUnmeasured = UNMEASURED.test(text)
  const measure = isUnmeasured ? text.replace(UNMEASURED, '') : text
  return { measure, isUnmeasured, isPassed: of !== undefined && !of.has(measure) }
}

function countsOf(tally: Tally, { isUnmeasured }: Named): Map<string, number> {
  if (!isUnmeasured) return tally.counts
  tally.unmeasured ??= new Map()
  return tally.unmeasured
}

/** A bin takes a byte or more. */
function readSketch(reader: ByteReader, most: number): LogSketch {
  const size = reader.natural()
  if (size > most) throw new RangeError('the bytes end before the bins of a sketch')
  // Lists that are made with their length take no room for more: most sketches of a history hold few numbers.
  const bins = Array<number>(size)
  const counts = Array<number>(size)
  let bin = 0
  for (let place = 0; place < size; place++) {
    const tag = reader.integer()
    bin += Math.floor(tag / 2)
    bins[place] = bin
    counts[place] = tag % 2 === 0 ? 1 : reader.integer()
  }
  return { bins, counts }
}

function passSketch(reader: ByteReader): void {
  for (let left = reader.natural(); left > 0; left--) if (reader.integer() % 2 !== 0) reader.pass()
}
