// The thread in which detection thinks: it is asked about some series at a time, and keeps nothing of any.
import { parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../core/errors.ts'
import { createOwners, type Owner } from '../../core/loop-guard/owners.ts'
import { beatIn } from '../../core/loop-guard/thread-guard.ts'
import { giveBackPages } from '../../core/memory/pooled-pages.ts'
import { asked } from '../../core/parts/asked.ts'
import { createWatchdog } from '../../core/watchdog.ts'
import { describeChange } from '../../detection/describe/describe.ts'
import { DETECTORS, detectorsWithout } from '../../detection/detectors/registry.ts'
import { createMonitor } from '../../detection/monitor.ts'
import { type LookBack, lookBack } from '../../detection/regimes/look-back.ts'
import type { Finding, SeriesCase } from './case.ts'
import { judge } from './judge.ts'
import type { LookBackCase } from './look-back-case.ts'

export interface WorkerSettings {
  /** Names of detectors that are not asked. */
  disabled: readonly string[]
  /** Detectors that must not be asked any more, and why. */
  refused: ReadonlyArray<readonly [name: string, why: string]>
  /** As `guardThread` wants them, then the place of the detector that it asks, from 1, 0: none; and how many it has asked. */
  beats: Int32Array
  /** Real milliseconds for which a detector may hold it up; left out: as `guardThread` has it. */
  loopPatience?: number | undefined
}

export interface Question {
  id: number
  ask: { judge: SeriesCase } | { lookBack: LookBackCase }
}

export type Answer = { id: number; answer: Finding | 'past' | LookBack | null } | { id: number; fault: Error }

/** What comes of the thread: answers, and what a detector does outside of calls to it. */
export type Said = { answers: readonly Answer[] } | { stray: string; owner: Owner } | { exits: Owner }

const { disabled, refused, beats, loopPatience } = workerData as WorkerSettings
const owners = beatIn(beats, createOwners(), loopPatience)
const reasons = new Map(refused)
const places = new Map(DETECTORS.map(({ name }, place) => [name, place + 1]))
const watchdog = createWatchdog({
  stopwatch: () => performance.now() / 1000,
  owners: {
    ...owners,
    enter: owner => {
      beats[2] = owner === null ? 0 : (places.get(owner.name) ?? 0)
      if (owner !== null) Atomics.add(beats, 3, 1)
      owners.enter(owner)
    },
  },
  refusal: ({ kind, name }) => (kind === 'detector' ? (reasons.get(name) ?? null) : null),
})
const monitor = createMonitor({
  describe: describeChange,
  watch: watchdog,
  detectors: detectorsWithout(disabled),
})

/** Real seconds for which one guard stands, at most; the series under way is finished. */
const TURN = 1

giveBackPages()
parentPort?.on('message', (questions: readonly Question[]) => {
  say({ answers: answersTo(questions) })
})
process.on('uncaughtException', heard)
process.on('unhandledRejection', heard)
process.on('exit', () => {
  const owner = owners.current()
  if (owner !== null) say({ exits: owner })
})

function say(said: Said): void {
  parentPort?.postMessage(said, [])
}

/** What nobody catches: of a detector it is said, of anything else the thread ends. */
function heard(thrown: unknown): void {
  const owner = owners.current()
  if (owner === null) throw thrown
  say({ stray: wordsOf(thrown, owner), owner })
}

/** Reading what was thrown may run code of the detector, which may not return. */
function wordsOf(thrown: unknown, owner: Owner): string {
  try {
    return asked(owner, () => faultOf(thrown), watchdog)
  } catch (error) {
    return faultOf(error)
  }
}

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
