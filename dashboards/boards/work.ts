// Work: whether tasks wait longer, run longer, pile up, fail or are cut off.
import { lifecyclesOpen } from '../../src/exposition/metrics/lifecycles-open.ts'
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
import type { Board } from '../grafana/board.ts'
import { UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines } from '../grafana/panels.ts'
import { only } from '../grafana/queries.ts'
import { byLabel, inAll, states, withBands } from '../grafana/shapes.ts'

export function work(): Board {
  return {
    uid: UIDS.work,
    title: 'slowburn: does work get slower?',
    description: 'Whether tasks wait longer, run longer, pile up, fail more often or run into a timeout.',
    rows: [
      { title: 'Symptoms', panels: symptoms() },
      { title: 'Causes', collapsed: true, panels: causes() },
      {
        title: 'How sure is the run time, and what would be normal?',
        collapsed: true,
        panels: [
          withBands(taskRunTimeP50, {
            title: 'Is the run time outside of what is normal?',
            description: 'Median time from start to end.',
            width: 24,
            height: 12,
          }),
        ],
      },
      {
        title: 'What is known',
        collapsed: true,
        panels: [
          states([
            taskRunTimeP50,
            taskRunTimeP95,
            taskQueueWaitP50,
            taskQueueWaitP95,
            taskTotalTimeP50,
            taskThroughput,
            taskBacklogGrowth,
            taskFailureRate,
            taskPhantomFailureRate,
            taskTimeoutShare,
          ]),
        ],
      },
    ],
  }
}

function symptoms(): BoardPanel[] {
  return [
    byLabel(taskTotalTimeP50, {
      title: 'How long does a task take in all?',
      description: 'Median time from queueing to end.',
      width: 12,
    }),
    byLabel(taskRunTimeP50, {
      title: 'How long does a task run?',
      description: 'Median time from start to end.',
      width: 12,
    }),
    byLabel(taskThroughput, {
      title: 'How many tasks end?',
      description:
        'Tasks that ended in a bucket, whatever the outcome. Buckets may differ in width: compare a series with itself.',
      width: 6,
    }),
    allThroughput(),
    byLabel(taskFailureRate, {
      title: 'How many of them fail?',
      description: 'Share of ended tasks whose work failed. Phantom failures are not in it.',
      width: 6,
    }),
    lines({
      title: 'How many tasks are open?',
      description: 'Tasks that have been queued and have not ended.',
      width: 6,
      unit: 'short',
      min: 0,
      lines: [{ expr: only(lifecyclesOpen, 'kind="task"'), legend: '{{instance}}' }],
    }),
  ]
}

function allThroughput(): BoardPanel {
  return inAll(taskThroughput, {
    title: 'How many tasks end a second, in all?',
    description: 'The rates of all series together, whatever the widths of their buckets.',
    width: 6,
  })
}

function causes(): BoardPanel[] {
  return [
    byLabel(taskQueueWaitP50, {
      title: 'How long does half of the tasks wait?',
      description: 'Median time from queueing to start.',
      width: 12,
    }),
    byLabel(taskQueueWaitP95, {
      title: 'How long do the unluckiest wait?',
      description: '95th percentile of the time from queueing to start.',
      width: 12,
    }),
    byLabel(taskRunTimeP95, {
      title: 'How long do the slowest run?',
      description: '95th percentile of the time from start to end.',
      width: 12,
    }),
    byLabel(taskTimeoutShare, {
      title: 'How many are cut off by a timeout?',
      description: 'Share of tasks whose run time sits at the longest one of their bucket.',
      width: 12,
    }),
    byLabel(taskBacklogGrowth, {
      title: 'Does the queue grow?',
      description: 'Arrivals minus ends over their sum: above 0 more tasks arrive than end.',
      width: 12,
    }),
    byLabel(taskPhantomFailureRate, {
      title: 'How many failures are none?',
      description:
        'Share of ended tasks recorded as failed although only the recording failed, not the work.',
      width: 12,
    }),
  ]
}
