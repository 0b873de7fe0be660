// The thread in which detection thinks: it is asked about some series at a time, and keeps nothing of any.
import { parentPort, workerData } from 'node:worker_threads'
import { createWatchdog } from '../../core/watchdog.ts'
import { describeChange } from '../../detection/describe/describe.ts'
import { detectorsWithout } from '../../detection/detectors/registry.ts'
import { createMonitor } from '../../detection/monitor.ts'
import { type LookBack, lookBack } from '../../detection/regimes/look-back.ts'
import type { Finding, SeriesCase } from './case.ts'
import { judge } from './judge.ts'
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

/** Real seconds for which one guard stands, at most; the series under way is finished. */
const TURN = 1

parentPort?.on('message', (questions: readonly Question[]) => {
  parentPort?.postMessage(answersTo(questions), [])
})

/** In their order. Looking back asks nobody who may not return. */
function answersTo(questions: readonly Question[]): Answer[] {
  const answers: Answer[] = []
  while (answers.length < questions.length) {
    const rest = questions.slice(answers.length)
    const end = rest.findIndex(({ ask }) => 'lookBack' in ask)
    const [first] = rest
    if (end === 0 && first !== undefined) answers.push(answerTo(first))
    else answers.push(...watchdog.each(end === -1 ? rest : rest.slice(0, end), answerTo, TURN))
  }
  return answers
}

function answerTo({ id, ask }: Question): Answer {
  try {
    if ('judge' in ask) return { id, answer: judge(monitor, ask.judge) }
    const { points, bucket, options } = ask.lookBack
    return { id, answer: lookBack(points, bucket, options) }
  } catch (fault) {
    return { id, fault: fault instanceof Error ? fault : new Error(String(fault)) }
  }
}
