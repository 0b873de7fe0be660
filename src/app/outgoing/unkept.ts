// Where ticks go on failing, as on a full disk or with a damaged store, nothing can be kept, and so nobody is owed a message. Whoever is on call
// is notified all the same, by one message that no outbox holds, and by another when it is over.
import type { ReceivedEpisode } from '../../alerting/episode.ts'
import { type ReceivedAlert, receive } from '../../alerting/received.ts'
import { reachedOn } from '../../alerting/routing/recipients.ts'
import type { Rota } from '../../alerting/routing/rota.ts'
import { type Route, routesFor } from '../../alerting/routing/route.ts'
import type { Clock, Millis } from '../../core/clock.ts'
import { MINUTE, SECOND } from '../../core/duration.ts'
import type { Logger } from '../../core/logger.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import type { EmailSettings } from '../../delivery/email/input.ts'
import { type AskChannel, composeBy } from '../../delivery/notifiers/compose-by.ts'
import { type Contact, channels, recipientsBy } from '../../delivery/notifiers/registry.ts'
import { attemptBy } from '../../delivery/outbox/attempt.ts'
import type { Notifier, OwedMessage } from '../../delivery/outbox/message.ts'
import { stamp } from '../../pipeline/alerts/own/raise.ts'
import type { Live } from '../../pipeline/status.ts'

export interface UnkeptDeps {
  live: Pick<Live, 'fault'>
  contacts: readonly Contact[]
  policy: { route: Route; rotas: readonly Rota[] }
  email: EmailSettings
  /** By channel. */
  notifiers: ReadonlyMap<string, Notifier>
  askChannel?: AskChannel
  clock: Clock
  log: Logger
}

/** A disk that is full for a moment wakes nobody. */
const PATIENCE: Millis = 10 * MINUTE
const LOOKS_EVERY: Millis = 30 * SECOND
/** Messages of one failure that a server does not take are sent again for so many looks. */
const MOST_ATTEMPTS = 120

/** What is known of a failure that lasts. After a restart it is another one. */
interface Failing {
  since: Millis
  /** What was sent of it, by recipient; null: nothing yet. */
  told: { episode: ReceivedEpisode; roots: ReadonlyMap<string, string> } | null
}

interface Owing {
  message: OwedMessage
  attempts: number
}

/** Until `signal` is aborted. */
export async function runUnkept(deps: UnkeptDeps, signal: AbortSignal): Promise<void> {
  const { clock, live } = deps
  let failing: Failing | null = null
  let owing: readonly Owing[] = []
  while (!signal.aborted) {
    await clock.sleep(LOOKS_EVERY, signal).catch(() => undefined)
    if (signal.aborted) return
    const now = clock.now()
    const { fault } = live
    if (fault !== null) {
      failing ??= { since: now, told: null }
      if (failing.told === null && now - failing.since >= PATIENCE) {
        const { told, messages } = beginning(deps, failing.since, fault, now)
        failing = { ...failing, told }
        owing = [...owing, ...messages]
      }
    } else if (failing !== null) {
      if (failing.told !== null) owing = [...owing, ...ending(deps, failing.told, now)]
      failing = null
    }
    owing = await sent(deps, owing, signal)
  }
}

function beginning(
  deps: UnkeptDeps,
  since: Millis,
  { stage, message }: NonNullable<Live['fault']>,
  now: Millis,
): { told: NonNullable<Failing['told']>; messages: readonly Owing[] } {
  const alert: ReceivedAlert = {
    status: 'firing',
    labels: { alertname: 'SlowburnTickFailing', stage, severity: 'page' },
    annotations: {
      summary: `slowburn keeps nothing, and watches nothing, since ${stamp(since)}`,
      description: `Its ticks fail at ${stage}: ${redactSecrets(message)}. Nobody is notified of anything else meanwhile, and what is sent to it is refused.`,
      sender: 'slowburn',
    },
    startsAt: since,
    generatorUrl: null,
  }
  const { episode } = receive(alert, null, { now, listened: now }) ?? {}
  if (episode?.origin !== 'received') throw new Error('an alert that fires is an episode')
  const messages = messagesOf(deps, episode, now, new Map())
  deps.log.error('ticks go on failing; whoever is on call is notified past the outbox', {
    stage,
    error: message,
  })
  const roots = new Map(messages.map(one => [one.recipient, one.messageId]))
  return { told: { episode, roots }, messages: messages.map(one => ({ message: one, attempts: 0 })) }
}

function ending(deps: UnkeptDeps, { episode, roots }: NonNullable<Failing['told']>, now: Millis): Owing[] {
  const over: ReceivedEpisode = {
    ...episode,
    state: 'resolved',
    sequence: 1,
    lastActiveAt: now,
    resolvedAt: now,
  }
  return messagesOf(deps, over, now, roots).map(message => ({ message, attempts: 0 }))
}

/** To whoever is notified at once by the routes of such an alarm, by every channel that leads there. */
function messagesOf(
  { contacts, policy, email, askChannel: ask, log }: UnkeptDeps,
  before: ReceivedEpisode,
  now: Millis,
  roots: ReadonlyMap<string, string>,
): OwedMessage[] {
  const episode = { ...before, sequence: before.sequence + 1 }
  const reaching = { rotas: policy.rotas, firingSince: now, now, unreachable: new Set<string>() }
  const routeOf = new Map(
    routesFor(policy.route, episode.labels).flatMap(route =>
      reachedOn(route, reaching).map(({ contact }) => [contact, route.name] as const),
    ),
  )
  const wanted = contacts.filter(({ name }) => routeOf.has(name))
  // The store knows of no such episode: a link would lead nowhere.
  const { actsFor: _, ...rest } = email
  const settings = { ...rest, baseUrl: null }
  return channels.flatMap(channel => {
    const to = recipientsBy(channel, wanted).map(one => ({
      ...one,
      route: routeOf.get(one.contact) ?? null,
      root: roots.get(one.recipient) ?? null,
    }))
    const about = [{ episodeId: episode.id, sequence: episode.sequence }]
    const owed = { about, recipients: to.map(({ recipient }) => recipient), at: now, settings, log, ask }
    const transition = { to: episode.state, at: now, episode }
    return composeBy(channel, owed, () => channel.renderAlert({ transition }, to, settings))
  })
}

/** Sends what is owed and returns what is to be sent again: what may have been taken is not. */
async function sent(deps: UnkeptDeps, owing: readonly Owing[], signal: AbortSignal): Promise<Owing[]> {
  const left: Owing[] = []
  for (const { message, attempts } of owing) {
    const notifier = deps.notifiers.get(message.channel)
    if (notifier === undefined || message.bytes.length === 0) continue
    const result = await attemptBy(notifier, message, signal)
    if (result.accepted) continue
    const again = result.outcome === 'retry' && attempts + 1 < MOST_ATTEMPTS
    if (again) left.push({ message, attempts: attempts + 1 })
    else {
      deps.log.error('a message past the outbox could not be sent', {
        recipient: message.recipient,
        error: result.error,
      })
    }
  }
  return left
}
