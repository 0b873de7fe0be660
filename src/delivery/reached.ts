// Whom messages have reached: one that was given up has notified nobody, whatever was decided before.
import type { HistoryEntry } from '../alerting/history.ts'
import type { Millis } from '../core/clock.ts'
import { clean, maskAddresses } from '../presentation/clean.ts'
import { type Contact, recipientsOf } from './notifiers/registry.ts'
import type { Outbox, OutboxRecord } from './outbox/outbox.ts'

export interface Reaching {
  outbox: Pick<Outbox, 'conversation'>
  contacts: readonly Contact[]
}

export interface NotReached {
  contact: string
  /** What the server said of the last message, or what was wrong with it. */
  why: string
  at: Millis
}

/** Contacts none of whose addresses took the latest message about an episode. */
export function notReached(episodeId: string, { outbox, contacts }: Reaching): NotReached[] {
  const latest = new Map(outbox.conversation(episodeId).map(record => [record.recipient, record]))
  return contacts.flatMap(contact => {
    const records = recipientsOf(contact).map(recipient => latest.get(recipient))
    const dead = records.filter(record => record?.state === 'dead')
    const last = dead.at(-1)
    if (last === undefined || dead.length < records.length) return []
    return [{ contact: contact.name, why: whyOf(last), at: last.settledAt ?? last.createdAt }]
  })
}

/** The same entries; those that say that somebody was notified, and whose messages were given up, say so. */
export function asItEnded(
  entries: readonly HistoryEntry[],
  { outbox, contacts }: Reaching,
): readonly HistoryEntry[] {
  const conversations = new Map<string, OutboxRecord[]>()
  const conversation = (episodeId: string): OutboxRecord[] => {
    const found = conversations.get(episodeId) ?? outbox.conversation(episodeId)
    conversations.set(episodeId, found)
    return found
  }
  return entries.map(entry => {
    const { action, episodeId, at, detail } = entry
    if (action !== 'notified' || episodeId === null) return entry
    const contact = contacts.find(({ name }) => detail.startsWith(`${name}: `))
    if (contact === undefined) return entry
    const theirs = new Set(recipientsOf(contact))
    const sent = conversation(episodeId).filter(one => one.createdAt === at && theirs.has(one.recipient))
    const dead = sent.filter(({ state }) => state === 'dead')
    const [first] = dead
    if (first === undefined) return entry
    const fate = `given up: ${whyOf(first)}`
    return dead.length === sent.length
      ? { ...entry, action: 'not notified', detail: `${detail}, ${fate}` }
      : { ...entry, detail: `${detail}, ${first.channel} ${fate}` }
  })
}

function whyOf({ lastError }: OutboxRecord): string {
  return lastError === null || lastError === '' ? 'no reason is known' : clean(maskAddresses(lastError), 300)
}
