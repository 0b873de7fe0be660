// From a decision to the messages that it owes: who is written to, and in which form.
import { type Contact, webhookRecipient } from '../alerting/contact.ts'
import type { Decision } from '../alerting/decide.ts'
import type { ChangeEpisode, ReceivedEpisode } from '../alerting/episode.ts'
import type { Notification } from '../alerting/plan.ts'
import type { Bundle } from '../alerting/storm.ts'
import type { Millis } from '../core/clock.ts'
import { NOTHING_KNOWN } from '../detection/cause.ts'
import type { Unit } from '../indicators/indicator.ts'
import type { Addressee, AlertEmailInput, EmailInput, EmailSettings } from './email/input.ts'
import { receivedTitle } from './email/received-content.ts'
import { renderAlertEmails } from './email/render.ts'
import { renderSummaryEmails } from './email/summary.ts'
import { seriesTitle } from './email/words.ts'
import type { FrozenMessage } from './message.ts'
import { renderWebhook } from './webhook-message.ts'

/** What an email says of an episode beyond the episode itself. */
export type Facts = Omit<AlertEmailInput, 'transition' | 'reason' | 'flaps'>

export interface Composing {
  /** Null where nothing is known any more, as of an indicator that was switched off: nobody is written to. */
  factsOf(episode: ChangeEpisode): Facts | null
  contacts: readonly Contact[]
  settings: EmailSettings
  at: Millis
}

/** Each address once, however many of the contacts share it. A storm is summed up for people, not for programs. */
export function compose(
  { singles, bundles }: Pick<Decision, 'singles' | 'bundles'>,
  composing: Composing,
): FrozenMessage[] {
  const messages = [
    ...together(singles).flatMap(some => composeSingle(some, composing)),
    ...bundles.flatMap(bundle => composeBundle(bundle, composing)),
  ]
  return [...new Map(messages.map(message => [message.messageId, message])).values()]
}

/** Those that say the same of the same episode: it is rendered once for all of them. */
function together(singles: readonly Notification[]): Notification[][] {
  return [...Map.groupBy(singles, ({ episode, reason }) => `${episode.id} ${reason}`).values()]
}

function composeSingle(notifications: readonly Notification[], composing: Composing): FrozenMessage[] {
  const { contacts, settings } = composing
  const [first] = notifications
  const input = first === undefined ? null : inputOf(first, composing)
  if (input === null) return []
  const told = notifications.flatMap(notification => {
    const contact = contacts.find(({ name }) => name === notification.contact)
    return contact === undefined ? [] : [{ notification, contact }]
  })
  return [
    ...renderAlertEmails(
      input,
      told.flatMap(({ notification, contact }) => addresseesOf(notification, contact)),
      settings,
    ),
    ...told.flatMap(({ contact }) => webhookFor(contact, input, settings)),
  ]
}

function composeBundle(
  { contact: name, notifications, group }: Bundle,
  composing: Composing,
): FrozenMessage[] {
  const { contacts, settings, at } = composing
  const contact = contacts.find(one => one.name === name)
  if (contact === undefined) return []
  const known = notifications.flatMap(notification => {
    const input = inputOf(notification, composing)
    return input === null ? [] : [{ reason: notification.reason, input, ...namesOf(input) }]
  })
  if (known.length === 0) return []
  const alarms = known.map(({ reason, input, title, unit }) => ({
    episode: input.transition.episode,
    title,
    unit,
    reason,
    causes: 'causes' in input ? input.causes : NOTHING_KNOWN,
  }))
  return [
    ...renderSummaryEmails({ alarms, group, at }, contact.email, settings),
    ...known.flatMap(({ input }) => webhookFor(contact, input, settings)),
  ]
}

function addresseesOf({ route, told }: Notification, { name, email }: Contact): Addressee[] {
  return email.map(address => ({ address, contact: name, route, first: told.first }))
}

function webhookFor(contact: Contact, input: EmailInput, settings: EmailSettings): FrozenMessage[] {
  return contact.webhook === null ? [] : [renderWebhook(input, webhookRecipient(contact), settings)]
}

function namesOf(input: EmailInput): { title: string; unit: Unit | null } {
  return isReceived(input)
    ? { title: receivedTitle(input.transition.episode), unit: null }
    : { title: seriesTitle(input.series), unit: input.indicator.unit }
}

function inputOf({ episode, reason, flaps }: Notification, { factsOf, at }: Composing): EmailInput | null {
  const to = episode.state
  if (episode.origin === 'received') return { transition: { to, at, episode }, reason, flaps }
  const facts = factsOf(episode)
  return facts && { ...facts, transition: { to, at, episode }, reason, flaps }
}

function isReceived(input: EmailInput): input is EmailInput & { transition: { episode: ReceivedEpisode } } {
  return input.transition.episode.origin === 'received'
}
