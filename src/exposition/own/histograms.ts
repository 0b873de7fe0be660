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
  /** Its lines, with a line feed at the end of each. What has not changed since the last time is not written again. */
  text(): string
}

export function createHistogram({ name, help, buckets }: Declared): OwnHistogram {
  const children = new Map<string, Child>()
  const head = renderHead({ name, help, type: 'histogram' })
  return {
    observe: (labels, value) => {
      let child = children.get(labels.text)
      if (child === undefined) {
        child = new Child(name, labels, buckets)
        children.set(labels.text, child)
      }
      child.observe(value)
    },
    family: () => ({
      name,
      help,
      type: 'histogram',
      histograms: [...children.values()].map(child => child.sample()),
    }),
    text: () => {
      let text = head
      for (const child of children.values()) text += child.text()
      return text
    },
  }
}

/** The histogram of one label set. */
class Child {
  readonly #labels: LabelSet
  readonly #bounds: readonly number[]
  /** What stands before each number: of each bucket, of all, the sum and the count. */
  readonly #prefixes: readonly string[]
  /** Of each bucket by itself, without what lies beyond the last bound. */
  readonly #counts: Float64Array
  readonly #native = new NativeBuckets()
  #sum = 0
  #count = 0
  #text: string | null = null

  constructor(name: string, labels: LabelSet, bounds: readonly number[]) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length)
    const behind = labels.text === '' ? '}' : `,${labels.text.slice(1)}`
    this.#prefixes = [
      ...[...bounds, '+Inf'].map(bound => `${name}_bucket{le="${bound}"${behind} `),
      `${name}_sum${labels.text} `,
      `${name}_count${labels.text} `,
    ]
  }

  observe(value: number): void {
    const place = this.#bounds.findIndex(bound => value <= bound)
    if (place >= 0) this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sum += value
    this.#count += 1
    this.#native.observe(value)
    this.#text = null
  }

  text(): string {
    this.#text ??= this.#write()
    return this.#text
  }

  sample(): HistogramSample {
    return {
      labels: this.#labels,
      bounds: [...this.#bounds],
      cumulative: this.#cumulative(),
      sum: this.#sum,
      count: this.#count,
      native: this.#native.data(),
    }
  }

  #write(): string {
    const numbers = [...this.#cumulative(), this.#count, this.#sum, this.#count]
    let text = ''
    for (const [place, prefix] of this.#prefixes.entries()) text += `${prefix}${numbers[place]}\n`
    return text
  }

  #cumulative(): number[] {
    let sum = 0
    return Array.from(this.#counts, count => {
      sum += count
      return sum
    })
  }
}
