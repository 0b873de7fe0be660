// Calls into a source: one that loops for ever is interrupted, named, and not asked again. What it does after it has waited for
// something is bounded by the time of its pull, and by the guard of the loop. What it hands back is read under the same watch.
import { errorOf } from '../../core/errors.ts'
import { type Owner, sameOwner } from '../../core/loop-guard/owners.ts'
import { asked } from '../../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'

export interface AskDeps {
  watchdog: Watchdog
  /** Sources that are not asked, by name, and why: nothing of them may run twice at once. */
  unanswered: Map<string, string>
}

/** Why a source is not asked again. */
export const NOT_RETURNED =
  'it did not return when it was asked; it is not asked again until slowburn is restarted'

/**
 * Runs the part of a call that nothing else can run beside. Throws the words of what the source throws, and where it did not
 * return. It must write nothing: it may be interrupted anywhere.
 */
export function ask<T>(source: string, call: () => T, { watchdog, unanswered }: AskDeps): T {
  if (unanswered.get(source) === NOT_RETURNED) throw new Error(NOT_RETURNED)
  const who: Owner = { kind: 'source', name: source }
  try {
    return asked(who, call, watchdog)
  } catch (error) {
    if (!(error instanceof NotReturned)) throw error
    if (!sameOwner(error.who, who)) throw new Error('the machine gave it no time to answer', { cause: error })
    unanswered.set(source, NOT_RETURNED)
    throw new Error(NOT_RETURNED, { cause: error })
  }
}

/** Asks for what comes later. `read` takes it over once it is there: it and what is thrown may run code of the source when they are read. */
export async function askLater<T, R>(
  source: string,
  call: () => PromiseLike<T> | T,
  read: (answer: T) => R,
  deps: AskDeps,
): Promise<R> {
  const answering = ask(source, () => Promise.resolve(call()), deps)
  let answer: T
  try {
    answer = await answering
  } catch (thrown) {
    throw ask(source, () => errorOf(thrown), deps)
  }
  return ask(source, () => read(answer), deps)
}
