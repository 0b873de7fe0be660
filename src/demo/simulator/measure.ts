// The true figures of a stretch of the example platform's life, taken from the simulation, not from the tables.
import type { Millis } from '../../core/clock.ts'
import { DAY, SECOND } from '../../core/duration.ts'
import { type Labels, type SeriesKey, seriesKey } from '../../core/series-key.ts'
import type { Happenings, Task } from './entities.ts'
import { FOUNDATION_TIMEOUT, TASK_TYPE_NAMES, type TaskType } from './work.ts'

/** `size`: compared as a ratio; `share`: a proportion or a balance of them, compared as a difference. */
export interface Figure {
  indicator: string
  labels: Labels
  value: number
  scale: 'size' | 'share'
}

/** Seconds, shares and counts a day of every series that the platform feeds, over [from, to). */
export function measure(life: Happenings, from: Millis, to: Millis): Map<SeriesKey, Figure> {
  const inside = (at: Millis): boolean => at >= from && at < to
  const days = (to - from) / DAY
  const created = life.tasks.filter(task => inside(task.createdAt))
  const ended = life.tasks.filter(task => inside(task.endedAt))
  const claims = life.claims.filter(claim => inside(claim.madeAt))
  const returns = life.investments.filter(({ spentAt, end }) => inside(spentAt) && end === 'realised')
  const latencies = returns.map(({ spentAt, endedAt }) => (endedAt - spentAt) / SECOND)
  const entries = life.ledger.filter(({ at }) => inside(at))
  const waits = ended.map(queueWait)
  const balance = (created.length - ended.length) / Math.max(1, created.length + ended.length)
  const figures = [
    size('task_queue_wait_p50', {}, quantile(waits, 0.5)),
    size('task_queue_wait_p95', {}, quantile(waits, 0.95)),
    ...TASK_TYPE_NAMES.flatMap(type => figuresOfType(type, ended, days)),
    share('task_backlog_growth', {}, balance),
    share(
      'task_phantom_failure_rate',
      {},
      mean(ended, ({ outcome }) => Number(outcome === 'phantom')),
    ),
    size('roi_latency_p50', {}, quantile(latencies, 0.5)),
    share(
      'claimed_verified_gap',
      {},
      mean(claims, ({ probability, truth }) => probability - Number(truth)),
    ),
    size('observation_rate', { name: 'ledger_entry' }, entries.length / days),
  ]
  return new Map(figures.map(figure => [seriesKey(figure.indicator, figure.labels), figure]))
}

function figuresOfType(type: TaskType, ended: readonly Task[], days: number): Figure[] {
  const tasks = ended.filter(task => task.type === type)
  const runTimes = tasks.map(runTime)
  const labels = { task_type: type }
  return [
    size('task_run_time_p50', labels, quantile(runTimes, 0.5)),
    size('task_run_time_p95', labels, quantile(runTimes, 0.95)),
    size('task_total_time_p50', labels, quantile(tasks.map(totalTime), 0.5)),
    size('task_throughput', labels, tasks.length / days),
    share(
      'task_failure_rate',
      labels,
      mean(tasks, ({ outcome }) => Number(FAILED.has(outcome))),
    ),
    share(
      'task_timeout_share',
      labels,
      mean(runTimes, seconds => Number(seconds === TIMEOUT_SECONDS)),
    ),
  ]
}

/** A phantom failure is none: the work was done. */
const FAILED: ReadonlySet<Task['outcome']> = new Set(['failed', 'timeout'])
const TIMEOUT_SECONDS = FOUNDATION_TIMEOUT / SECOND

function size(indicator: string, labels: Labels, value: number): Figure {
  return { indicator, labels, value, scale: 'size' }
}

function share(indicator: string, labels: Labels, value: number): Figure {
  return { indicator, labels, value, scale: 'share' }
}

/** The mean of `of` over the items; 0 of none. */
function mean<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0) / Math.max(1, items.length)
}

/** The smallest value with at least a share `q` of all values at or below it; 0 of none. */
function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
}

function queueWait({ createdAt, startedAt }: Task): number {
  return (startedAt - createdAt) / SECOND
}

function runTime({ startedAt, endedAt }: Task): number {
  return (endedAt - startedAt) / SECOND
}

function totalTime({ createdAt, endedAt }: Task): number {
  return (endedAt - createdAt) / SECOND
}
