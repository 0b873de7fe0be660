// Runs work and says what became of it. What the work returns or throws is the caller's, as if nothing stood around it.
import type { Attributes } from './event-line.ts'

export interface TaskAbout {
  /** What kind of work it is; series are split by it. */
  type: string
  /** The platform's own id. Default: one of the client's. */
  id?: string | number | undefined
  model?: string | undefined
  /** Which version, prompt or flag it is done with, where several are tried. */
  variant?: string | undefined
  /** When it was queued, where that was not said by `queued`. */
  queuedAt?: Date | number | undefined
  attributes?: Attributes | undefined
}

export interface TaskUsage {
  /** The model that answered, where it is another than the one that was asked. */
  model?: string | undefined
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  /** In the platform's currency. */
  cost?: number | undefined
}

/** What the work is handed. None of it throws. */
export interface TaskRun {
  readonly id: string
  /** Later figures replace earlier ones of the same name. */
  used(usage: TaskUsage): void
  /** The work is done: what is thrown from now on is a failure to record it, a phantom failure. */
  done(): void
}

export interface TaskEnd {
  usage: TaskUsage
  failure: { error: unknown; isPhantom: boolean } | null
}

/** `onEnd` is called once; it must not throw. */
export function runTask<T>(id: string, work: (run: TaskRun) => T, onEnd: (end: TaskEnd) => void): T {
  let usage: TaskUsage = {}
  let isDone = false
  const run: TaskRun = {
    id,
    used: more => {
      try {
        usage = { ...usage, ...more }
      } catch {
        // What cannot be read is not known; the work goes on.
      }
    },
    done: () => {
      isDone = true
    },
  }
  let hasEnded = false
  const end = (failure: TaskEnd['failure']): void => {
    if (!hasEnded) onEnd({ usage, failure })
    hasEnded = true
  }
  const finish = (): void => end(null)
  const fail = (error: unknown): void => end({ error, isPhantom: isDone })
  let result: T
  try {
    result = work(run)
  } catch (error) {
    fail(error)
    throw error
  }
  if (isThenable(result) && !isPromise(result)) return outcomeOf(result, finish, fail)
  // The caller is handed its own promise, which rejects for nobody but the caller.
  if (!isPromise(result) || !listens(result, finish, fail)) finish()
  return result
}

/** Of whatever realm. It runs already: being listened to changes nothing. */
function isPromise(result: unknown): result is Promise<unknown> {
  return asked(() => {
    if (result instanceof Promise) return true
    return isThenable(result) && Object.prototype.toString.call(result) === '[object Promise]'
  })
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return asked(
    () =>
      ((typeof result === 'object' && result !== null) || typeof result === 'function') &&
      typeof (result as { then?: unknown }).then === 'function',
  )
}

/** What cannot be asked, as a proxy that was revoked, is neither. */
function asked(ask: () => boolean): boolean {
  try {
    return ask()
  } catch {
    return false
  }
}

/** False where it cannot be listened to: its `then` throws, or makes a promise of a class that does. */
function listens(promise: Promise<unknown>, finish: () => void, fail: (error: unknown) => void): boolean {
  return asked(() => {
    void promise.then(finish, fail)
    return true
  })
}

/** A query runs each time that its `then` is called: the caller awaits the one outcome. */
function outcomeOf<T>(result: T, finish: () => void, fail: (error: unknown) => void): T {
  const outcome = new Promise<unknown>(resolve => resolve(result))
  void outcome.then(finish, fail)
  return outcome as T
}

/** What of a failure is sent: the message, and as `error.type` its code or name. Throws nothing, whatever was thrown. */
export function failureOf(error: unknown): { text: string; type: string } {
  try {
    if (typeof error !== 'object' || error === null) return { text: String(error), type: typeof error }
    const { message, name, code } = error as { message?: unknown; name?: unknown; code?: unknown }
    const type = typeof code === 'string' && code !== '' ? code : name
    return {
      text: typeof message === 'string' ? message : 'no message',
      type: typeof type === 'string' && type !== '' ? type.slice(0, 200) : 'Error',
    }
  } catch {
    return { text: 'no message that can be read', type: 'Error' }
  }
}
