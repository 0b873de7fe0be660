// A notifier whose work is known as its own, whatever it starts: what throws or loops there is named. One that was interrupted
// answers that its messages wait.
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import type { Notifier, SendResult } from '../../delivery/outbox/message.ts'

interface OwnedDeps {
  /** To whom its work belongs. */
  owner: Owner
  owners: Owners
  /** Names of owners that were interrupted. */
  silenced: ReadonlySet<string>
}

const ERROR = 'it held up everything and was interrupted; it is not asked again until slowburn is restarted'

export function ownedNotifier(notifier: Notifier, { owner, owners, silenced }: OwnedDeps): Notifier {
  return {
    name: notifier.name,
    ...(notifier.longest === undefined ? {} : { longest: notifier.longest }),
    send: async (message, signal, attempt): Promise<SendResult> => {
      if (silenced.has(owner.name))
        return { accepted: false, outcome: 'retry', scope: 'server', error: ERROR }
      // What is written for it must not be interrupted for its fault.
      const own = attempt && { ...attempt, pin: (via: string) => owners.under(null, () => attempt.pin(via)) }
      return await owners.under(owner, () => notifier.send(message, signal, own))
    },
    check: async signal =>
      silenced.has(owner.name) ? ERROR : await owners.under(owner, () => notifier.check(signal)),
    close: () => owners.under(owner, () => notifier.close()),
  }
}
