// Quantiles of how long something took, in seconds: the pattern of three families of indicators.
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { quantileInterval } from '../../stats/intervals/quantile-interval.ts'
import type { Indicator, Window } from '../indicator.ts'
import { answer, inside, insufficient } from '../window.ts'

export interface DurationQuantile {
  name: string
  help: string
  quantile: 0.5 | 0.95
  by: readonly string[]
  /** The moment at which the duration of a task is known and counted; null: it is not known. */
  knownAt(lifecycle: Lifecycle): Millis | null
  from(lifecycle: Lifecycle): Millis | null
  to(lifecycle: Lifecycle): Millis | null
}

/**
 * Least sample. A median has a 95 % interval from 6 on. Below 20 a 95th percentile is only the maximum under
 * another name; from 20 to 71 it has a lower limit and no upper one, which is then given as Infinity.
 */
const MINIMUM = { 0.5: 6, 0.95: 20 } as const

export function durationQuantile(options: DurationQuantile): Indicator {
  const { name, help, quantile, by } = options
  const minimum = MINIMUM[quantile]
  return {
    name,
    help,
    by,
    minimum,
    unit: 'seconds',
    family: 'positive',
    goodDirection: 'down',
    kind: 'task',
    maturity: 0,
    moments: lifecycle => {
      const at = options.knownAt(lifecycle)
      return at === null ? [] : [at]
    },
    estimate: window => {
      const seconds = durationsOf(options, window)
      if (seconds.length < minimum) return insufficient(seconds.length)
      return answer(quantileInterval(seconds, quantile), seconds.length)
    },
  }
}

/** Ascending. A duration below zero is a fault of clocks, not a duration, and is left out. */
function durationsOf(options: DurationQuantile, window: Window): Float64Array {
  const seconds: number[] = []
  for (const lifecycle of window.lifecycles) {
    if (!inside(options.knownAt(lifecycle), window)) continue
    const from = options.from(lifecycle)
    const to = options.to(lifecycle)
    if (from !== null && to !== null && to >= from) seconds.push((to - from) / SECOND)
  }
  return Float64Array.from(seconds).sort()
}
