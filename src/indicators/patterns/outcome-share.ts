// The share of what ended that has one outcome: the pattern of the failure rates.
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import { answer, insufficient } from '../answer.ts'
import type { Described, Indicator } from '../indicator.ts'
import type { Count } from '../measure.ts'
import { countOf } from '../tally.ts'
import { tasksEnded } from './task-counts.ts'

export interface OutcomeShare extends Described {
  having: Count
  /** Default: tasks. */
  kind?: LifecycleKind
  /** All of that kind that ended. Default: the tasks. */
  ended?: Count
}

/** Below ten even a share of zero leaves three in ten possible: that says nothing. */
const MINIMUM = 10

export function outcomeShare({
  having,
  kind = 'task',
  ended = tasksEnded,
  ...described
}: OutcomeShare): Indicator {
  return {
    ...described,
    unit: 'ratio',
    family: 'proportion',
    goodDirection: 'down',
    kind,
    minimum: MINIMUM,
    maturity: 0,
    measures: [ended, having],
    judged: { of: ended, needsLimit: false, isBad: one => having.at(one) !== null },
    estimate: tally => {
      const n = countOf(tally, ended)
      if (n < MINIMUM) return insufficient(n)
      return answer(wilsonInterval(countOf(tally, having), n), n)
    },
  }
}
