// The thread of detection as it is seen from outside: what it is asked, what it answers, and how it ends.
import { Worker } from 'node:worker_threads'
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import { guardThread } from '../../core/loop-guard/thread-guard.ts'
import { DETECTORS } from '../../detection/detectors/registry.ts'
import type { Answer, Question, Said, WorkerSettings } from './judging-worker.ts'

export interface Waiting {
  ask: Question['ask']
  resolve(answer: unknown): void
  reject(error: Error): void
}

interface StartOptions {
  settings: Omit<WorkerSettings, 'beats'>
  /** What runs in the thread; left out: detection. */
  file?: URL
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

/** Real milliseconds between two looks at what it is answering, where the settings say nothing else. */
const LOOKS_EVERY = 10_000
/** Looks at which one detector has been at one answer all the time: what computes is interrupted long before. */
const MOST_LOOKS = 3

/** With more at hand it would collect its garbage later, and no sooner be done. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 }

export function startThread(options: StartOptions): Pick<DetectionThread, 'ask' | 'close'> {
  return new DetectionThread(options)
}

function detectionFile(): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? './judging-worker.ts' : './judging-worker.js',
    import.meta.url,
  )
}

class DetectionThread {
  readonly #options: StartOptions
  readonly #beats = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT))
  readonly #worker: Worker
  readonly #unguard: () => void
  readonly #looking: NodeJS.Timeout
  readonly #post: (question: Question) => void
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #silence: NodeJS.Timeout | undefined
  #isOver = false

  constructor(options: StartOptions) {
    this.#options = options
    const { settings, file = detectionFile() } = options
    const worker = new Worker(file, {
      name: 'detection',
      resourceLimits: LIMITS,
      workerData: { ...settings, beats: this.#beats } satisfies WorkerSettings,
    })
    this.#worker = worker
    this.#post = createPost(questions => worker.postMessage(questions, []))
    const { loopPatience } = settings
    this.#unguard = guardThread({
      threadId: worker.threadId,
      beats: this.#beats,
      heldUp: interruption => this.#blame(interruption),
      ...(loopPatience === undefined ? {} : { patience: loopPatience }),
    })
    this.#looking = this.#lookEvery(loopPatience ?? LOOKS_EVERY)
    worker.on('message', (said: Said) => this.#hear(said))
    worker.on('error', error => this.#failed(error))
    worker.on('exit', () => this.#fail(new Error('the thread of detection has ended')))
    worker.unref()
  }

  ask(asked: Waiting): void {
    this.#last += 1
    this.#waiting.set(this.#last, asked)
    if (this.#waiting.size === 1) this.#listen()
    this.#worker.ref()
    this.#post({ id: this.#last, ask: asked.ask })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #hear(said: Said): void {
    if ('stray' in said) this.#options.onStray(said.owner, said.stray)
    else if ('exits' in said) this.#blame({ owner: said.exits, place: 'a call of process.exit' })
    else this.#settle(said.answers)
  }

  #settle(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const one = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if ('fault' in answer) one?.reject(answer.fault)
      else one?.resolve(answer.answer)
    }
    if (this.#waiting.size === 0) this.#worker.unref()
    this.#listen()
  }

  #listen(): void {
    clearTimeout(this.#silence)
    if (this.#waiting.size === 0) return
    const { patience } = this.#options
    this.#silence = setTimeout(() => {
      const why = `gave no answer for ${patience / 1000} s; it is started anew`
      this.#fail(new Error(`the thread of detection ${why}`))
      void this.#worker.terminate()
    }, patience).unref()
  }

  /** A detector that is in a call into the system can neither be interrupted nor looked into. */
  #lookEvery(every: number): NodeJS.Timeout {
    let before = -1
    let looks = 0
    return setInterval(() => {
      const answer = Atomics.load(this.#beats, 1) === 1 && this.#asked() !== null ? this.#beats[3] : undefined
      looks = answer !== undefined && answer === before ? looks + 1 : 0
      before = answer ?? -1
      const name = this.#asked()
      if (looks < MOST_LOOKS || name === null) return
      this.#blame({ owner: { kind: 'detector', name }, place: 'a call that nothing can interrupt' })
    }, every).unref()
  }

  /** The detector that it asks, or has asked last. */
  #asked(): string | null {
    return DETECTORS[Atomics.load(this.#beats, 2) - 1]?.name ?? null
  }

  #failed(error: Error): void {
    if ((error as { code?: unknown }).code !== 'ERR_WORKER_OUT_OF_MEMORY') {
      this.#fail(error)
      return
    }
    const detector = this.#asked()
    this.#options.outOfMemory(detector)
    const last = detector === null ? '' : `; it asked the detector ${detector} last`
    this.#fail(new Error(`the thread of detection has no memory left${last}`))
  }

  #fail(error: Error): void {
    const unanswered = this.#end()
    if (unanswered === null) return
    this.#options.ended()
    for (const { reject } of unanswered) reject(error)
  }

  #blame(interruption: Interruption): void {
    const unanswered = this.#end()
    void this.#worker.terminate()
    if (unanswered !== null) this.#options.interrupted(interruption, unanswered)
  }

  /** What was asked and has no answer; null where it has ended before. */
  #end(): Waiting[] | null {
    if (this.#isOver) return null
    this.#isOver = true
    clearTimeout(this.#silence)
    clearInterval(this.#looking)
    this.#unguard()
    const unanswered = [...this.#waiting.values()]
    this.#waiting.clear()
    return unanswered
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
