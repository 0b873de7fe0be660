// What has changed in a series and not come back: the words of a scan, as plain data.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { View } from '../core/prometheus/metrics.ts'
import type { RegimeChange } from '../detection/regimes/regime.ts'

/** Which series of a server. */
export interface Named {
  metric: string
  view: View
  labels: Readonly<Record<string, string>>
  /** Labels that come and go, of all values of which together it is. */
  over: readonly string[]
}

/** One change that stands. `onset`: start of the first bucket of it, with its 90 % interval; of the effect 95 %. */
export interface Drift {
  kind: RegimeChange['kind']
  direction: RegimeChange['direction']
  onset: Interval
  /** As a ratio; null where the values are not positive throughout. */
  relative: Interval | null
  absolute: Interval
  sigma: number
  from: number
  to: number
}

/** A course that was looked back upon: drifts, the latest last; or why it could not be judged. */
export type Judged = { drifts: Drift[] } | Unjudged

/** `constant`: of one value; `short`: too few values, or too few events among them; `gone`: without a value for the last day. */
export type Unjudged = 'constant' | 'short' | 'gone'

export interface DriftedSeries extends Named {
  drift: Drift
  /** Further changes of it that stand. */
  others: number
  /** Its course, for a picture. */
  start: Millis
  values: Float64Array
}

/** Standard deviations, and the size as a multiple, beyond which a change is no worse. */
const MOST_SIGMAS = 5
const MOST_FOLD = 10

/** By which drifts are ordered: both how far beyond its noise, and how much of itself. A size that is no ratio counts as a third. */
export function weightOf({ sigma, relative }: Drift): number {
  const fold =
    relative === null ? Math.log(4 / 3) : Math.abs(Math.log(Math.max(1 + relative.value, 1 / MOST_FOLD)))
  return Math.min(Math.abs(sigma), MOST_SIGMAS) * Math.min(fold, Math.log(MOST_FOLD))
}
