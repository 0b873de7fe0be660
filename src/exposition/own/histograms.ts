// A histogram that is counted in classic buckets for the formats of text and in native ones for the protobuf format. prom-client has the classic
// alone; the text is byte for byte as it would write it.
import type { Millis } from '../../core/clock.ts'
import type { Sliced } from '../../core/turns/pause.ts'
import type { Exemplar, FamilyData, HistogramSample, Occasion } from '../family.ts'
import { keptBytes } from '../formats/kept.ts'
import { Lease } from '../formats/lease.ts'
import { renderHead } from '../formats/text.ts'
import { A_PIECE, type InPieces, whole } from '../formats/writers.ts'
import { type LabelSet, labelSetWithin } from '../labels.ts'
import { HistogramText, Workbench } from './histogram-text.ts'
import { NativeBuckets } from './native-buckets.ts'

export interface Declared {
  readonly name: string
  readonly help: string
  readonly buckets: readonly number[]
}

export interface OwnHistogram {
  /** A finite number from 0 on. Label sets of the same text are the same. */
  observe(labels: LabelSet, value: number, occasion?: Occasion): void
  /** Label sets come as they are when it is their turn; in native buckets too, unless nobody asks for these. */
  inPieces(buckets?: 'both' | 'classic'): InPieces
  family(): Sliced<FamilyData>
  /**
   * Head and lines, with a line feed at the end of each, in UTF-8; those of a label set are of one moment. Pieces are not written to before the lease
   * ends: one in which nothing has changed is that of the last time. Default: a lease that never ends.
   */
  text(lease?: Lease): Sliced<Buffer[]>
}

export function createHistogram(declared: Declared): OwnHistogram {
  return new TypedHistogram(declared)
}

/** Label sets of which the lines are written in one piece: some 150 KB of twelve buckets each. */
const A_BLOCK = 128

/** What is counted of all label sets stands in one list of numbers: an object each takes as much memory as a dozen of them. */
class TypedHistogram implements OwnHistogram {
  readonly #declared: Declared
  /** By their texts, in the order in which they were first observed. */
  readonly #places = new Map<string, number>()
  /** Of each label set: its buckets by themselves without what lies beyond the last bound, the sum, and the count. */
  #numbers = new Float64Array(0)
  readonly #native: NativeBuckets[] = []
  /** When each label set was first observed; NaN: nobody knows. */
  #created = new Float64Array(0)
  /** The last of each bucket that has one. */
  readonly #exemplars = new Map<number, Map<number, Exemplar>>()
  readonly #head: Buffer
  readonly #blocks: HistogramText[] = []
  readonly #bench: Workbench

  constructor(declared: Declared) {
    this.#declared = declared
    this.#bench = new Workbench(declared.buckets)
    this.#head = keptBytes(renderHead({ ...declared, type: 'histogram' }))
  }

  observe(labels: LabelSet, value: number, occasion?: Occasion): void {
    const place = this.#places.get(labels.text) ?? this.#add(labels.text, occasion?.at ?? Number.NaN)
    const { buckets } = this.#declared
    const start = place * this.#width
    const bucket = buckets.findIndex(bound => value <= bound)
    if (occasion !== undefined) this.#remember(place, bucket < 0 ? buckets.length : bucket, value, occasion)
    if (bucket >= 0) this.#numbers[start + bucket] = (this.#numbers[start + bucket] ?? 0) + 1
    const sum = start + buckets.length
    this.#numbers[sum] = (this.#numbers[sum] ?? 0) + value
    this.#numbers[sum + 1] = (this.#numbers[sum + 1] ?? 0) + 1
    this.#native[place]?.observe(value)
    this.#blockOf(place).change(place % A_BLOCK)
  }

  inPieces(buckets: 'both' | 'classic' = 'both'): InPieces {
    const { name, help } = this.#declared
    const described = { name, help, unit: 'seconds', type: 'histogram' } as const
    return { described, pieces: () => this.#pieces(described, buckets === 'both') }
  }

  *#pieces(
    described: InPieces['described'] & { type: 'histogram' },
    hasNative: boolean,
  ): Generator<FamilyData> {
    let histograms: HistogramSample[] = []
    for (const [text, place] of this.#places) {
      if (histograms.push(this.#sample(text, place, hasNative)) < A_PIECE) continue
      yield { ...described, histograms }
      histograms = []
    }
    if (histograms.length > 0) yield { ...described, histograms }
  }

  family(): Sliced<FamilyData> {
    return whole(this.inPieces())
  }

  *text(lease = new Lease()): Sliced<Buffer[]> {
    const pieces = [this.#head]
    const size = A_BLOCK * this.#width
    for (const [nth, block] of this.#blocks.entries()) {
      pieces.push(block.written(this.#numbers.subarray(nth * size, (nth + 1) * size), lease))
      yield
    }
    return pieces
  }

  #blockOf(place: number): HistogramText {
    const nth = Math.floor(place / A_BLOCK)
    const block = this.#blocks[nth] ?? new HistogramText(this.#declared, this.#bench)
    this.#blocks[nth] = block
    return block
  }

  get #width(): number {
    return this.#declared.buckets.length + 2
  }

  #remember(place: number, bucket: number, value: number, { at, trace }: Occasion): void {
    if (trace === null) return
    const known = this.#exemplars.get(place) ?? new Map<number, Exemplar>()
    known.set(bucket, { trace, value, at })
    this.#exemplars.set(place, known)
  }

  #add(text: string, created: Millis): number {
    const place = this.#places.size
    this.#created = roomFor(this.#created, place + 1)
    this.#created[place] = created
    this.#places.set(text, place)
    this.#native.push(new NativeBuckets())
    this.#blockOf(place).add(text)
    this.#numbers = roomFor(this.#numbers, (place + 1) * this.#width)
    return place
  }

  #sample(text: string, place: number, hasNative: boolean): HistogramSample {
    const { buckets } = this.#declared
    const start = place * this.#width
    const native = hasNative ? this.#native[place] : undefined
    const created = this.#created[place] ?? Number.NaN
    const exemplars = this.#exemplars.get(place)
    let upTo = 0
    return {
      labels: labelSetWithin(text.slice(1, -1)),
      bounds: [...buckets],
      cumulative: buckets.map((_, bucket) => {
        upTo += this.#numbers[start + bucket] ?? 0
        return upTo
      }),
      sum: this.#numbers[start + buckets.length] ?? 0,
      count: this.#numbers[start + buckets.length + 1] ?? 0,
      ...(native === undefined ? {} : { native: native.data() }),
      ...(Number.isNaN(created) ? {} : { created }),
      ...(exemplars === undefined ? {} : { exemplars }),
    }
  }
}

/** Of memory that is too small. */
const GROWTH = 1.25

function roomFor(numbers: Float64Array<ArrayBuffer>, needed: number): Float64Array<ArrayBuffer> {
  if (needed <= numbers.length) return numbers
  const larger = new Float64Array(Math.ceil(GROWTH * needed))
  larger.set(numbers)
  return larger
}
