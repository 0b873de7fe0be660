// The share of tasks that all ran for the same longest time: cut off by a timeout, not done.
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import { binValue, sortedBins } from '../../stats/sketches/log-sketch.ts'
import { answer, insufficient } from '../answer.ts'
import type { Indicator } from '../indicator.ts'
import { runTime } from '../patterns/durations.ts'
import { sketchOf } from '../tally.ts'

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
  nextActions: {
    level: 'See what the tasks wait for that run into their timeout since {from} UTC.',
    slope: 'Check what has grown since {day} that pushes tasks towards their timeout.',
  },
  unit: 'ratio',
  family: 'proportion',
  goodDirection: 'down',
  kind: 'task',
  by: ['task_type'],
  stage: 'timeouts',
  watchedByDefault: true,
  readsStarts: true,
  minimum: MINIMUM,
  maturity: 0,
  measures: [runTime],
  estimate: tally => {
    const longestFirst = sortedBins(sketchOf(tally, runTime))
      .filter(([bin]) => binValue(bin, runTime.scale) > 0)
      .reverse()
    const n = longestFirst.reduce((sum, [, count]) => sum + count, 0)
    if (n < MINIMUM) return insufficient(n)
    const tied = mostTied(longestFirst, n)
    return answer(wilsonInterval(tied >= LEAST_TIED ? tied : 0, n), n)
  },
}

/** How many run times equal the ceiling: those of its bin and of the bins that lie within the tolerance below it. */
function mostTied(longestFirst: ReadonlyArray<readonly [bin: number, count: number]>, n: number): number {
  const span = Math.round(-Math.log1p(-TOLERANCE) / runTime.scale.logGrowth)
  let most = 0
  let beyond = 0
  for (const [place, [top, count]] of longestFirst.entries()) {
    if (beyond > BEYOND * n) break
    let tied = 0
    for (let next = place; (longestFirst[next]?.[0] ?? Number.NEGATIVE_INFINITY) >= top - span; next++) {
      tied += longestFirst[next]?.[1] ?? 0
    }
    most = Math.max(most, tied)
    beyond += count
  }
  return most
}
