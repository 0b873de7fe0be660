// The share of ended tasks with one outcome: the pattern of the failure rates.
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import { answer, insufficient } from '../answer.ts'
import type { Described, Indicator } from '../indicator.ts'
import type { Count } from '../measure.ts'
import { countOf } from '../tally.ts'
import { tasksEnded } from './task-counts.ts'

export interface OutcomeShare extends Described {
  having: Count
}

/** Below ten tasks even a share of zero leaves three in ten possible: that says nothing. */
const MINIMUM = 10

export function outcomeShare({ having, ...described }: OutcomeShare): Indicator {
  return {
    ...described,
    unit: 'ratio',
    family: 'proportion',
    goodDirection: 'down',
    kind: 'task',
    minimum: MINIMUM,
    maturity: 0,
    measures: [tasksEnded, having],
    judged: { of: tasksEnded, needsLimit: false, isBad: task => having.at(task) !== null },
    estimate: tally => {
      const ended = countOf(tally, tasksEnded)
      if (ended < MINIMUM) return insufficient(ended)
      return answer(wilsonInterval(countOf(tally, having), ended), ended)
    },
  }
}
