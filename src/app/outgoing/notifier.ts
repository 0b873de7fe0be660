// Opens every way by which messages leave, as the registry of channels lists them. One that cannot be opened, or cannot say whom it
// leads to, is named, its messages wait where everybody can see them, and everything else starts.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import { ConfigError, errorOf, faultOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { AskedChannel } from '../../delivery/notifiers/asked-once.ts'
import { type ChannelSettings, channels, recipientsBy } from '../../delivery/notifiers/registry.ts'
import type { Notifier } from '../../delivery/outbox/message.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/faults/interrupted.ts'
import type { Live } from '../../pipeline/status.ts'
import { type ContactFaults, contactFaults, waitingFor } from './contact-faults.ts'
import { ownedNotifier } from './owned-notifier.ts'
import type { UnderWay } from './under-way.ts'

export type NotifierConfig = Pick<Config, 'contacts' | keyof ChannelSettings> & {
  data: Pick<Config['data'], 'folder'>
}

interface OpenNotifiersDeps {
  clock: Clock
  log: Logger
  watchdog: Watchdog
  owners: Owners
  interrupted: Pick<InterruptedParts, 'get' | 'add'>
  /** Learns what is wrong with each that leads to somebody. */
  notifiers: Live['notifiers']
  underWay: Pick<UnderWay, 'follow'>
  /** Default: the registry. */
  all?: readonly AskedChannel[]
}

/**
 * By channel. All are opened: what is owed to somebody who is not configured any more has to be given up. Throws ConfigError where
 * a file that a channel needs cannot be used.
 */
export function openNotifiers(
  config: NotifierConfig,
  { notifiers, all = channels, ...deps }: OpenNotifiersDeps,
): ReadonlyMap<string, Notifier> {
  const opened = all.map(channel => {
    const { all: ofContacts, unknown } = contactFaults(channel, config)
    const open = (): Notifier => openNotifier(channel, config, deps.clock, unknown)
    const { notifier, fault } = openOwned(channel.name, open, deps)
    const faults = [...(fault === null ? [] : [fault]), ...ofContacts]
    for (const error of faults) {
      deps.log.error('notifier cannot be used as it should; everything else goes on', {
        notifier: channel.name,
        error,
      })
    }
    if (faults.length > 0 || recipientsBy(channel, config.contacts).length > 0) {
      notifiers.set(channel.name, faults)
    }
    return [channel.name, waitingFor(unknown, notifier)] as const
  })
  return new Map(opened)
}

function openOwned(
  name: string,
  open: () => Notifier,
  { log, clock, watchdog, owners, interrupted, underWay }: Omit<OpenNotifiersDeps, 'notifiers' | 'all'>,
): { notifier: Notifier; fault: string | null } {
  const owner: Owner = { kind: 'notifier', name }
  const before = interrupted.get(owner)
  if (before !== null) return { notifier: absentNotifier(name, interruptedWords(before)), fault: null }
  const opened = owners.under(owner, () => tryOpening(() => watchdog.run(() => readOpened(open))))
  if ('fault' in opened) {
    const fault = `the channel cannot be opened, and its messages wait: ${opened.fault}`
    return { notifier: absentNotifier(name, fault), fault }
  }
  const owned = { owner, owners, watchdog, interrupted, underWay, clock, log }
  return { notifier: ownedNotifier(opened.notifier, owned), fault: null }
}

/** For all but those who are unknown. Throws ConfigError where a file that the channel needs cannot be used. */
export function openNotifier(
  channel: AskedChannel,
  config: NotifierConfig,
  clock: Clock,
  unknown: ContactFaults['unknown'],
): Notifier {
  const known = recipientsBy(channel, config.contacts).filter(({ recipient }) => !unknown.has(recipient))
  return channel.open(known, { settings: config, folder: config.data.folder, clock })
}

type Opened = { notifier: Notifier } | { fault: string }

function tryOpening(open: () => Opened): Opened {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    return { fault: reasonOf(cause) }
  }
}

/** Reads once what was opened, and what was thrown: both may run code of the channel. */
function readOpened(open: () => Notifier): Opened {
  try {
    const notifier = open()
    const fault = faultOfNotifier(notifier)
    if (fault !== null) return { fault }
    const { name, longest } = notifier
    return {
      notifier: {
        name,
        ...(longest === undefined ? {} : { longest }),
        send: (message, signal, attempt) => notifier.send(message, signal, attempt),
        check: signal => notifier.check(signal),
        close: () => notifier.close(),
      },
    }
  } catch (cause) {
    throw cause instanceof ConfigError ? cause : errorOf(cause)
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof NotReturned ? 'it did not return' : faultOf(cause)
}

function faultOfNotifier(given: unknown): string | null {
  if (typeof given !== 'object' || given === null) return 'what was opened is no notifier'
  const notifier = given as Partial<Record<keyof Notifier, unknown>>
  if (typeof notifier.name !== 'string' || notifier.name === '') return '`name` is no text'
  const missing = (['send', 'check', 'close'] as const).find(call => typeof notifier[call] !== 'function')
  return missing === undefined ? null : `\`${missing}\` is no function`
}

/** Sends nothing, and says why: what is owed by it stays owed. */
function absentNotifier(name: string, error: string): Notifier {
  return {
    name,
    send: async () => ({ accepted: false, outcome: 'retry', scope: 'server', error }),
    check: async () => error,
    close: async () => {},
  }
}
