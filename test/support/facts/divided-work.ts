// Work that is divided into parts, drawn at random, as tallies of stretches of time.
import { HOUR } from '../../../src/core/duration.ts'
import type { Random } from '../../../src/core/random.ts'
import type { Side } from '../../../src/detection/causes/carriers/decompose.ts'
import { runTime } from '../../../src/indicators/patterns/durations.ts'
import { startTally, type Tally } from '../../../src/indicators/tally.ts'
import type { Series } from '../../../src/series/series.ts'
import { addToSketch, startSketch } from '../../../src/stats/sketches/log-sketch.ts'

export const FAILURES_OF_BUILD: Series = {
  id: 1,
  key: 'task_failure_rate{task_type="build"}',
  indicator: 'task_failure_rate',
  labels: { task_type: 'build' },
  bucket: HOUR,
}

export interface PartOfWork {
  share: number
  /** Of failures. */
  rate: number
  /** Seconds. */
  median: number
}

export type Work = Readonly<Record<string, PartOfWork>>

export function tallyOf(ended: number, failed: number, seconds: readonly number[] = []): Tally {
  const tally = startTally()
  tally.counts.set('tasks_ended', ended)
  if (failed > 0) tally.counts.set('tasks_failed', failed)
  const sketch = startSketch()
  for (const one of seconds) addToSketch(sketch, runTime.scale, one * 1000)
  if (seconds.length > 0) tally.sketches.set('run_time', sketch)
  return tally
}

/** As many tasks in each stretch. */
export function drawWork(
  random: Random,
  work: Work,
  { stretches, tasks }: { stretches: number; tasks: number },
): Side {
  return {
    window: { from: 0, to: 1 },
    stretches: Array.from({ length: stretches }, () => {
      const drawn = new Map(Object.keys(work).map(name => [name, { failed: 0, seconds: [] as number[] }]))
      for (let i = 0; i < tasks; i++) {
        const [name, { rate, median }] = pick(random, work)
        const part = drawn.get(name)
        if (random.chance(rate) && part !== undefined) part.failed++
        part?.seconds.push(random.lognormal(median, 0.5))
      }
      return new Map(
        [...drawn]
          .filter(([, { seconds }]) => seconds.length > 0)
          .map(([name, { failed, seconds }]) => [name, tallyOf(seconds.length, failed, seconds)]),
      )
    }),
  }
}

function pick(random: Random, work: Work): [string, PartOfWork] {
  const all = Object.entries(work)
  let left = random.uniform()
  for (const one of all) {
    left -= one[1].share
    if (left < 0) return one
  }
  return all.at(-1) as [string, PartOfWork]
}
