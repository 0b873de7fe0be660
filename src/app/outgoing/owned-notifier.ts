// A notifier whose work is known as its own, whatever it starts: what throws or loops there is named, in a call to it and after it.
// What it answers is taken over under the same watch. One that was interrupted answers that its messages wait.

import type { Clock } from '../../core/clock.ts'
import { errorOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { type Owner, type Owners, sameOwner } from '../../core/loop-guard/owners.ts'
import { asked } from '../../core/parts/asked.ts'
import { closeOwned } from '../../core/parts/close-owned.ts'
import { frozenCopy } from '../../core/parts/frozen.ts'
import { withOwnSignal } from '../../core/parts/own-signal.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import { readResult } from '../../delivery/outbox/attempt.ts'
import type { Notifier, SendResult } from '../../delivery/outbox/message.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/faults/interrupted.ts'
import type { UnderWay } from './under-way.ts'

export interface OwnedDeps {
  /** To whom its work belongs. */
  owner: Owner
  owners: Owners
  watchdog: Watchdog
  interrupted: Pick<InterruptedParts, 'get' | 'add'>
  underWay: Pick<UnderWay, 'follow'>
  clock: Clock
  log: Logger
}

/** Characters of the answer of a check that are kept. */
const LONGEST = 2000

export function ownedNotifier(notifier: Notifier, deps: OwnedDeps): Notifier {
  const { owner, owners, interrupted, underWay } = deps
  const { name, longest } = notifier
  /** Null while it may be asked. */
  const error = (): string | null => {
    const found = interrupted.get(owner)
    return found && interruptedWords(found)
  }
  return {
    name,
    ...(longest === undefined ? {} : { longest }),
    send: async (message, signal, attempt): Promise<SendResult> => {
      const fault = error()
      if (fault !== null) return { accepted: false, outcome: 'retry', scope: 'server', error: fault }
      // What is written for it must not be interrupted for its fault.
      const own = attempt && { ...attempt, pin: (via: string) => owners.under(null, () => attempt.pin(via)) }
      const sending = withOwnSignal(owner, signal, deps, its => {
        const call = (): Promise<SendResult> => notifier.send(frozenCopy(message), its, own)
        return answerOf('send', call, given => readResult(given, { name }), deps)
      })
      return await underWay.follow(owner.name, sending)
    },
    check: async signal => {
      const fault = error()
      if (fault !== null) return fault
      return withOwnSignal(owner, signal, deps, its =>
        answerOf('check', () => notifier.check(its), readCheck, deps),
      )
    },
    close: () => closeOwned(owner, () => notifier.close(), deps),
  }
}

/** What is asked of it, and what it answers or throws, now or later. */
async function answerOf<T, R>(
  what: string,
  call: () => Promise<T>,
  read: (answer: unknown) => R,
  deps: OwnedDeps,
): Promise<R> {
  const watched = <V>(work: () => V): V => deps.owners.under(deps.owner, () => ask(what, work, deps))
  let answer: unknown
  try {
    answer = await watched(() => Promise.resolve(call()))
  } catch (thrown) {
    throw watched(() => errorOf(thrown))
  }
  return watched(() => read(answer))
}

/** One that does not return would not do so the next time either. */
function ask<T>(what: string, work: () => T, { owner, watchdog, interrupted, clock }: OwnedDeps): T {
  try {
    return asked(owner, work, watchdog)
  } catch (error) {
    if (error instanceof NotReturned && sameOwner(error.who, owner)) {
      interrupted.add({ owner, place: `a call of ${what}`, at: clock.now() })
    }
    throw error
  }
}

function readCheck(answer: unknown): string | null {
  if (answer === null) return null
  return typeof answer === 'string' ? answer.slice(0, LONGEST) : 'its check answers neither null nor a text'
}
