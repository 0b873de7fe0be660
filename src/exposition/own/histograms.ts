// A histogram that is counted in classic buckets for the text format and in native ones for the protobuf format. prom-client has the classic
// alone; the text is byte for byte as it would write it.
import type { FamilyData, HistogramSample } from '../family.ts'
import { renderHead } from '../formats/text.ts'
import type { LabelSet } from '../labels.ts'
import { NativeBuckets } from './native-buckets.ts'

export interface Declared {
  readonly name: string
  readonly help: string
  readonly buckets: readonly number[]
}

export interface OwnHistogram {
  /** A finite number from 0 on. Label sets of the same text are the same. */
  observe(labels: LabelSet, value: number): void
  family(): FamilyData
  /** Its lines, with a line feed at the end of each, in UTF-8. Never written to again: what has not changed is copied from the last. */
  text(): Buffer
}

export function createHistogram({ name, help, buckets }: Declared): OwnHistogram {
  const children = new Map<string, Child>()
  const beginnings = [...buckets, '+Inf'].map(bound => `${name}_bucket{le="${bound}"`)
  let written: Buffer = Buffer.from(renderHead({ name, help, type: 'histogram' }))
  const head = written.length
  let isWritten = true
  return {
    observe: (labels, value) => {
      let child = children.get(labels.text)
      if (child === undefined) {
        child = new Child(name, labels, buckets)
        children.set(labels.text, child)
      }
      child.observe(value)
      isWritten = false
    },
    family: () => ({
      name,
      help,
      unit: 'seconds',
      type: 'histogram',
      histograms: [...children.values()].map(child => child.sample()),
    }),
    text: () => {
      if (!isWritten) written = rewritten(written, head, children.values(), beginnings)
      isWritten = true
      return written
    },
  }
}

/** The lines of all children, those of the changed ones anew and the rest as they were, after the first `head` bytes. */
function rewritten(
  before: Buffer,
  head: number,
  children: Iterable<Child>,
  beginnings: readonly string[],
): Buffer {
  const pieces: Array<string | readonly [start: number, end: number]> = []
  let [size, from, next] = [head, 0, head]
  for (const child of children) {
    const text = child.changed(beginnings)
    if (text === null) {
      size += child.size
      next += child.size
      continue
    }
    pieces.push([from, next], text)
    next += child.size
    from = next
    child.size = Buffer.byteLength(text)
    size += child.size
  }
  pieces.push([from, next])
  const after = Buffer.allocUnsafe(size)
  let at = 0
  for (const piece of pieces) {
    at += typeof piece === 'string' ? after.write(piece, at) : before.copy(after, at, piece[0], piece[1])
  }
  return after
}

/** The histogram of one label set. */
class Child {
  /** Bytes of its lines as they were last written. */
  size = 0
  readonly #labels: LabelSet
  readonly #bounds: readonly number[]
  /** What follows the bound of a bucket, and what stands before the sum and the count. */
  readonly #ends: readonly [bucket: string, sum: string, count: string]
  /** Of each bucket by itself, without what lies beyond the last bound. */
  readonly #counts: Float64Array
  readonly #native = new NativeBuckets()
  #sum = 0
  #count = 0
  #isChanged = true

  constructor(name: string, labels: LabelSet, bounds: readonly number[]) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length)
    const { text } = labels
    this.#ends = [text === '' ? '} ' : `,${text.slice(1)} `, `${name}_sum${text} `, `${name}_count${text} `]
  }

  observe(value: number): void {
    const place = this.#bounds.findIndex(bound => value <= bound)
    if (place >= 0) this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sum += value
    this.#count += 1
    this.#native.observe(value)
    this.#isChanged = true
  }

  /** Its lines, where they are others than they were when this was last called; else null. */
  changed(beginnings: readonly string[]): string | null {
    if (!this.#isChanged) return null
    this.#isChanged = false
    const [bucket, sum, count] = this.#ends
    let text = ''
    let upTo = 0
    for (let place = 0; place < beginnings.length; place++) {
      upTo = place < this.#counts.length ? upTo + (this.#counts[place] ?? 0) : this.#count
      text += `${beginnings[place]}${bucket}${upTo}\n`
    }
    return `${text}${sum}${this.#sum}\n${count}${this.#count}\n`
  }

  sample(): HistogramSample {
    let upTo = 0
    return {
      labels: this.#labels,
      bounds: [...this.#bounds],
      cumulative: Array.from(this.#counts, count => {
        upTo += count
        return upTo
      }),
      sum: this.#sum,
      count: this.#count,
      native: this.#native.data(),
    }
  }
}
