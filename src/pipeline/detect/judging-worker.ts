// The thread in which detection thinks: it is asked about one series after the other, and keeps nothing of any.
import { parentPort, workerData } from 'node:worker_threads'
import { createWatchdog } from '../../core/watchdog.ts'
import { describeChange } from '../../detection/describe/describe.ts'
import { detectorsWithout } from '../../detection/detectors/registry.ts'
import { createMonitor } from '../../detection/monitor.ts'
import { type LookBack, lookBack } from '../../detection/regimes/look-back.ts'
import type { Finding, SeriesCase } from './case.ts'
import { judgeWatched } from './judge.ts'
import type { LookBackCase } from './look-back-case.ts'

export interface WorkerSettings {
  /** Names of detectors that are not asked. */
  disabled: readonly string[]
}

export interface Question {
  id: number
  ask: { judge: SeriesCase } | { lookBack: LookBackCase }
}

export type Answer = { id: number; answer: Finding | 'past' | LookBack | null } | { id: number; fault: Error }

const watchdog = createWatchdog({ stopwatch: () => performance.now() / 1000 })
const { disabled } = workerData as WorkerSettings
const monitor = createMonitor({
  describe: describeChange,
  watch: watchdog,
  detectors: detectorsWithout(disabled),
})

parentPort?.on('message', ({ id, ask }: Question) => {
  parentPort?.postMessage(answerTo(id, ask), [])
})

function answerTo(id: number, ask: Question['ask']): Answer {
  try {
    if ('judge' in ask) return { id, answer: judgeWatched(monitor, watchdog, ask.judge) }
    const { points, bucket, options } = ask.lookBack
    return { id, answer: lookBack(points, bucket, options) }
  } catch (fault) {
    return { id, fault: fault instanceof Error ? fault : new Error(String(fault)) }
  }
}
