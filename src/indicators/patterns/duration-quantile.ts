// Quantiles of how long something took, in seconds: the pattern of three families of indicators.
import { SECOND } from '../../core/duration.ts'
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import { sketchSize } from '../../stats/sketches/log-sketch.ts'
import { sketchQuantile } from '../../stats/sketches/sketch-quantile.ts'
import { answer, insufficient } from '../answer.ts'
import type { Described, Indicator } from '../indicator.ts'
import type { Distribution } from '../measure.ts'
import { sketchOf } from '../tally.ts'

export interface DurationQuantile extends Described {
  /** Milliseconds. */
  duration: Distribution
  quantile: 0.5 | 0.95
  /** Default: tasks. */
  kind?: LifecycleKind
}

/**
 * Least sample. A median has a 95 % interval from 6 on. Below 20 a 95th percentile is only the maximum under
 * another name; from 20 to 71 it has a lower limit and no upper one, which is then given as Infinity.
 */
const MINIMUM = { 0.5: 6, 0.95: 20 } as const

export function durationQuantile({
  duration,
  quantile,
  kind = 'task',
  ...described
}: DurationQuantile): Indicator {
  const minimum = MINIMUM[quantile]
  return {
    ...described,
    minimum,
    unit: 'seconds',
    family: 'positive',
    goodDirection: 'down',
    kind,
    maturity: 0,
    measures: [duration],
    judged: { of: duration, needsLimit: true, isBad: (one, limit) => duration.value(one) > limit * SECOND },
    estimate: tally => {
      const sketch = sketchOf(tally, duration)
      const n = sketchSize(sketch)
      if (n < minimum) return insufficient(n)
      const { value, lower, upper } = sketchQuantile(sketch, duration.scale, quantile)
      return answer({ value: value / SECOND, lower: lower / SECOND, upper: upper / SECOND }, n)
    },
  }
}
