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
  #counts = new Map<number, number>()

  observe(value: number): void {
    if (value <= ZERO_THRESHOLD) {
      this.#zeroCount += 1
      return
    }
    const bucket = bucketOf(value, this.#schema)
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1)
    while (this.#counts.size > MOST_BUCKETS && this.#schema > COARSEST_SCHEMA) this.#join()
  }

  data(): NativeHistogram {
    const filled = [...this.#counts].sort(([a], [b]) => a - b)
    const spans: Array<{ offset: number; length: number }> = []
    const deltas: number[] = []
    let [next, last] = [0, 0]
    for (const [bucket, count] of filled) {
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
    const joined = new Map<number, number>()
    for (const [bucket, count] of this.#counts) {
      const into = Math.ceil(bucket / 2)
      joined.set(into, (joined.get(into) ?? 0) + count)
    }
    this.#counts = joined
    this.#schema -= 1
  }
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
