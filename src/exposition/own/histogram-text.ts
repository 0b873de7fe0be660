// The lines of a histogram, of which mostly the numbers alone change: what stands between them is copied from the bytes before, and the numbers are
// put into their places. Who still sends the bytes before is not disturbed.
import { keptBytes } from '../formats/kept.ts'
import { digitsOf, putDigits, putText } from './digits.ts'

/** Of each label set of the block, one after the other: its buckets by themselves without what lies beyond the last bound, the sum, and the count. */
export type Numbers = Float64Array

const LINE_FEED = 10

/** A block of label sets: they are written at once, and blocks one after the other, with turns for others in between. */
export class HistogramText {
  /** What stands before the labels of each line: of the buckets, then of the sum and the count. */
  readonly #beginnings: readonly Buffer[]
  /** How many of these are buckets. */
  readonly #buckets: number
  /** Label sets that are not written yet, as they stand in braces. */
  #fresh: string[] = []
  /** Of each label set: bytes of its labels in braces, and whether its numbers are others than those that are written. */
  #labels = new Uint32Array(0)
  #changed = new Uint8Array(0)
  /** Of each line how many bytes its number has, as it is written and as it will be. */
  #digits = new Uint8Array(0)
  #next = new Uint8Array(0)
  #count = 0
  #bytes: Buffer = Buffer.alloc(0)

  constructor({ name, buckets }: { name: string; buckets: readonly number[] }) {
    const bounds = [...buckets, '+Inf'].map(bound => `${name}_bucket{le="${bound}"`)
    this.#beginnings = [...bounds, `${name}_sum`, `${name}_count`].map(keptBytes)
    this.#buckets = bounds.length
  }

