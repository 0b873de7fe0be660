// Starts slowburn anew in place: what an interruption took along, a continuation that waited for the same turn of the loop, comes
// again with the next process. That has the same id, arguments and log, and goes on from what is on disk, without the part that was
// interrupted.
import { accessSync, constants } from 'node:fs'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'

/** Real milliseconds. */
type Millis = number

export interface Anew {
  /** Aborted when the service is to end for that. */
  readonly signal: AbortSignal
  isUnderWay(): boolean
  /**
   * Replaces the process, once what is being sent is sent and the service has ended, or has not in time. `isSent` is asked for
   * that again and again. Null where that is under way; else why it is impossible.
   */
  begin(isSent: () => boolean): string | null
  /** Waits for the service, and where it is to start anew, for that: it resolves only where a person ends it before. */
  after(running: Promise<void>): Promise<void>
}

export interface AnewDeps {
  /** The process, or what stands in for it. */
  process: Pick<NodeJS.Process, 'env' | 'execPath' | 'execArgv' | 'argv' | 'argv0' | 'execve'>
  /** Throws where a new process could not be started from the configuration as it stands now. */
  load(): void
  /** Aborted where a person has asked slowburn to end. */
  stopping: AbortSignal
  log: Logger
  patience?: Partial<Patience>
}

interface Patience {
  /** In which what is being sent is sent. */
  sending: Millis
  /** In which the service ends. */
  ending: Millis
}

const PATIENCE: Patience = { sending: 10_000, ending: 10_000 }
const LOOKS_EVERY: Millis = 100

export function createAnew(deps: AnewDeps): Anew {
  return new StartsAnew(deps)
}

class StartsAnew implements Anew {
  readonly #deps: AnewDeps
  readonly #patience: Patience
  readonly #ending = new AbortController()
  #isUnderWay = false
  readonly #over = Promise.withResolvers<void>()
  #hasEnded = false

  constructor(deps: AnewDeps) {
    this.#deps = deps
    this.#patience = { ...PATIENCE, ...deps.patience }
  }

  get signal(): AbortSignal {
    return this.#ending.signal
  }

  isUnderWay(): boolean {
    return this.#isUnderWay
  }

  begin(isSent: () => boolean): string | null {
    if (this.#isUnderWay) return null
    const why = this.#whyNot()
    if (why !== null) return why
    this.#isUnderWay = true
    this.#wait(this.#patience.sending, isSent, () => {
      this.#ending.abort(new Error('slowburn starts anew'))
      this.#wait(
        this.#patience.ending,
        () => this.#hasEnded,
        () => this.#replace(),
      )
    })
    return null
  }

  async after(running: Promise<void>): Promise<void> {
    const ended = running.finally(() => {
      this.#hasEnded = true
    })
    await Promise.race([
      this.#over.promise,
      ended.catch(error => {
        if (!this.isUnderWay()) throw error
        this.#deps.log.warn('not everything could be closed before slowburn starts anew', {
          error: messageOf(error),
        })
      }),
    ])
    if (this.isUnderWay()) await this.#over.promise
  }

  #whyNot(): string | null {
    const { process, load } = this.#deps
    if (typeof process.execve !== 'function') return 'this Node.js cannot replace its process'
    try {
      // Where this fails later, Node.js aborts.
      accessSync(process.execPath, constants.X_OK)
      load()
      return null
    } catch (error) {
      return messageOf(error)
    }
  }

  /** By timers alone: they outlive another interruption, what waits in promises may not. */
  #wait(longest: Millis, isOver: () => boolean, then: () => void): void {
    const began = performance.now()
    const timer = setInterval(() => {
      const isLate = performance.now() - began >= longest
      if (!isLate && !isOver() && !this.#deps.stopping.aborted) return
      clearInterval(timer)
      then()
    }, LOOKS_EVERY)
  }

  #replace(): void {
    const { process, stopping } = this.#deps
    if (stopping.aborted) {
      this.#over.resolve()
      return
    }
    const args = [process.argv0, ...process.execArgv, ...process.argv.slice(1)]
    process.execve?.(process.execPath, args, process.env)
  }
}
