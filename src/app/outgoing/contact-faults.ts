// What a channel cannot say of the contacts that it leads to. Nothing can be sent to whoever is not known: those messages wait, are
// tried again as after any other failure, and are given up where everybody can see it; all others are sent.
import type { AskedChannel } from '../../delivery/notifiers/asked-once.ts'
import { type ChannelSettings, type Contact, recipientsBy } from '../../delivery/notifiers/registry.ts'
import type { Notifier } from '../../delivery/outbox/message.ts'

export interface ContactFaults {
  /** In words, each once; empty where there is none. */
  all: readonly string[]
  /** Why nothing can be sent, by the name that stands for whoever is not known. */
  unknown: ReadonlyMap<string, string>
}

export function contactFaults(
  channel: AskedChannel,
  config: { contacts: readonly Contact[] } & ChannelSettings,
): ContactFaults {
  const { contacts } = config
  const unknown = new Map<string, string>()
  const led = contacts.flatMap((contact, i) =>
    recipientsBy(channel, [contact])
      .slice(0, 1)
      .map(({ options }) => ({ contact: contact.name, options, path: ['contacts', i, channel.name] })),
  )
  const found = led.flatMap(({ contact, options }) => {
    const wrong = channel.faultAt(options, contact)
    if (wrong === null) return []
    const { fault, standIn } = wrong
    if (standIn !== null) unknown.set(standIn, fault)
    return [{ contact, fault }]
  })
  const ofSettings = channel.faultOfCheck(config, led)
  return {
    unknown,
    all: [
      ...[...Map.groupBy(found, ({ fault }) => fault)].map(
        ([fault, some]) => `contact ${some.map(({ contact }) => contact).join(', ')}: ${fault}`,
      ),
      ...(ofSettings === null ? [] : [ofSettings]),
    ],
  }
}

/** The same notifier, which is not asked to send to whoever is not known. */
export function waitingFor(unknown: ContactFaults['unknown'], notifier: Notifier): Notifier {
  if (unknown.size === 0) return notifier
  return {
    ...notifier,
    send: async (message, signal, attempt) => {
      const error = unknown.get(message.recipient)
      return error === undefined
        ? await notifier.send(message, signal, attempt)
        : { accepted: false, outcome: 'retry', scope: 'message', error }
    },
    check: async signal => [...unknown.values()][0] ?? (await notifier.check(signal)),
  }
}
