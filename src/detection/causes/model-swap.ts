// A model that took over the tasks of a series inside the interval of an onset.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'

export interface ModelSwap {
  from: string
  to: string
  /** End of the first task after the new model took over. */
  at: Millis
  before: Share
  since: Share
  /** Of so many tasks one was looked at. */
  oneIn: number
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
 * either side). It is a coincidence in time, not a proof. `tasks` are those of the series, from some days before the onset to some days after; null: none.
 */
export function modelSwap(
  tasks: readonly Lifecycle[],
  onset: Interval,
  bucket: Millis,
): Omit<ModelSwap, 'oneIn'> | null {
  const ended = tasks.flatMap(({ endedAt, labels }) =>
    endedAt === null || labels.model === undefined ? [] : [{ at: endedAt, model: labels.model }],
  )
  const before = ended.filter(({ at }) => at < onset.lower)
  const since = ended.filter(({ at }) => at >= onset.upper + bucket)
  if (before.length < FEWEST || since.length < FEWEST) return null

  const shareOf = (side: typeof ended, model: string): Share => ({
    tasks: side.filter(task => task.model === model).length,
    of: side.length,
  })
  const grown = [...new Set(since.map(({ model }) => model))]
    .map(model => ({ model, before: shareOf(before, model), since: shareOf(since, model) }))
    .sort((a, b) => growth(b) - growth(a))[0]
  if (grown === undefined || growth(grown) < TAKEOVER) return null

  const at = takeover(ended, grown.model)
  if (at < onset.lower - bucket || at > onset.upper + bucket) return null
  return {
    from: commonest(before.map(({ model }) => model)),
    to: grown.model,
    at,
    before: grown.before,
    since: grown.since,
  }
}

/** The split of the row, by time, into little and much of the model that leaves the least variance. */
function takeover(ended: ReadonlyArray<{ at: Millis; model: string }>, model: string): Millis {
  const row = [...ended].sort((a, b) => a.at - b.at)
  const total = row.filter(task => task.model === model).length
  let seen = 0
  let best = { gain: Number.NEGATIVE_INFINITY, at: row[0]?.at ?? 0 }
  for (const [i, task] of row.entries()) {
    if (i > 0) {
      const gain = seen ** 2 / i + (total - seen) ** 2 / (row.length - i)
      if (gain > best.gain) best = { gain, at: task.at }
    }
    if (task.model === model) seen++
  }
  return best.at
}

function growth({ before, since }: { before: Share; since: Share }): number {
  return since.tasks / since.of - before.tasks / before.of
}

function commonest(names: readonly string[]): string {
  const groups = [...Map.groupBy(names, name => name)]
  return groups.sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? ''
}
