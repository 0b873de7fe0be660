// The share of ended tasks with one outcome: the pattern of the failure rates.
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import type { Described, Indicator } from '../indicator.ts'
import { answer, endedInside, endMoment, insufficient } from '../window.ts'

export interface OutcomeShare extends Described {
  outcome: 'failed' | 'phantom'
}

/** Below ten tasks even a share of zero leaves three in ten possible: that says nothing. */
const MINIMUM = 10

export function outcomeShare({ outcome, ...described }: OutcomeShare): Indicator {
  return {
    ...described,
    unit: 'ratio',
    family: 'proportion',
    goodDirection: 'down',
    kind: 'task',
    minimum: MINIMUM,
    maturity: 0,
    moments: endMoment,
    estimate: window => {
      const ended = endedInside(window)
      if (ended.length < MINIMUM) return insufficient(ended.length)
      const having = ended.filter(lifecycle => lifecycle.outcome === outcome).length
      return answer(wilsonInterval(having, ended.length), ended.length)
    },
  }
}
