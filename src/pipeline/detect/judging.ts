// Where detection thinks: in a thread of its own, for one series may take a second and no page should wait for it.
import { Worker } from 'node:worker_threads'
import type { Watchdog } from '../../core/watchdog.ts'
import type { Monitor } from '../../detection/change.ts'
import { type LookBack, lookBack } from '../../detection/regimes/look-back.ts'
import type { Finding, SeriesCase } from './case.ts'
import { judgeWatched } from './judge.ts'
import type { Answer, Question, WorkerSettings } from './judging-worker.ts'
import type { LookBackCase } from './look-back-case.ts'

export interface Judging {
  /** 'past': the whole history of the series is needed and was not given. */
  judge(given: SeriesCase): Promise<Finding | 'past'>
  lookBack(given: LookBackCase): Promise<LookBack | null>
  close(): Promise<void>
}

/** In this very thread: for a history that is replayed, and for tests. */
export function judgeHere(monitor: Monitor, watchdog: Watchdog): Judging {
  return {
    judge: async given => judgeWatched(monitor, watchdog, given),
    lookBack: async ({ points, bucket, options }) => lookBack(points, bucket, options),
    close: async () => {},
  }
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
}

/** Real milliseconds. Far longer than the longest row takes on a busy machine. */
const PATIENCE = 5 * 60_000

/**
 * `disabled` detectors are not asked. The thread is started by the first question, keeps no process alive, and after a fault is started
 * anew; so is one that gives no answer for `patience`, as where something that a detector has left behind loops for ever.
 */
export function judgeInThread(disabled: readonly string[] = [], patience = PATIENCE): Judging {
  let thread: ReturnType<typeof startThread> | null = null
  const ask = (question: Question['ask']): Promise<unknown> => {
    thread ??= startThread({ disabled }, patience, () => {
      thread = null
    })
    return thread.ask(question)
  }
  return {
    judge: given => ask({ judge: given }) as Promise<Finding | 'past'>,
    lookBack: given => ask({ lookBack: given }) as Promise<LookBack | null>,
    close: async () => thread?.close(),
  }
}

/** With more at hand it would collect its garbage later, and no sooner be done. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 }

function startThread(settings: WorkerSettings, patience: number, ended: () => void) {
  const file = import.meta.url.endsWith('.ts') ? './judging-worker.ts' : './judging-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    name: 'detection',
    resourceLimits: LIMITS,
    workerData: settings,
  })
  const waiting = new Map<number, Waiting>()
  const post = createPost(questions => worker.postMessage(questions, []))
  let last = 0
  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    return one
  }
  let silence: NodeJS.Timeout | undefined
  let isOver = false
  const fail = (error: Error): void => {
    if (isOver) return
    isOver = true
    clearTimeout(silence)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    ended()
  }
  const giveUp = (): void => {
    fail(new Error(`the thread of detection gave no answer for ${patience / 1000} s; it is started anew`))
    void worker.terminate()
  }
  const listen = (): void => {
    clearTimeout(silence)
    if (waiting.size > 0) silence = setTimeout(giveUp, patience).unref()
  }
  worker.on('message', (answers: readonly Answer[]) => {
    for (const answer of answers) {
      const one = settle(answer.id)
      if ('fault' in answer) one?.reject(answer.fault)
      else one?.resolve(answer.answer)
    }
    listen()
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread of detection has ended')))
  worker.unref()
  return {
    ask: (ask: Question['ask']): Promise<unknown> =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        if (waiting.size === 1) listen()
        worker.ref()
        post({ id: last, ask })
      }),
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
