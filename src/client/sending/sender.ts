// Sends what waits, one message at a time: again and again until slowburn has answered that it is kept, with the same ids.

import type { Runtime } from '../runtime.ts'
import { backOff } from './back-off.ts'
import type { Figures } from './figures.ts'
import { type Answer, post } from './post.ts'
import type { Queue } from './queue.ts'
import type { Target } from './target.ts'

export interface SenderDeps {
  queue: Queue
  target: Target
  runtime: Runtime
  figures: Figures
  /** `what` is one of few words, by which the same report is known again. */
  report(what: string, message: string): void
}

/** What one message holds at most. */
const MESSAGE = { events: 500, characters: 512 * 1024 }
/** How long the first event waits for others. */
const GATHER_MS = 1000
const ANSWER_MS = 10_000

export class Sender {
  readonly #deps: SenderDeps
  /** Taken out of the queue and not yet settled: the first `#share` of them are the message. */
  #held: string[] = []
  #share = MESSAGE.events
  /** Events that were given up and of which slowburn has not been told. */
  #unreported = 0
  /** Those of them that the message reports: fixed at its first attempt, so that a repetition says the same; null before. */
  #note: number | null = null
  #failures = 0
  #timer: { is: 'gathering' | 'backing off'; cancel(): void } | null = null
  #draining: Promise<boolean> | null = null
  #ended = false

  constructor(deps: SenderDeps) {
    this.#deps = deps
  }

  /** Events that wait or are under way. */
  waiting(): number {
    return this.#held.length + this.#deps.queue.size()
  }

  /** To be called after an event has come; `gone`: how many were given up. */
  added(gone: number): void {
    this.#unreported += gone
    if (this.#draining !== null || this.#timer?.is === 'backing off') return
    const full = this.#deps.queue.size() >= MESSAGE.events
    if (this.#timer === null || (full && this.#deps.queue.size() === MESSAGE.events)) {
      this.#schedule('gathering', full ? 0 : GATHER_MS)
    }
  }

  /** Tries at once, whatever the server asked for. True once nothing is left; false where that failed or took too long. */
  async flush(timeoutMs: number): Promise<boolean> {
    let cancel = (): void => {}
    const late = new Promise<false>(resolve => {
      cancel = this.#deps.runtime.after(timeoutMs, () => resolve(false), 'awaited')
    })
    const done = await Promise.race([this.#all(timeoutMs), late])
    cancel()
    return done
  }

  /** Stops; what is left is given up. Returns how many. */
  end(): number {
    this.#ended = true
    this.#timer?.cancel()
    const left = this.waiting()
    this.#held = []
    while (this.#deps.queue.take(MESSAGE).length > 0);
    return left
  }

  /** What came while a message was under way is sent too. */
  async #all(timeoutMs: number): Promise<boolean> {
    const isDone = await this.#drain(timeoutMs)
    return isDone && this.#isOwing() ? this.#drain(timeoutMs) : isDone
  }

  #drain(timeoutMs: number): Promise<boolean> {
    this.#timer?.cancel()
    this.#timer = null
    this.#draining ??= this.#sendAll(timeoutMs).finally(() => {
      this.#draining = null
      if (this.#timer === null && this.#isOwing()) this.#schedule('gathering', GATHER_MS)
    })
    return this.#draining
  }

  async #sendAll(timeoutMs: number): Promise<boolean> {
    const { queue, target, runtime } = this.#deps
    while (this.#isOwing()) {
      if (this.#held.length === 0) {
        this.#held = queue.take(MESSAGE)
        this.#share = this.#held.length
      }
      if (this.#note === null) [this.#note, this.#unreported] = [this.#unreported, 0]
      const body = `{"dropped":${this.#note},"events":[${this.#held.slice(0, this.#share).join(',')}]}`
      const answer = await post(body, target, runtime, Math.min(timeoutMs, ANSWER_MS))
      if (answer.is === 'later') {
        this.#later(answer)
        return false
      }
      this.#settle(answer)
    }
    return true
  }

  #isOwing(): boolean {
    return !this.#ended && (this.waiting() > 0 || this.#unreported > 0 || this.#note !== null)
  }

  #settle(answer: Exclude<Answer, { is: 'later' }>): void {
    const { figures, report } = this.#deps
    this.#failures = 0
    if (answer.is === 'too large' && this.#share > 1) {
      this.#share = Math.ceil(this.#share / 2)
      return
    }
    const sent = Math.min(this.#share, this.#held.length)
    this.#held = this.#held.slice(sent)
    const note = this.#note ?? 0
    this.#note = null
    if (answer.is === 'kept') {
      figures.accepted += answer.accepted
      figures.duplicates += answer.duplicates
      figures.refused += answer.refused
      if (answer.refused > 0)
        report('refused', `${answer.refused} events were refused, the first: ${answer.why}`)
    } else {
      figures.refused += sent
      // A message without events would be refused again, for ever.
      if (sent > 0) this.#unreported += note
      report('refused', answer.is === 'refused' ? answer.why : `one event is larger than what is taken`)
    }
  }

  #later({ why, afterMs }: Extract<Answer, { is: 'later' }>): void {
    const { runtime, report } = this.#deps
    this.#failures += 1
    report('not sent', `events wait and are sent again: ${why}`)
    this.#schedule(
      'backing off',
      backOff(this.#failures, afterMs, () => runtime.random()),
    )
  }

  #schedule(is: 'gathering' | 'backing off', ms: number): void {
    this.#timer?.cancel()
    if (this.#ended) return
    const cancel = this.#deps.runtime.after(ms, () => void this.#drain(ANSWER_MS))
    this.#timer = { is, cancel }
  }
}
