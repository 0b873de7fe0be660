// The thread of detection as it is seen from outside: what it is asked, what it answers, and how it ends.
import { Worker } from 'node:worker_threads'
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import { guardThread } from '../../core/loop-guard/thread-guard.ts'
import { DETECTORS } from '../../detection/detectors/registry.ts'
import type { Question, Said, WorkerSettings } from './judging-worker.ts'

export interface Waiting {
  ask: Question['ask']
  resolve(answer: unknown): void
  reject(error: Error): void
}

interface StartOptions {
  settings: Omit<WorkerSettings, 'beats'>
  /** Real milliseconds without an answer after which the thread is given up. */
  patience: number
  onStray(owner: Owner, error: string): void
  /** A detector is at fault for the end of the thread, and what is unanswered may be asked of another. */
  interrupted(interruption: Interruption, unanswered: readonly Waiting[]): void
  /** It is about to end for want of memory, and asked this detector last. */
  outOfMemory(detector: string | null): void
  /** It has ended for any other reason; all that was asked is rejected. */
  ended(): void
}

/** With more at hand it would collect its garbage later, and no sooner be done. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 }

export function startThread({ settings, patience, onStray, interrupted, outOfMemory, ended }: StartOptions) {
  const file = import.meta.url.endsWith('.ts') ? './judging-worker.ts' : './judging-worker.js'
  const beats = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const worker = new Worker(new URL(file, import.meta.url), {
    name: 'detection',
    resourceLimits: LIMITS,
    workerData: { ...settings, beats } satisfies WorkerSettings,
  })
  const waiting = new Map<number, Waiting>()
  const post = createPost(questions => worker.postMessage(questions, []))
  let last = 0
  let silence: NodeJS.Timeout | undefined
  let isOver = false
  /** What was asked and has no answer; null where it has ended before. */
  const end = (): Waiting[] | null => {
    if (isOver) return null
    isOver = true
    clearTimeout(silence)
    unguard()
    const unanswered = [...waiting.values()]
    waiting.clear()
    return unanswered
  }
  const fail = (error: Error): void => {
    const unanswered = end()
    if (unanswered === null) return
    ended()
    for (const { reject } of unanswered) reject(error)
  }
  const blame = (interruption: Interruption): void => {
    const unanswered = end()
    void worker.terminate()
    if (unanswered !== null) interrupted(interruption, unanswered)
  }
  const { loopPatience } = settings
  const unguard = guardThread({
    threadId: worker.threadId,
    beats,
    heldUp: blame,
    ...(loopPatience === undefined ? {} : { patience: loopPatience }),
  })
  const listen = (): void => {
    clearTimeout(silence)
    if (waiting.size === 0) return
    silence = setTimeout(() => {
      fail(new Error(`the thread of detection gave no answer for ${patience / 1000} s; it is started anew`))
      void worker.terminate()
    }, patience).unref()
  }
  worker.on('message', (said: Said) => {
    if ('stray' in said) onStray(said.owner, said.stray)
    else if ('exits' in said) blame({ owner: said.exits, place: 'a call of process.exit' })
    else {
      for (const answer of said.answers) {
        const one = waiting.get(answer.id)
        waiting.delete(answer.id)
        if ('fault' in answer) one?.reject(answer.fault)
        else one?.resolve(answer.answer)
      }
      if (waiting.size === 0) worker.unref()
      listen()
    }
  })
  worker.on('error', error => {
    if ((error as { code?: unknown }).code !== 'ERR_WORKER_OUT_OF_MEMORY') return fail(error)
    const detector = DETECTORS[(beats[1] ?? 0) - 1]?.name ?? null
    outOfMemory(detector)
    fail(
      new Error(
        `the thread of detection has no memory left${detector === null ? '' : `; it asked the detector ${detector} last`}`,
      ),
    )
  })
  worker.on('exit', () => fail(new Error('the thread of detection has ended')))
  worker.unref()
  return {
    ask: (asked: Waiting): void => {
      last += 1
      waiting.set(last, asked)
      if (waiting.size === 1) listen()
      worker.ref()
      post({ id: last, ask: asked.ask })
    },
    close: async (): Promise<void> => {
      await worker.terminate()
    },
  }
}

/** Questions and points that are sent at once, at most: a message holds both threads up while it is written and read. */
const MOST_QUESTIONS = 32
const MOST_POINTS = 2000

/** What is asked in one turn goes together: a message, and the guard that the thread puts around its answers, cost as much as a short answer. */
function createPost(send: (questions: readonly Question[]) => void): (question: Question) => void {
  let questions: Question[] = []
  let points = 0
  const flush = (): void => {
    if (questions.length > 0) send(questions)
    questions = []
    points = 0
  }
  return question => {
    if (questions.length === 0) setImmediate(flush)
    questions.push(question)
    points += pointsOf(question)
    if (questions.length >= MOST_QUESTIONS || points >= MOST_POINTS) flush()
  }
}

function pointsOf({ ask }: Question): number {
  if ('lookBack' in ask) return ask.lookBack.points.length
  return ask.judge.fresh.length + (ask.judge.past?.points.length ?? 0)
}
