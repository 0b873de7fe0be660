// Where detection thinks: in a thread of its own, for one series may take a second and no page should wait for it.
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import type { LookBack } from '../../detection/regimes/look-back.ts'
import type { Finding, SeriesCase } from './case.ts'
import { startThread, type Waiting } from './judging-thread.ts'
import type { Question } from './judging-worker.ts'
import type { LookBackCase } from './look-back-case.ts'

export interface Judging {
  /** 'past': the whole history of the series is needed and was not given. */
  judge(given: SeriesCase): Promise<Finding | 'past'>
  lookBack(given: LookBackCase): Promise<LookBack | null>
  close(): Promise<void>
}

export interface ThreadOptions {
  /** Names of detectors that are not asked, as if they were not there. */
  disabled?: readonly string[]
  /** Detectors that must not be asked any more, and why: each is left out of every series, and named. */
  refused?: () => ReadonlyArray<readonly [name: string, why: string]>
  /** Learns what a detector has thrown outside of any call to it. */
  onStray?: (owner: Owner, error: string) => void
  /**
   * Learns which detector has held up the thread, ended it, or asked for more memory than it has, and where. From then on `refused` is
   * to name it: what was asked is asked anew in another thread.
   */
  onInterrupted?: (interruption: Interruption) => void
  /** Real milliseconds without an answer after which the thread is given up. Far longer than the longest row takes on a busy machine. */
  patience?: number
  /** Real milliseconds for which a detector may hold up the thread outside of any call to it. */
  loopPatience?: number
}

const PATIENCE = 5 * 60_000
/** Threads in a row that may run out of memory while they ask the same detector. */
const MOST_IN_A_ROW = 3

/**
 * The thread is started by the first question, keeps no process alive, and after a fault is started anew; so is one that gives no
 * answer for `patience`.
 */
export function judgeInThread(options: ThreadOptions = {}): Judging {
  const { disabled = [], refused = () => [], onStray = () => {}, onInterrupted = () => {} } = options
  const { patience = PATIENCE, loopPatience } = options
  let thread: ReturnType<typeof startThread> | null = null
  const greedy = { detector: null as string | null, count: 0 }
  const post = (waiting: Waiting): void => {
    thread ??= startThread({
      settings: { disabled, refused: refused(), loopPatience },
      patience,
      onStray,
      interrupted: (interruption, unanswered) => {
        thread = null
        onInterrupted(interruption)
        for (const one of unanswered) post(one)
      },
      outOfMemory: detector => {
        greedy.count = detector === greedy.detector ? greedy.count + 1 : 1
        greedy.detector = detector
        if (detector === null || greedy.count < MOST_IN_A_ROW) return
        onInterrupted({ owner: { kind: 'detector', name: detector }, place: 'its use of memory' })
      },
      ended: () => {
        thread = null
      },
    })
    thread.ask(waiting)
  }
  const ask = (question: Question['ask']): Promise<unknown> =>
    new Promise((resolve, reject) => post({ ask: question, resolve, reject }))
  return {
    judge: given => ask({ judge: given }) as Promise<Finding | 'past'>,
    lookBack: given => ask({ lookBack: given }) as Promise<LookBack | null>,
    close: async () => thread?.close(),
  }
}
