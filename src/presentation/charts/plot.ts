// What is drawn of a series, as plain data: whoever owns the store fills it, the charts draw it.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Change } from '../../detection/change.ts'
import type { Kind } from '../../detection/kinds/kind.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import type { Release } from '../../events/release.ts'
import { type Assessment, assessmentOf } from '../change/assessment.ts'

/** Points without a number are gaps. */
export interface Plot {
  points: readonly PlotPoint[]
  /** Width of a bucket: points further apart than this are not joined. */
  bucket: Millis
  /** The band of normal values, each entry valid until the next; empty while warming. */
  band: readonly BandStep[]
  /** Interval in which the new regime began. */
  onset: Interval | null
  /** What it has become since; absent or null: nothing has changed. */
  regime?: Regime | null
  /** A value never to be crossed; only where it is drawn large. */
  limit?: number | null
  /** Those that may be marked; only where it is drawn large. */
  releases?: readonly Release[]
  /** The stretch of time that is shown, where that is not the one of its points. */
  from?: Millis
  to?: Millis
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

/** How a change is drawn from its onset on. */
export interface Regime {
  drawing: Kind['drawing']
  /** Levels before and after, in the unit of the series. */
  before: number
  after: number
  /** Until when it stood; null while it still does. */
  until: Millis | null
  assessment: Assessment
}

export function regimeOf(change: Change, until: Millis | null): Regime {
  return {
    drawing: kindOf(change.kind).drawing,
    before: change.from,
    after: change.to,
    until,
    assessment: assessmentOf(change),
  }
}

/** The level that the new regime has reached on the axis of values; null: it has none there. */
export function levelOf({ regime }: Plot): number | null {
  if (regime === null || regime === undefined) return null
  const drawn = regime.drawing !== 'gap' && regime.drawing !== 'band'
  return drawn && Number.isFinite(regime.after) ? regime.after : null
}
