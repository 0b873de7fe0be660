// The buckets of a native histogram of Prometheus: each power of two is divided into 2^schema buckets, and only those that hold something are
// kept. Bucket k holds what is above 2^((k - 1) / 2^schema), up to and with 2^(k / 2^schema).
// https://prometheus.io/docs/specs/native_histograms/
import type { NativeHistogram } from '../family.ts'

/** A bucket is 1.1 % wide: a quantile is at most that far off, and much less where it lies among many. */
const FINEST_SCHEMA = 6

/** The coarsest that Prometheus knows: a bucket spans sixteen powers of two. */
const COARSEST_SCHEMA = -4

/** Buckets that are kept: as many as five powers of two fill. Where there are more, they are joined in pairs: ten powers fill those of 2.2 %. */
export const MOST_BUCKETS = 320

/** As client_golang has it: what is not above it counts as zero. */
const ZERO_THRESHOLD = 2 ** -128

/** Takes finite numbers from 0 on. */
export class NativeBuckets {
  #schema = FINEST_SCHEMA
  #zeroCount = 0
  /** Bucket and count of each that holds something, one after the other, rising: a map takes three times the memory. */
  #filled: number[] = []

  observe(value: number): void {
    if (value <= ZERO_THRESHOLD) {
      this.#zeroCount += 1
      return
    }
    const bucket = bucketOf(value, this.#schema)
    const place = placeOf(this.#filled, bucket)
    if (this.#filled[place] === bucket) this.#filled[place + 1] = (this.#filled[place + 1] ?? 0) + 1
    // Exactly as long as it has to be: there are few new ones, and it stays.
    else this.#filled = this.#filled.toSpliced(place, 0, bucket, 1)
    while (this.#filled.length > 2 * MOST_BUCKETS && this.#schema > COARSEST_SCHEMA) this.#join()
  }

  data(): NativeHistogram {
    const spans: Array<{ offset: number; length: number }> = []
    const deltas: number[] = []
    let [next, last] = [0, 0]
    for (const [bucket, count] of pairsIn(this.#filled)) {
      const span = spans.at(-1)
      if (span !== undefined && bucket === next) span.length += 1
      else spans.push({ offset: bucket - next, length: 1 })
      deltas.push(count - last)
      last = count
      next = bucket + 1
    }
    const [schema, zeroCount] = [this.#schema, this.#zeroCount]
    return { schema, zeroThreshold: ZERO_THRESHOLD, zeroCount, spans, deltas }
  }

  /** Halves the resolution: two neighbours become one. */
  #join(): void {
    const joined: number[] = []
    for (const [bucket, count] of pairsIn(this.#filled)) {
      const into = Math.ceil(bucket / 2)
      if (joined.at(-2) === into) joined[joined.length - 1] = (joined.at(-1) ?? 0) + count
      else joined.push(into, count)
    }
    this.#filled = joined
    this.#schema -= 1
  }
}

/** Where a bucket stands, or would stand. */
function placeOf(filled: readonly number[], bucket: number): number {
  let [low, high] = [0, filled.length / 2]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((filled[2 * middle] ?? 0) < bucket) low = middle + 1
    else high = middle
  }
  return 2 * low
}

function* pairsIn(filled: readonly number[]): Generator<readonly [bucket: number, count: number]> {
  for (let place = 0; place < filled.length; place += 2) yield [filled[place] ?? 0, filled[place + 1] ?? 0]
}

/** By the logarithm, which may be off by its last digit: a bound belongs to the bucket below it. */
export function bucketOf(value: number, schema: number): number {
  const each = 2 ** schema
  const near = Math.ceil(Math.log2(value) * each)
  if (value <= boundOf(near - 1, schema)) return near - 1
  return value > boundOf(near, schema) ? near + 1 : near
}

export function boundOf(bucket: number, schema: number): number {
  return 2 ** (bucket / 2 ** schema)
}
