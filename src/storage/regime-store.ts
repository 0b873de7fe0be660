// What was seen of series when they were looked back upon, as it is kept.
import type { Millis } from '../core/clock.ts'
import type { LookBack } from '../detection/regimes/look-back.ts'

/** One look back upon a series. */
export interface RegimeLook {
  seriesId: number
  lookedAt: Millis
  /** Start of the last bucket that there was then. */
  lastPoint: Millis
  /** Null: too few numbers. */
  found: LookBack | null
}

export interface RegimeStore {
  /** When every series was last looked back upon. */
  looks(): Array<Pick<RegimeLook, 'seriesId' | 'lookedAt'>>
  of(seriesId: number): RegimeLook | null
  save(look: RegimeLook): void
}
