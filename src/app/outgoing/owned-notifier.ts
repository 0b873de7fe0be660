// A notifier whose work is known as its own, whatever it starts: what throws or loops there is named. One that was interrupted
// answers that its messages wait.
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { frozenCopy } from '../../core/parts/frozen.ts'
import type { Notifier, SendResult } from '../../delivery/outbox/message.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/interrupted.ts'
import type { UnderWay } from './under-way.ts'

interface OwnedDeps {
  /** To whom its work belongs. */
  owner: Owner
  owners: Owners
  interrupted: Pick<InterruptedParts, 'get'>
  underWay: Pick<UnderWay, 'follow'>
}

export function ownedNotifier(
  notifier: Notifier,
  { owner, owners, interrupted, underWay }: OwnedDeps,
): Notifier {
  /** Null while it may be asked. */
  const error = (): string | null => {
    const found = interrupted.get(owner)
    return found && interruptedWords(found)
  }
  return {
    name: notifier.name,
    ...(notifier.longest === undefined ? {} : { longest: notifier.longest }),
    send: async (message, signal, attempt): Promise<SendResult> => {
      const fault = error()
      if (fault !== null) return { accepted: false, outcome: 'retry', scope: 'server', error: fault }
      // What is written for it must not be interrupted for its fault.
      const own = attempt && { ...attempt, pin: (via: string) => owners.under(null, () => attempt.pin(via)) }
      return await underWay.follow(
        owner.name,
        owners.under(owner, () => notifier.send(frozenCopy(message), signal, own)),
      )
    },
    check: async signal => error() ?? (await owners.under(owner, () => notifier.check(signal))),
    close: () => owners.under(owner, () => notifier.close()),
  }
}
