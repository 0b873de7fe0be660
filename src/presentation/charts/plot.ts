// What is drawn of a series, as plain data: whoever owns the store fills it, the charts draw it.
import type { Millis } from '../../core/clock.ts'
import type { Release } from '../../events/release.ts'

/** What is drawn. Points without a number are gaps. */
export interface Plot {
  points: readonly PlotPoint[]
  /** Width of a bucket: points further apart than this are not joined. */
  bucket: Millis
  /** The band of normal values, each entry valid until the next; empty while warming. */
  band: readonly BandStep[]
  /** Interval in which the new regime began. */
  onset: { value: Millis; lower: Millis; upper: Millis } | null
  /** Those that may be marked; only where it is drawn large. */
  releases?: readonly Release[]
}

export interface PlotPoint {
  at: Millis
  value: number | null
  lower?: number | null
  upper?: number | null
}

export interface BandStep {
  at: Millis
  lower: number
  upper: number
}
