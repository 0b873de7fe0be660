// The lines of a histogram, of which mostly the numbers alone change: what stands between them is that of the bytes before, and the numbers are put
// into their places. Bytes that somebody still sends are left as they are; others are written to where they lie, for memory that is new at each
// scrape is what sets off collections of all that the process holds.
import { keptBytes } from '../formats/kept.ts'
import type { Lease, Readers } from '../formats/lease.ts'
import { digitsOf, putDigits, putText } from './digits.ts'

/** Of each label set of the block, one after the other: its buckets by themselves without what lies beyond the last bound, the sum, and the count. */
export type Numbers = Float64Array

const LINE_FEED = 10

/** What blocks use one after the other while they are written. */
export class Workbench {
  /** The numbers of the lines of one label set, in their order. */
  readonly values: Float64Array
  /** Of each line of a block, how many bytes its number will have. */
  digits = new Uint8Array(0)
  #bytes: Buffer = Buffer.alloc(0)

  constructor(buckets: readonly number[]) {
    this.values = new Float64Array(buckets.length + BESIDE_BUCKETS)
  }

  /** At least so many bytes, with anything in them. */
  bytes(size: number): Buffer {
    if (this.#bytes.length < size) this.#bytes = roomy(size)
    return this.#bytes
  }
}

/** Lines of a label set beside those of its bounds: the last bucket, the sum and the count. */
const BESIDE_BUCKETS = 3

/** A block of label sets: they are written at once, and blocks one after the other, with turns for others in between. */
export class HistogramText {
  /** What stands before the labels of each line: of the buckets, then of the sum and the count. */
  readonly #beginnings: readonly Buffer[]
  /** How many of these are buckets. */
  readonly #buckets: number
  /** Label sets that are not written yet, as they stand in braces. */
  #fresh: string[] = []
  /** Bytes before the number of each line of a label set, from the number of the line before on, without its labels. */
  readonly #gaps: Uint16Array
  /** Of each label set: bytes of its labels in braces, of all of its lines, and whether its numbers are others than those that are written. */
  #labels = new Uint32Array(0)
  #sizes = new Uint32Array(0)
  #changed = new Uint8Array(0)
  /** Of each line how many bytes its number has. */
  #digits = new Uint8Array(0)
  #count = 0
  readonly #bench: Workbench
  /** Memory that is a little longer than what is written, so that numbers may grow; the lines; and who reads them. */
  #memory: Buffer = Buffer.alloc(0)
  #lines: Buffer = this.#memory
  #readers: Readers = { count: 0 }

