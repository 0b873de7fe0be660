// The true figures of a stretch of the example platform's life, taken from the simulation, not from the tables.
import type { Millis } from '../../core/clock.ts'
import { type Labels, type SeriesKey, seriesKey } from '../../core/series-key.ts'
import type { Happenings, Task } from './simulator.ts'
import { FOUNDATION_TIMEOUT, TASK_TYPE_NAMES, type TaskType } from './work.ts'

/** `size`: compared as a ratio; `share`: a proportion or a probability, compared as a difference. */
export interface Figure {
  indicator: string
  labels: Labels
  value: number
  scale: 'size' | 'share'
}

/** Seconds, shares and counts a day, for every series that the platform feeds, over [from, to). */
export function measure(life: Happenings, from: Millis, to: Millis): Map<SeriesKey, Figure> {
  const inside = (at: Millis): boolean => at >= from && at < to
  const ended = life.tasks.filter(task => inside(task.endedAt))
  const claims = life.claims.filter(claim => inside(claim.madeAt))
  const returns = life.investments.filter(({ spentAt, end }) => inside(spentAt) && end === 'realised')
  const days = (to - from) / 86_400_000
  const figures = [
    ...timings('task_queue_wait', {}, ended, task => task.startedAt - task.createdAt),
    ...TASK_TYPE_NAMES.flatMap(type => figuresOfType(type, ended, days)),
    share('task_phantom_failure_rate', {}, ended, task => task.outcome === 'phantom'),
    size('task_backlog_growth', {}, life.tasks.filter(task => inside(task.createdAt)).length / ended.length),
    size(
      'roi_latency_p50',
      {},
      quantile(
        returns.map(({ spentAt, endedAt }) => endedAt - spentAt),
        0.5,
      ) / 1000,
    ),
    share('claimed_verified_gap', {}, claims, claim => claim.probability - Number(claim.truth)),
    size(
      'observation_rate',
      { name: 'ledger_entry' },
      life.ledger.filter(({ at }) => inside(at)).length / days,
    ),
  ]
  return new Map(figures.map(figure => [seriesKey(figure.indicator, figure.labels), figure]))
}

function figuresOfType(type: TaskType, ended: readonly Task[], days: number): Figure[] {
  const tasks = ended.filter(task => task.type === type)
  const labels = { task_type: type }
  return [
    ...timings('task_run_time', labels, tasks, runTime),
    ...timings('task_total_time', labels, tasks, task => task.endedAt - task.createdAt),
    size('task_throughput', labels, tasks.length / days),
    share('task_failure_rate', labels, tasks, ({ outcome }) => outcome === 'failed' || outcome === 'timeout'),
    share('task_timeout_share', labels, tasks, task => runTime(task) === FOUNDATION_TIMEOUT),
  ]
}

function timings(name: string, labels: Labels, tasks: readonly Task[], of: (task: Task) => Millis): Figure[] {
  const seconds = tasks.map(task => of(task) / 1000)
  return [
    size(`${name}_p50`, labels, quantile(seconds, 0.5)),
    size(`${name}_p95`, labels, quantile(seconds, 0.95)),
  ]
}

function size(indicator: string, labels: Labels, value: number): Figure {
  return { indicator, labels, value, scale: 'size' }
}

function share<T>(
  indicator: string,
  labels: Labels,
  items: readonly T[],
  of: (item: T) => boolean | number,
): Figure {
  const total = items.reduce((sum, item) => sum + Number(of(item)), 0)
  return { indicator, labels, value: items.length === 0 ? 0 : total / items.length, scale: 'share' }
}

/** The smallest value with at least a share `q` of all values at or below it; 0 of none. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
}

function runTime(task: Task): Millis {
  return task.endedAt - task.startedAt
}