  /** The next label set, as it stands in braces; nothing where it has no label. */
  add(labels: string): void {
    if (this.#count === this.#labels.length) this.#grow()
    this.#labels[this.#count] = Buffer.byteLength(labels)
    this.#fresh.push(labels)
    this.#count += 1
  }

  /** The numbers of the label set at this place are others. */
  change(place: number): void {
    this.#changed[place] = 1
  }

  /** The lines. Never written to again. */
  written(numbers: Numbers): Buffer {
    if (this.#changed.includes(1)) this.#bytes = this.#rewritten(numbers)
    return this.#bytes
  }

  #rewritten(numbers: Numbers): Buffer {
    const before = this.#bytes
    const { sums, size } = this.#measured(numbers)
    const after = Buffer.allocUnsafeSlow(size)
    const values = new Float64Array(this.#beginnings.length)
    const laid = this.#count - this.#fresh.length
    // What is copied begins at `start` and ends at `from`; what is written ends at `at`.
    let [start, from, at, nth] = [0, 0, 0, 0]
    for (let place = 0; place < this.#count; place++) {
      const old = place < laid ? this.#sizeOf(place, this.#digits) : 0
      if (this.#changed[place] === 1) {
        if (from > start) at += before.copy(after, at, start, from)
        this.#fill(values, place, numbers)
        const lines: Lines = { place, values, sum: sums[nth++] ?? '' }
        if (place < laid) at = this.#renew(lines, { before, from, after, at })
        else at = this.#write(lines, this.#fresh[place - laid] ?? '', after, at)
        const first = place * this.#beginnings.length
        this.#digits.set(this.#next.subarray(first, first + this.#beginnings.length), first)
        start = from + old
      }
      from += old
    }
    before.copy(after, at, start, from)
    this.#fresh = []
    this.#changed.fill(0)
    return after
  }

  /** How many bytes all will have, with the sums of what has changed as they are written. */
  #measured(numbers: Numbers): { sums: string[]; size: number } {
    const sums: string[] = []
    const values = new Float64Array(this.#beginnings.length)
    let size = 0
    for (let place = 0; place < this.#count; place++) {
      const isChanged = this.#changed[place] === 1
      if (isChanged) {
        this.#fill(values, place, numbers)
        const sum = String(values[this.#buckets])
        sums.push(sum)
        const first = place * values.length
        for (let line = 0; line < values.length; line++)
          this.#next[first + line] = digitsOf(values[line] ?? 0)
        this.#next[first + this.#buckets] = sum.length
      }
      size += this.#sizeOf(place, isChanged ? this.#next : this.#digits)
    }
    return { sums, size }
  }

  /** The numbers of the lines of a label set, in their order. */
  #fill(values: Float64Array, place: number, numbers: Numbers): void {
    const bounds = this.#buckets - 1
    const first = place * (bounds + 2)
    let upTo = 0
    for (let bucket = 0; bucket < bounds; bucket++) {
      upTo += numbers[first + bucket] ?? 0
      values[bucket] = upTo
    }
    const count = numbers[first + bounds + 1] ?? 0
    values[bounds] = count
    values[bounds + 1] = numbers[first + bounds] ?? 0
    values[bounds + 2] = count
  }

  /** Lines that stand in the bytes before. Up to the first number that has become longer they are copied at once. */
  #renew({ place, values, sum }: Lines, { before, from, after, at }: Renewal): number {
    const first = place * values.length
    const same = this.#sameDigits(first)
    let old = from
    for (let line = 0; line < same; line++) old += this.#gap(place, line) + (this.#digits[first + line] ?? 0)
    old += this.#gap(place, same)
    before.copy(after, at, from, old)
    let now = at
    for (let line = 0; line < same; line++) {
      now = this.#put(
        after,
        now + this.#gap(place, line),
        { line, values, sum },
        this.#next[first + line] ?? 0,
      )
    }
    now += this.#gap(place, same)
    for (let line = same; line < values.length; line++) {
      now = this.#put(after, now, { line, values, sum }, this.#next[first + line] ?? 0)
      old += this.#digits[first + line] ?? 0
      const gap = this.#gap(place, line + 1)
      if (gap === 1) after[now++] = LINE_FEED
      else now += before.copy(after, now, old, old + gap)
      old += gap
    }
    return now
  }

  /** How many lines from the first on have numbers that are as long as they were. */
  #sameDigits(first: number): number {
    let same = 0
    while (same < this.#beginnings.length && this.#digits[first + same] === this.#next[first + same])
      same += 1
    return same
  }

  /** Lines that have not been written yet, of labels as they stand in braces. */
  #write({ place, values, sum }: Lines, labels: string, after: Buffer, at: number): number {
    const first = place * values.length
    const within = labels === '' ? '} ' : `,${labels.slice(1)} `
    let now = at
    for (const [line, beginning] of this.#beginnings.entries()) {
      now += beginning.copy(after, now)
      now += after.write(line < this.#buckets ? within : `${labels} `, now)
      now = this.#put(after, now, { line, values, sum }, this.#next[first + line] ?? 0)
      after[now++] = LINE_FEED
    }
    return now
  }

  /** Writes the number of a line, and returns where it ends. */
  #put(
    bytes: Buffer,
    at: number,
    { line, values, sum }: Omit<Lines, 'place'> & { line: number },
    digits: number,
  ): number {
    if (line === this.#buckets) putText(bytes, sum, at)
    else putDigits(bytes, values[line] ?? 0, at + digits, digits)
    return at + digits
  }

  /** Bytes before the number of a line, from the number of the line before on; and behind the last number. */
  #gap(place: number, line: number): number {
    const beginning = this.#beginnings[line]
    if (beginning === undefined) return 1
    const labels = this.#labels[place] ?? 0
    const around = labels === 0 && line < this.#buckets ? 2 : labels + 1
    return (line === 0 ? 0 : 1) + beginning.length + around
  }

  /** Bytes of the lines of a label set with numbers of so many digits. */
  #sizeOf(place: number, digits: Uint8Array): number {
    const first = place * this.#beginnings.length
    let size = 1
    for (let line = 0; line < this.#beginnings.length; line++)
      size += this.#gap(place, line) + (digits[first + line] ?? 0)
    return size
  }

  #grow(): void {
    const size = Math.ceil(GROWTH * (this.#count + 1))
    this.#labels = grown(this.#labels, new Uint32Array(size))
    this.#changed = grown(this.#changed, new Uint8Array(size))
    this.#digits = grown(this.#digits, new Uint8Array(size * this.#beginnings.length))
    this.#next = grown(this.#next, new Uint8Array(size * this.#beginnings.length))
  }
}

/** What is written of a label set: the numbers of its lines, and its sum as text. */
interface Lines {
  place: number
  values: Float64Array
  sum: string
}

/** Bytes that are copied from `from` on, and written from `at` on. */
interface Renewal {
  before: Buffer
  from: number
  after: Buffer
  at: number
}

/** Of memory that is too small. */
const GROWTH = 1.25

function grown<List extends Uint8Array | Uint32Array>(before: List, larger: List): List {
  larger.set(before)
  return larger
}
