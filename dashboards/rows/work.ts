// Work: waiting, running, throughput, failures.
import { taskBacklogGrowth } from '../../src/indicators/work/task-backlog-growth.ts'
import { taskFailureRate } from '../../src/indicators/work/task-failure-rate.ts'
import { taskPhantomFailureRate } from '../../src/indicators/work/task-phantom-failure-rate.ts'
import { taskQueueWaitP50 } from '../../src/indicators/work/task-queue-wait-p50.ts'
import { taskQueueWaitP95 } from '../../src/indicators/work/task-queue-wait-p95.ts'
import { taskRunTimeP50 } from '../../src/indicators/work/task-run-time-p50.ts'
import { taskRunTimeP95 } from '../../src/indicators/work/task-run-time-p95.ts'
import { taskThroughput } from '../../src/indicators/work/task-throughput.ts'
import { taskTimeoutShare } from '../../src/indicators/work/task-timeout-share.ts'
import { taskTotalTimeP50 } from '../../src/indicators/work/task-total-time-p50.ts'
import { type AnyPanel, lines, shaded } from '../panels.ts'
import { of } from '../queries.ts'
import { byLabel, withBands } from '../shapes.ts'

export function workRow(): AnyPanel[] {
  return [
    shaded(
      lines({
        title: 'Queue wait',
        description: 'From queueing to start. The shaded area is where the median counts as normal.',
        width: 12,
        unit: 's',
        min: 0,
        lines: [
          { expr: of(taskQueueWaitP50), legend: 'median' },
          { expr: of(taskQueueWaitP95), legend: '95th percentile' },
          { expr: of(taskQueueWaitP50, 'baseline_lower'), legend: 'normal, lower end' },
          { expr: of(taskQueueWaitP50, 'baseline_upper'), legend: 'normal, upper end' },
        ],
      }),
      'normal, lower end',
      'normal, upper end',
      'blue',
    ),
    byLabel(taskTotalTimeP50, 'Total time', 'Median time from queueing to end, by task type.', 12),
    byLabel(taskThroughput, 'Throughput', 'Tasks that ended in a bucket, by task type.', 8),
    byLabel(taskBacklogGrowth, 'Backlog growth', 'Above 0 more tasks arrive than end: the queue grows.', 8),
    byLabel(
      taskTimeoutShare,
      'Cut off by a timeout',
      'Share of tasks whose run time sits at the longest one.',
      8,
    ),
    byLabel(
      taskFailureRate,
      'Failure rate',
      'Share of ended tasks whose work failed. Phantom failures are not in it.',
      12,
    ),
    byLabel(
      taskPhantomFailureRate,
      'Phantom failure rate',
      'Share of ended tasks recorded as failed although only the recording failed, not the work.',
      12,
    ),
  ]
}

export function runTimePanel(): AnyPanel {
  return withBands(taskRunTimeP50, {
    title: 'Run time: $task_type',
    description:
      'From start to end. Green: 95 % interval of the median. Blue: where the median counts as normal.',
    width: 8,
    more: [{ expr: of(taskRunTimeP95), legend: '95th percentile' }],
  })
    .repeat('task_type')
    .maxPerRow(3)
}