  constructor({ name, buckets }: { name: string; buckets: readonly number[] }, bench: Workbench) {
    const bounds = [...buckets, '+Inf'].map(bound => `${name}_bucket{le="${bound}"`)
    this.#beginnings = [...bounds, `${name}_sum`, `${name}_count`].map(keptBytes)
    this.#buckets = bounds.length
    this.#gaps = Uint16Array.from(this.#beginnings, ({ length }, line) => length + (line === 0 ? 0 : 1))
    this.#bench = bench
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

  /** The lines. They are not written to before the lease ends. */
  written(numbers: Numbers, lease: Lease): Buffer {
    if (this.#changed.includes(1)) this.#rewrite(numbers)
    lease.take(this.#readers)
    return this.#lines
  }

  #rewrite(numbers: Numbers): void {
    const { sums, size, isAsLong } = this.#measured(numbers)
    const before = this.#memory
    const isFree = this.#readers.count === 0 && size <= before.length
    if (!isFree) {
      this.#memory = roomy(size)
      this.#readers = { count: 0 }
    }
    if (isFree && !isAsLong) {
      const after = this.#bench.bytes(size)
      const { first, start, from, at } = this.#renewAll(numbers, sums, { before, after })
      before.copyWithin(at, start, from)
      after.copy(before, first, first, at)
    } else {
      const after = this.#memory
      const { first, start, from, at } = this.#renewAll(numbers, sums, { before, after })
      if (before !== after) {
        before.copy(after, 0, 0, first)
        before.copy(after, at, start, from)
      }
    }
    if (!isFree || size !== this.#lines.length) this.#lines = this.#memory.subarray(0, size)
    this.#fresh = []
    this.#changed.fill(0)
  }

  /**
   * Writes from the first label set that has changed to the last, at the place where it is to stand: from `first` up to `at`. What is behind it
   * stands from `start` up to `from` in the bytes before.
   */
  #renewAll(numbers: Numbers, sums: readonly string[], { before, after }: Pick<Renewal, 'before' | 'after'>) {
    const laid = this.#count - this.#fresh.length
    const renewal: Renewal = { before, after, place: 0, from: 0, sum: '' }
    let [first, start, from, at, nth] = [-1, 0, 0, 0, 0]
    for (let place = 0; place < this.#count; place++) {
      const old = this.#sizes[place] ?? 0
      if (this.#changed[place] === 1) {
        if (first < 0) [first, at] = [from, from]
        else if (before === after) at = from
        else if (from > start) at += before.copy(after, at, start, from)
        this.#fill(place, numbers)
        renewal.place = place
        renewal.from = from
        renewal.sum = sums[nth++] ?? ''
        if (place < laid) at = this.#renew(renewal, at)
        else at = this.#write(renewal, this.#fresh[place - laid] ?? '', at)
        this.#settle(place)
        start = from + old
      }
      from += old
    }
    return { first, start, from, at }
  }

  /** How many bytes all will have, with the sums of what has changed as they are written, and whether each number is as long as before. */
  #measured(numbers: Numbers): { sums: string[]; size: number; isAsLong: boolean } {
    const sums: string[] = []
    const { values } = this.#bench
    const lines = values.length
    if (this.#bench.digits.length < this.#digits.length)
      this.#bench.digits = new Uint8Array(this.#digits.length)
    const next = this.#bench.digits
    let [size, isAsLong] = [this.#lines.length, this.#fresh.length === 0]
    for (let place = 0; place < this.#count; place++) {
      if (this.#changed[place] !== 1) continue
      this.#fill(place, numbers)
      const sum = String(values[this.#buckets])
      sums.push(sum)
      const first = place * lines
      for (let line = 0; line < lines; line++) next[first + line] = digitsOf(values[line] ?? 0)
      next[first + this.#buckets] = sum.length
      isAsLong &&= this.#sameDigits(first) === lines
      size += this.#sizeOf(place, next) - (this.#sizes[place] ?? 0)
    }
    return { sums, size, isAsLong }
  }

  /** What is written of a label set is as long as its lines were to be. */
  #settle(place: number): void {
    const { digits: next } = this.#bench
    this.#sizes[place] = this.#sizeOf(place, next)
    const first = place * this.#beginnings.length
    for (let line = first; line < first + this.#beginnings.length; line++)
      this.#digits[line] = next[line] ?? 0
  }

  /** The numbers of the lines of a label set. */
  #fill(place: number, numbers: Numbers): void {
    const { values } = this.#bench
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

  /** Lines that stand in the bytes before. Up to the first number that is longer or shorter they are copied at once. */
  #renew({ before, after, place, from, sum }: Renewal, at: number): number {
    const { digits: next } = this.#bench
    const lines = this.#beginnings.length
    const first = place * lines
    const same = this.#sameDigits(first)
    let old = from
    for (let line = 0; line < same; line++) old += this.#gap(place, line) + (this.#digits[first + line] ?? 0)
    old += this.#gap(place, same)
    if (before !== after) before.copy(after, at, from, old)
    let now = at
    for (let line = 0; line < same; line++)
      now = this.#put(after, now + this.#gap(place, line), line, next[first + line] ?? 0, sum)
    now += this.#gap(place, same)
    for (let line = same; line < lines; line++) {
      now = this.#put(after, now, line, next[first + line] ?? 0, sum)
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
    const { digits: next } = this.#bench
    let same = 0
    while (same < this.#beginnings.length && this.#digits[first + same] === next[first + same]) same += 1
    return same
  }

  /** Lines that have not been written yet, of labels as they stand in braces. */
  #write({ after, place, sum }: Renewal, labels: string, at: number): number {
    const { digits: next } = this.#bench
    const first = place * this.#beginnings.length
    const within = labels === '' ? '} ' : `,${labels.slice(1)} `
    let now = at
    for (const [line, beginning] of this.#beginnings.entries()) {
      now += beginning.copy(after, now)
      now += after.write(line < this.#buckets ? within : `${labels} `, now)
      now = this.#put(after, now, line, next[first + line] ?? 0, sum)
      after[now++] = LINE_FEED
    }
    return now
  }

  /** Writes the number of a line, and returns where it ends. */
  #put(bytes: Buffer, at: number, line: number, digits: number, sum: string): number {
    if (line === this.#buckets) putText(bytes, sum, at)
    else putDigits(bytes, this.#bench.values[line] ?? 0, at + digits, digits)
    return at + digits
  }

  /** Bytes before the number of a line, from the number of the line before on; and behind the last number. */
  #gap(place: number, line: number): number {
    if (line === this.#gaps.length) return 1
    const labels = this.#labels[place] ?? 0
    return (this.#gaps[line] ?? 0) + (labels === 0 && line < this.#buckets ? 2 : labels + 1)
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
    this.#sizes = grown(this.#sizes, new Uint32Array(size))
  }
}

/** A label set that is written: in the bytes before it begins at `from`. */
interface Renewal {
  before: Buffer
  after: Buffer
  place: number
  from: number
  /** As text. */
  sum: string
}

/** So many bytes, and some more: with every scrape sums become longer, and shorter again. */
function roomy(size: number): Buffer {
  return Buffer.allocUnsafeSlow(size + Math.ceil(size * SPARE))
}

/** Some twenty bytes for a label set of twelve buckets, which is what a sum grows by at most. */
const SPARE = 1 / 64

/** Of memory that is too small. */
const GROWTH = 1.25

function grown<List extends Uint8Array | Uint32Array>(before: List, larger: List): List {
  larger.set(before)
  return larger
}
