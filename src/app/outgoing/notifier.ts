// Opens every way by which messages leave, as the registry of channels lists them. One that cannot be opened is named, its messages
// wait where everybody can see them, and everything else starts.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import { ConfigError, errorOf, type Fault, faultOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { asked } from '../../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { Channel } from '../../delivery/notifiers/channel.ts'
import { type ChannelSettings, channels, recipientsBy } from '../../delivery/notifiers/registry.ts'
import type { Notifier } from '../../delivery/outbox/message.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/interrupted.ts'
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
  underWay: Pick<UnderWay, 'follow'>
  /** Default: the registry. */
  all?: readonly Channel[]
}

/**
 * By channel. All are opened: what is owed to somebody who is not configured any more has to be given up. Throws ConfigError where
 * a file that a channel needs cannot be used, or where it cannot be known whom a channel leads to.
 */
export function openNotifiers(
  config: NotifierConfig,
  { clock, log, watchdog, owners, interrupted, underWay, all = channels }: OpenNotifiersDeps,
): ReadonlyMap<string, Notifier> {
  const faults = all.flatMap(channel => faultsOfContacts(channel, config, watchdog))
  if (faults.length > 0) throw new ConfigError(faults)
  const openOne = (channel: Channel): Notifier => {
    const { name } = channel
    const owner: Owner = { kind: 'notifier', name }
    const before = interrupted.get(owner)
    if (before !== null) return absentNotifier(name, interruptedWords(before))
    const opened = owners.under(owner, () =>
      tryOpening(() => watchdog.run(() => readOpened(() => openNotifier(channel, config, clock)))),
    )
    if ('notifier' in opened)
      return ownedNotifier(opened.notifier, { owner, owners, watchdog, interrupted, underWay, clock })
    log.error('notifier cannot be started; its messages wait, and everything else goes on', {
      notifier: name,
      error: opened.fault,
    })
    return absentNotifier(name, `the channel cannot be opened: ${opened.fault}`)
  }
  return new Map(all.map(channel => [channel.name, openOne(channel)]))
}

/** Throws ConfigError where a file that the channel needs cannot be used. */
export function openNotifier(channel: Channel, config: NotifierConfig, clock: Clock): Notifier {
  const recipients = recipientsBy(channel, config.contacts)
  return channel.open(recipients, { settings: config, folder: config.data.folder, clock })
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

/** Whom a channel leads to is asked at every alert, for all channels at once: one that cannot say would stop them all. */
function faultsOfContacts(channel: Channel, { contacts }: NotifierConfig, watchdog: Watchdog): Fault[] {
  return contacts.flatMap((contact, i): Fault[] => {
    const message = faultOfContact(() =>
      asked({ kind: 'channel', name: channel.name }, () => askContact(channel, contact), watchdog),
    )
    if (message === null) return []
    return [
      {
        path: `contacts.${i}.${channel.name}`,
        message: `the channel ${channel.name} cannot say whom it leads to: ${message}`,
        remedy: 'Leave it out of this contact, and report it to whoever wrote this channel',
      },
    ]
  })
}

function askContact(channel: Channel, contact: NotifierConfig['contacts'][number]): string | null {
  const found = recipientsBy(channel, [contact])
  if (found.some(({ recipient }) => typeof recipient !== 'string' || recipient === '')) {
    return '`recipients` is no list of texts'
  }
  const audiences: unknown[] = found.map(({ options }) => channel.audience(options))
  return audiences.every(one => one === 'people' || one === 'programs')
    ? null
    : '`audience` is neither people nor programs'
}

function faultOfContact(ask: () => string | null): string | null {
  try {
    return ask()
  } catch (cause) {
    return reasonOf(cause)
  }
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
