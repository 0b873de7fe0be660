// How many lifecycles ended in a bucket: the pattern of the counting indicators.
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import { poissonInterval } from '../../stats/intervals/poisson-interval.ts'
import { answer } from '../answer.ts'
import type { Described, Indicator } from '../indicator.ts'
import type { Count } from '../measure.ts'
import { countOf } from '../tally.ts'

export interface EventCount extends Described {
  kind: LifecycleKind
  of: Count
}

/**
 * Neither direction is good as such: fewer may be less demand, more may be a storm of retries. None at all
 * is a count too, so there is no minimum; whether the collector is alive is not for the count to say.
 */
export function eventCount({ of, ...described }: EventCount): Indicator {
  return {
    ...described,
    unit: 'count',
    family: 'count',
    goodDirection: null,
    minimum: 0,
    maturity: 0,
    measures: [of],
    estimate: tally => {
      const count = countOf(tally, of)
      return answer(poissonInterval(count), count)
    },
  }
}
