// How many lifecycles ended in a bucket: the pattern of the counting indicators.
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import { poissonInterval } from '../../stats/intervals/poisson-interval.ts'
import type { Described, Indicator } from '../indicator.ts'
import { answer, endedInside, endMoment } from '../window.ts'

export interface EventCount extends Described {
  kind: LifecycleKind
}

/**
 * Neither direction is good as such: fewer may be less demand, more may be a storm of retries. None at all
 * is a count too, so there is no minimum; whether the collector is alive is not for the count to say.
 */
export function eventCount(options: EventCount): Indicator {
  return {
    ...options,
    unit: 'count',
    family: 'count',
    goodDirection: null,
    minimum: 0,
    maturity: 0,
    moments: endMoment,
    estimate: window => {
      const count = endedInside(window).length
      return answer(poissonInterval(count), count)
    },
  }
}
