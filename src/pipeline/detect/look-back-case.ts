// What looking back on one series is asked: plain data, as the cases of detection are.
import type { Millis } from '../../core/clock.ts'
import type { LookBackOptions } from '../../detection/regimes/look-back.ts'
import type { Point } from '../../series/series.ts'

export interface LookBackCase {
  /** Oldest first. */
  points: readonly Point[]
  bucket: Millis
  options: LookBackOptions
}
