// Takes events in from the platform's code: at once, without a throw, within bounds. What cannot be taken is counted.
import { type Attributes, eventLine } from './event-line.ts'
import { momentOf, NoEventError } from './given.ts'
import type { Runtime } from './runtime.ts'
import type { Figures } from './sending/figures.ts'
import { createQueue } from './sending/queue.ts'
import { Sender } from './sending/sender.ts'
import { readTarget } from './sending/target.ts'
import type { EventData, EventType } from './vocabulary.ts'

export interface RecorderOptions {
  url: string | undefined
  token: string | undefined
  attributes?: Attributes | undefined
  mostWaiting?: number | undefined
  onProblem?: ((message: string) => unknown) | undefined
}

/** An event as it is given; read once, under guard. */
export type Given = {
  [Type in EventType]: {
    type: Type
    subject: string
    data: EventData[Type]
    at?: Date | number | undefined
    attributes?: Attributes | undefined
  }
}[EventType]

const MOST_WAITING = 10_000
const MOST_CHARACTERS = 8 * 1024 * 1024
/** One problem is reported once in so long. */
const REPORT_MS = 600_000
const EXIT_MS = 2000

export class Recorder {
  readonly runtime: Runtime
  readonly #figures: Figures = { accepted: 0, duplicates: 0, refused: 0, dropped: 0, invalid: 0 }
  readonly #attributes: Attributes | undefined
  readonly #onProblem: (message: string) => unknown
  readonly #reported = new Map<string, number>()
  /** Beginning of the ids of this client: no other one's, in whatever process. */
  readonly #prefix: string
  #count = 0
  /** Whether an event was given up because nothing is sent any more, or never was. */
  #hasLost = false
  #sender: Sender | null
  #take: (line: string) => number = () => 1
  #stopAtExit = (): void => {}

  constructor({ url, token, attributes, mostWaiting, onProblem }: RecorderOptions, runtime: Runtime) {
    this.runtime = runtime
    this.#attributes = attributes
    this.#onProblem = onProblem ?? (message => runtime.warn(`slowburn client: ${message}`))
    this.#prefix = runtime.unique()
    this.#sender = this.#open(url, token, mostWaiting)
  }

  /** An id that no other event or subject has. */
  nextId(): string {
    this.#count += 1
    return `${this.#prefix}-${this.#count.toString(36)}`
  }

  /** What `give` throws, and what of it makes no event, is counted and stays here; null is no event. */
  record(give: () => Given | null): void {
    try {
      const given = give()
      if (given === null) return
      if (this.#sender === null) this.#lose(1)
      else this.#add(this.#lineOf(given), this.#sender)
    } catch (error) {
      this.#figures.invalid += 1
      const why = error instanceof NoEventError ? error.message : 'what was given cannot be read'
      this.#report('invalid', `an event was left out: ${why}`)
      this.#sender?.added(1)
    }
  }

  figures(): Figures & { waiting: number } {
    return { ...this.#figures, waiting: this.#sender?.waiting() ?? 0 }
  }

  /** Whether everything was answered in time. */
  async flush(timeoutMs: number): Promise<boolean> {
    return (await this.#sender?.flush(timeoutMs)) ?? !this.#hasLost
  }

  /** Sends what waits; what is left after `timeoutMs`, and all that comes later, is dropped and counted. */
  async close(timeoutMs: number): Promise<boolean> {
    this.#stopAtExit()
    const sender = this.#sender
    if (sender === null) return !this.#hasLost
    const done = await sender.flush(timeoutMs)
    this.#sender = null
    this.#lose(sender.end())
    return done
  }

  #lose(events: number): void {
    this.#figures.dropped += events
    if (events > 0) this.#hasLost = true
  }

  #lineOf({ type, subject, data, at, attributes }: Given): string {
    const id = this.nextId()
    const all = this.#attributes === undefined ? attributes : { ...this.#attributes, ...attributes }
    const line = eventLine(type, data, {
      id,
      at: at === undefined ? this.runtime.now() : momentOf(at),
      subject,
      attributes: all,
    })
    if (line === null) throw new NoEventError('it is too long')
    return line
  }

  #add(line: string, sender: Sender): void {
    const gone = this.#take(line)
    this.#figures.dropped += gone
    if (gone > 0)
      this.#report('full', 'slowburn cannot be reached, or not fast enough: the oldest events are dropped')
    sender.added(gone)
  }

  #open(url: string | undefined, token: string | undefined, mostWaiting: number | undefined): Sender | null {
    const read = readTarget(url, token)
    if ('fault' in read) {
      this.#report('off', `nothing is sent: ${read.fault}`)
      return null
    }
    const events = typeof mostWaiting === 'number' && mostWaiting >= 1 ? mostWaiting : MOST_WAITING
    const queue = createQueue({ events, characters: MOST_CHARACTERS })
    this.#take = line => queue.add(line)
    const { runtime } = this
    const report = (what: string, message: string): void => this.#report(what, message)
    const sender = new Sender({ queue, target: read.target, runtime, figures: this.#figures, report })
    let hasFailed = false
    this.#stopAtExit = runtime.beforeExit(() => {
      // The process would never end if each failure were followed by an attempt.
      if (hasFailed || sender.waiting() === 0) return
      void sender.flush(EXIT_MS).then(done => {
        hasFailed = !done
      })
    })
    return sender
  }

  #report(what: string, message: string): void {
    const now = this.runtime.elapsed()
    const last = this.#reported.get(what)
    if (last !== undefined && now - last < REPORT_MS) return
    this.#reported.set(what, now)
    try {
      const answer = this.#onProblem(message)
      // An `async` handler that rejects would end the platform's process.
      new Promise(resolve => resolve(answer)).catch(() => {})
    } catch {
      // A platform's own handler must not stop what is sent.
    }
  }
}
