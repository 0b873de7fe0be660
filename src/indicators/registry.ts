// Every indicator there is, by name.
import { claimedVerifiedGap } from './claimed-verified-gap.ts'
import type { Indicator } from './indicator.ts'
import { observationRate } from './observation-rate.ts'
import { roiLatencyP50 } from './roi-latency.ts'
import { taskBacklogGrowth } from './task-backlog-growth.ts'
import { taskFailureRate } from './task-failure-rate.ts'
import { taskPhantomFailureRate } from './task-phantom-failure-rate.ts'
import { taskQueueWaitP50, taskQueueWaitP95 } from './task-queue-wait.ts'
import { taskRunTimeP50, taskRunTimeP95 } from './task-run-time.ts'
import { taskThroughput } from './task-throughput.ts'
import { taskTimeoutShare } from './task-timeout-share.ts'
import { taskTotalTimeP50 } from './task-total-time.ts'

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
