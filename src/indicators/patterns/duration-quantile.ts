// Quantiles of how long something took, in seconds: the pattern of three families of indicators.
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { quantileInterval } from '../../stats/intervals/quantile-interval.ts'
import type { Described, Indicator, Window } from '../indicator.ts'
import { answer, inside, insufficient } from '../window.ts'

/** A duration of a task: between which moments, and when it becomes known. */
export interface Duration {
  /** The moment at which the duration of a task is known and counted; null: it is not known. */
  knownAt(lifecycle: Lifecycle): Millis | null
  from(lifecycle: Lifecycle): Millis | null
  to(lifecycle: Lifecycle): Millis | null
}

export interface DurationQuantile extends Described {
  duration: Duration
  quantile: 0.5 | 0.95
}

/**
 * Least sample. A median has a 95 % interval from 6 on. Below 20 a 95th percentile is only the maximum under
 * another name; from 20 to 71 it has a lower limit and no upper one, which is then given as Infinity.
 */
const MINIMUM = { 0.5: 6, 0.95: 20 } as const

export function durationQuantile(options: DurationQuantile): Indicator {
  const { quantile, duration, ...described } = options
  const minimum = MINIMUM[quantile]
  return {
    ...described,
    minimum,
    unit: 'seconds',
    family: 'positive',
    goodDirection: 'down',
    kind: 'task',
    maturity: 0,
    moments: lifecycle => {
      const at = duration.knownAt(lifecycle)
      return at === null ? [] : [at]
    },
    estimate: window => {
      const seconds = durationsOf(duration, window)
      if (seconds.length < minimum) return insufficient(seconds.length)
      return answer(quantileInterval(seconds, quantile), seconds.length)
    },
  }
}

/** Ascending. A duration below zero is a fault of clocks, not a duration, and is left out. */
function durationsOf(duration: Duration, window: Window): Float64Array {
  const seconds: number[] = []
  for (const lifecycle of window.lifecycles) {
    if (!inside(duration.knownAt(lifecycle), window)) continue
    const from = duration.from(lifecycle)
    const to = duration.to(lifecycle)
    if (from !== null && to !== null && to >= from) seconds.push((to - from) / SECOND)
  }
  return Float64Array.from(seconds).sort()
}
