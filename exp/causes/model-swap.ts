// A model that took over the tasks of a series inside the interval of an onset.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'

export interface ModelSwap {
  from: string
  to: string
  /** Start of the stretch of time in which the new model took over. */
  at: Millis
  before: Share
  since: Share
}

/** Tasks of one model that ended in a short stretch of time, an hour or a day. */
export interface EndedTasks {
  /** Its start. */
  at: Millis
  model: string
  tasks: number
}

/** Tasks of the new model among all that ended. */
export interface Share {
  tasks: number
  of: number
}

/** Fewer tasks than this on a side say nothing of who does the work. */
const FEWEST = 20
/** A model has taken over when its share grew by at least this. */
const TAKEOVER = 0.5

/**
 * The model whose share of the tasks grew most across the onset, if it grew by half or more and the
 * moment that best parts the tasks without it from those with it lies in the onset's interval (widened by a bucket on
 * either side). It is a coincidence in time, not a proof. `ended` are those of the series, from some days before the onset
 * to some days after; null: none.
 */
export function modelSwap(ended: readonly EndedTasks[], onset: Interval, bucket: Millis): ModelSwap | null {
  const before = ended.filter(({ at }) => at < onset.lower)
  const since = ended.filter(({ at }) => at >= onset.upper + bucket)
  if (countOf(before) < FEWEST || countOf(since) < FEWEST) return null

  const shareOf = (side: readonly EndedTasks[], model: string): Share => ({
    tasks: countOf(side.filter(task => task.model === model)),
    of: countOf(side),
  })
  const grown = [...new Set(since.map(({ model }) => model))]
    .map(model => ({ model, before: shareOf(before, model), since: shareOf(since, model) }))
    .sort((a, b) => growth(b) - growth(a))[0]
  if (grown === undefined || growth(grown) < TAKEOVER) return null

  const at = takeover(ended, grown.model)
  if (at < onset.lower - bucket || at > onset.upper + bucket) return null
  return {
    from: commonest(before),
    to: grown.model,
    at,
    before: grown.before,
    since: grown.since,
  }
}

/** The split of the row, by time, into little and much of the model that leaves the least variance. */
function takeover(ended: readonly EndedTasks[], model: string): Millis {
  const row = [...Map.groupBy(ended, ({ at }) => at)].sort(([a], [b]) => a - b)
  const all = countOf(ended)
  const total = countOf(ended.filter(task => task.model === model))
  let passed = 0
  let seen = 0
  let best = { gain: Number.NEGATIVE_INFINITY, at: row[0]?.[0] ?? 0 }
  for (const [at, together] of row) {
    if (passed > 0) {
      const gain = seen ** 2 / passed + (total - seen) ** 2 / (all - passed)
      if (gain > best.gain) best = { gain, at }
    }
    passed += countOf(together)
    seen += countOf(together.filter(task => task.model === model))
  }
  return best.at
}

function growth({ before, since }: { before: Share; since: Share }): number {
  return since.tasks / since.of - before.tasks / before.of
}

function commonest(ended: readonly EndedTasks[]): string {
  const groups = [...Map.groupBy(ended, ({ model }) => model)]
  return groups.sort(([, a], [, b]) => countOf(b) - countOf(a))[0]?.[0] ?? ''
}

function countOf(ended: readonly EndedTasks[]): number {
  return ended.reduce((sum, { tasks }) => sum + tasks, 0)
}
