// The share of tasks that all ran for the same longest time: cut off by a timeout, not done.
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import type { Indicator, Window } from '../indicator.ts'
import { answer, inside, insufficient } from '../window.ts'

const MINIMUM = 20

/** Run times this close, relatively, are one: timers and the reconstruction of starts are not exact. */
const TOLERANCE = 0.005

/** Share of the run times that may lie beyond a timeout: those that were stuck in being stopped. */
const BEYOND = 0.02

/** Two of twenty skewed run times are this close by chance now and then; three are not. */
const LEAST_TIED = 3

/**
 * A timeout shows as a ceiling: many run times are equal and next to none is longer. So the ceiling is
 * looked for among the longest run times only: of those that at most 2 % lie beyond, the one that most
 * others equal, to within 0.5 % below it. The value is the share of run times there; 0 where fewer than
 * three are.
 */
export const taskTimeoutShare: Indicator = {
  name: 'task_timeout_share',
  help: 'Share of ended tasks pinned at the longest run time of their bucket, as if cut off by a timeout.',
  unit: 'ratio',
  family: 'proportion',
  goodDirection: 'down',
  kind: 'task',
  by: ['task_type'],
  watchedByDefault: true,
  readsStarts: true,
  minimum: MINIMUM,
  maturity: 0,
  moments: ({ startedAt, endedAt }) => (startedAt === null || endedAt === null ? [] : [endedAt]),
  estimate: window => {
    const longestFirst = runTimes(window)
    const n = longestFirst.length
    if (n < MINIMUM) return insufficient(n)
    const tied = mostTied(longestFirst)
    return answer(wilsonInterval(tied >= LEAST_TIED ? tied : 0, n), n)
  },
}

function runTimes(window: Window): Float64Array {
  const times: number[] = []
  for (const { startedAt, endedAt } of window.lifecycles) {
    if (startedAt !== null && inside(endedAt, window) && endedAt > startedAt) times.push(endedAt - startedAt)
  }
  return Float64Array.from(times).sort().reverse()
}

/** How many run times equal the ceiling. */
function mostTied(longestFirst: Float64Array): number {
  let most = 0
  for (let beyond = 0; beyond <= BEYOND * longestFirst.length; beyond++) {
    const least = (longestFirst[beyond] ?? 0) * (1 - TOLERANCE)
    let next = beyond
    while ((longestFirst[next] ?? 0) >= least && next < longestFirst.length) next++
    most = Math.max(most, next - beyond)
  }
  return most
}
