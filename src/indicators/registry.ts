// Every indicator there is, by name.

import type { Indicator } from './indicator.ts'
import { roiLatencyP50 } from './money/roi-latency-p50.ts'
import { observationRate } from './pulse/observation-rate.ts'
import { claimedVerifiedGap } from './trust/claimed-verified-gap.ts'
import { taskBacklogGrowth } from './work/task-backlog-growth.ts'
import { taskFailureRate } from './work/task-failure-rate.ts'
import { taskPhantomFailureRate } from './work/task-phantom-failure-rate.ts'
import { taskQueueWaitP50 } from './work/task-queue-wait-p50.ts'
import { taskQueueWaitP95 } from './work/task-queue-wait-p95.ts'
import { taskRunTimeP50 } from './work/task-run-time-p50.ts'
import { taskRunTimeP95 } from './work/task-run-time-p95.ts'
import { taskThroughput } from './work/task-throughput.ts'
import { taskTimeoutShare } from './work/task-timeout-share.ts'
import { taskTotalTimeP50 } from './work/task-total-time-p50.ts'

export const indicators: readonly Indicator[] = [
  taskQueueWaitP50,
  taskQueueWaitP95,
  taskRunTimeP50,
  taskRunTimeP95,
  taskTotalTimeP50,
  taskThroughput,
  taskBacklogGrowth,
  taskFailureRate,
  taskPhantomFailureRate,
  taskTimeoutShare,
  roiLatencyP50,
  claimedVerifiedGap,
  observationRate,
]

export function indicatorNamed(name: string): Indicator | null {
  return indicators.find(indicator => indicator.name === name) ?? null
}
