// Whether more tasks come than go.
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import { answer, insufficient } from '../answer.ts'
import type { Indicator } from '../indicator.ts'
import { tasksArrived, tasksEnded } from '../patterns/task-counts.ts'
import { countOf } from '../tally.ts'

/** With fewer arrivals and completions together than this the interval is wider than plus or minus 0.5. */
const MINIMUM = 12

/**
 * (arrivals - completions) / (arrivals + completions): -1 when tasks only go, 0 in balance, 1 when they only
 * come. Given their sum, arrivals are binomial where both are Poisson, so Wilson's interval of the share of
 * arrivals carries over. The plain ratio of arrivals to completions would be infinite in a bucket without
 * completions, the very bucket that matters, and lopsided in all others.
 */
export const taskBacklogGrowth: Indicator = {
  name: 'task_backlog_growth',
  help: 'Arrivals minus completions over their sum: 0 in balance, positive when the backlog grows.',
  nextActions: {
    level: 'See who creates the tasks since {from} UTC, then add workers or hold new tasks back.',
    slope: 'See which type of task comes more often since {day}, and whether tasks create tasks.',
  },
  unit: 'ratio',
  family: 'real',
  goodDirection: 'down',
  kind: 'task',
  by: [],
  stage: 'backlog',
  watchedByDefault: true,
  readsStarts: false,
  minimum: MINIMUM,
  maturity: 0,
  measures: [tasksArrived, tasksEnded],
  estimate: tally => {
    const arrivals = countOf(tally, tasksArrived)
    const n = arrivals + countOf(tally, tasksEnded)
    if (n < MINIMUM) return insufficient(n)
    const share = wilsonInterval(arrivals, n)
    return answer({ value: 2 * share.value - 1, lower: 2 * share.lower - 1, upper: 2 * share.upper - 1 }, n)
  },
}
