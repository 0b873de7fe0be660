// What closing buckets needs, and to whom it reports.
import type { Logger } from '../../core/logger.ts'
import type { Pause } from '../../core/turns/pause.ts'
import type { Watchdog } from '../../core/watchdog.ts'
import type { IndicatorFault } from '../../indicators/ask.ts'
import type { Source } from '../../sources/source.ts'
import type { Store } from '../../storage/store.ts'
import type { Held } from '../held-to.ts'
import type { Plan } from '../plan.ts'

export interface CloseDeps {
  store: Store
  plan: Plan
  sources: readonly Source[]
  /** Values of a label that get series of their own, at most. */
  labelValues: number
  pause: Pause
  /** Real seconds from some origin. */
  stopwatch: () => number
  watchdog: Watchdog
  log: Logger
  observe: CloseObserver
}

export interface CloseObserver {
  /** Once a tick for each indicator of a source; `where`: the series of that on which it fails now. */
  fault(fault: IndicatorFault, where: readonly string[]): void
  /** It answers there, whether it has failed there or not. */
  answers(indicator: string, where: string): void
  /** Points of closed buckets that late events have changed. */
  revised(source: string, points: number): void
  /** Null or left out: nothing is held to an objective. */
  held?: Held | null
}
