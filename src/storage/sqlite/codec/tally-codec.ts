// Tallies as bytes: names once, bins as differences, a count of one for nothing.
import { startTally, type Tally } from '../../../indicators/tally.ts'
import type { LogSketch, ReadonlySketch } from '../../../stats/sketches/log-sketch.ts'
import { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './bytes.ts'

/** What a measure failed on is a count of this name. */
const UNMEASURED = / unmeasured$/

/** By id of the label set. */
export type TalliesById = ReadonlyMap<number, Tally>

export interface TallyWriter {
  /** In ascending order of ids. */
  add(id: number, tally: Tally): void
  /** What was written; nothing may be written after it. */
  bytes(): Uint8Array
}

/** `names`: of all that will be added, in order. */
export function createTallyWriter(names: readonly string[]): TallyWriter {
  const writer = createByteWriter()
  writer.natural(names.length)
  for (const name of names) writer.text(name)
  let before = 0
  return {
    add: (id, tally) => {
      writer.natural(id - before)
      before = id
      writeTally(writer, names, inCounts(tally))
    },
    bytes: () => writer.bytes(),
  }
}

export function encodeTallies(tallies: TalliesById): Uint8Array {
  const names = new Set<string>()
  for (const tally of tallies.values()) addNames(names, tally)
  const writer = createTallyWriter([...names].sort())
  for (const [id, tally] of [...tallies].sort(([a], [b]) => a - b)) writer.add(id, tally)
  return writer.bytes()
}

/** By which what a tally holds is written. */
export function addNames(names: Set<string>, { counts, sketches, unmeasured }: Tally): void {
  for (const name of counts.keys()) names.add(name)
  for (const [name, { bins }] of sketches) if (bins.length > 0) names.add(name)
  for (const name of unmeasured?.keys() ?? []) names.add(unmeasuredName(name))
}

function inCounts(tally: Tally): Tally {
  const { counts, sketches, unmeasured } = tally
  if (unmeasured === undefined || unmeasured.size === 0) return tally
  const named = [...unmeasured].map(([name, count]) => [unmeasuredName(name), count] as const)
  return { counts: new Map([...counts, ...named]), sketches }
}

function unmeasuredName(measure: string): string {
  return `${measure} unmeasured`
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

/** Reads the tallies of some bytes in the order of their ids. Throws RangeError where the bytes are none of the writer's. */
export interface TallyReader {
  /** By which what it holds was written. */
  readonly names: readonly string[]
  /** The id of the label set whose tally comes next, null after the last one. */
  next(): number | null
  /** The tally that came next; of what it holds, only what was asked for. */
  take(): Tally
  /** Passes the tally that came next. */
  pass(): void
}

/** `of`: only what these measures have added, by name. */
export function readTallies(bytes: Uint8Array, of?: ReadonlySet<string>): TallyReader {
  const reader = createByteReader(bytes)
  const names = Array.from({ length: reader.natural() }, () => reader.text())
  const named = names.map(name => nameIn(name, of))
  const idAfter = (id: number): number | null => (reader.done() ? null : id + reader.natural())
  let next = idAfter(0)
  const each = (take: (tag: number, name: Named) => void): void => {
    if (next === null) throw new RangeError('there is no further tally')
    for (let left = reader.natural(); left > 0; left--) {
      const tag = reader.natural()
      const name = named[Math.floor(tag / 2)]
      if (name === undefined) throw new RangeError('the bytes name no such measure')
      take(tag, name)
    }
    next = idAfter(next)
  }
  const passOne = (tag: number): void => {
    if (tag % 2 === 0) reader.pass()
    else passSketch(reader)
  }
  return {
    names,
    next: () => next,
    take: () => {
      const tally = startTally()
      each((tag, name) => {
        if (name.isPassed) passOne(tag)
        else if (tag % 2 === 0) countsOf(tally, name).set(name.measure, reader.integer())
        else tally.sketches.set(name.measure, readSketch(reader, bytes.length))
      })
      return tally
    },
    pass: () => each(passOne),
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
