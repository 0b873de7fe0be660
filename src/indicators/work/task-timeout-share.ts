// The share of tasks that all ran for the same longest time: cut off by a timeout, not done.
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import { binValue, type ReadonlySketch, sketchSize } from '../../stats/sketches/log-sketch.ts'
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
    const times = withoutZero(sketchOf(tally, runTime))
    const n = sketchSize(times)
    if (n < MINIMUM) return insufficient(n)
    const tied = mostTied(times, n)
    return answer(wilsonInterval(tied >= LEAST_TIED ? tied : 0, n), n)
  },
}

/** How many run times equal the ceiling: those of its bin and of the bins that lie within the tolerance below it. */
function mostTied({ bins, counts }: ReadonlySketch, n: number): number {
  const span = Math.round(-Math.log1p(-TOLERANCE) / runTime.scale.logGrowth)
  let most = 0
  let beyond = 0
  for (let place = bins.length - 1; place >= 0 && beyond <= BEYOND * n; place--) {
    const least = (bins[place] ?? 0) - span
    let tied = 0
    for (let next = place; (bins[next] ?? Number.NEGATIVE_INFINITY) >= least; next--)
      tied += counts[next] ?? 0
    most = Math.max(most, tied)
    beyond += counts[place] ?? 0
  }
  return most
}

/** Zero is the lowest of all bins. */
function withoutZero(sketch: ReadonlySketch): ReadonlySketch {
  const { bins, counts } = sketch
  const holdsZero = bins[0] !== undefined && binValue(bins[0], runTime.scale) === 0
  return holdsZero ? { bins: bins.slice(1), counts: counts.slice(1) } : sketch
}
