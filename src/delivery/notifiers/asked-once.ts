// A channel that is asked but once whom a contact leads to, and whether that is people: what a contact gives does not change, and an
// alert must not depend on what the channel says the next time. It is asked where whoever never returns is interrupted. One that cannot
// say is named by whoever starts it, and keeps nobody else from being notified: its messages bear a name of ours until it can.

import { ConfigError, faultOf } from '../../core/errors.ts'
import type { Found } from '../../core/options/found.ts'
import { asked } from '../../core/parts/asked.ts'
import { createWatchdog, NotReturned, type Watchdog } from '../../core/watchdog.ts'
import { type Audience, type Channel, type Identity, namedRecipient, type Way } from './channel.ts'

/** Recipients of one contact by one channel, at most. */
const MOST = 10_000
/** A path of mail has 256 characters (RFC 5321, 4.5.3.1.3); a name of ours is no longer than that of its contact. */
const LONGEST = 1000

type Answer<T> = { value: T } | { fault: string }

/** Its `recipients`, `audience`, `way` and `faults` always answer; so does its `identity`, but for a file that cannot be used. */
export interface AskedChannel extends Channel {
  way: NonNullable<Channel['way']>
  identity: NonNullable<Channel['identity']>
  faults: NonNullable<Channel['faults']>
  /** What it cannot say of a contact, and what is taken instead; null where it says all. */
  faultAt(options: unknown, contact: string): ContactFault | null
  /** Why it cannot say what is wrong between these parts of a configuration; null where it can. */
  faultOfCheck(...given: Parameters<NonNullable<Channel['faults']>>): string | null
}

export interface ContactFault {
  fault: string
  /** The name that stands for recipients who are not known: nothing can be sent to it. Null where they are known. */
  standIn: string | null
}

export function askedOnce(channel: Channel, watchdog: () => Watchdog = lazyWatchdog()): AskedChannel {
  const { name } = channel
  const ask = <T>(what: string, call: () => unknown, read: (answer: unknown) => T): Answer<T> => {
    try {
      return { value: asked({ kind: 'channel', name }, () => read(call()), watchdog()) }
    } catch (cause) {
      const why = cause instanceof NotReturned ? 'it did not return' : faultOf(cause)
      return { fault: `the channel ${name} cannot say ${what}: ${why}` }
    }
  }
  const recipients = remembered((options, contact) =>
    ask(
      'whom it leads to, and its messages wait',
      () => channel.recipients(options, contact),
      readRecipients,
    ),
  )
  const audience = remembered(options =>
    ask('whether it leads to people', () => channel.audience(options), readAudience),
  )
  const check = (...given: Parameters<NonNullable<Channel['faults']>>): Answer<Found[]> =>
    channel.faults === undefined
      ? { value: [] }
      : ask('what is wrong with its settings', () => channel.faults?.(...given), readFound)
  const identity = (settings: Parameters<AskedChannel['identity']>[0]) =>
    ask('who writes its messages', () => orUnusable(() => channel.identity?.(settings)), readIdentity)
  return Object.freeze({
    ...channel,
    way: (...given) => answered(ask('where its messages go', () => channel.way?.(...given) ?? null, readWay)),
    identity: settings => {
      const found = answered(identity(settings)) ?? {}
      if (found instanceof ConfigError) throw found
      return found
    },
    recipients: (options, contact) => {
      const answer = recipients(options, contact)
      return 'value' in answer ? answer.value : [namedRecipient(name, contact)]
    },
    // People are sent few messages: what is sent to nobody knows whom shall not be a flood.
    audience: options => answered(audience(options, '')) ?? 'people',
    faults: (...given) => answered(check(...given)) ?? [],
    faultAt: (options, contact) => {
      const whom = recipients(options, contact)
      if ('fault' in whom) return { fault: whom.fault, standIn: namedRecipient(name, contact) }
      const who = audience(options, '')
      return 'fault' in who ? { fault: `${who.fault}; it is taken to lead to people`, standIn: null } : null
    },
    faultOfCheck: (settings, contacts) => {
      for (const answer of [check(settings, contacts), identity(settings)]) {
        if ('fault' in answer) return answer.fault
      }
      return null
    },
  } satisfies AskedChannel)
}

function answered<T>(answer: Answer<T>): T | null {
  return 'value' in answer ? answer.value : null
}

function readRecipients(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.length > MOST) throw new TypeError('`recipients` is no list of texts')
  const list: readonly unknown[] = given
  const read = Array.from({ length: list.length }, (_, place) => list[place])
  if (!read.every(one => typeof one === 'string' && one !== '' && one.length <= LONGEST)) {
    throw new TypeError('`recipients` is no list of texts')
  }
  if (read.length === 0) throw new TypeError('`recipients` names nobody')
  return Object.freeze(read as string[])
}

function readAudience(given: unknown): Audience {
  if (given === 'people' || given === 'programs') return given
  throw new TypeError('`audience` is neither people nor programs')
}

function readWay(given: unknown): Way | null {
  if (given === null) return null
  const { to, at } = given as Readonly<Record<string, unknown>>
  if ((to === 'folder' || to === 'server') && typeof at === 'string') return { to, at }
  throw new TypeError('`way` leads to no folder and to no server')
}

/** What is said, or the fault of the file that it needs. */
function orUnusable(say: () => unknown): unknown {
  try {
    return say() ?? {}
  } catch (cause) {
    if (cause instanceof ConfigError) return cause
    throw cause
  }
}

function readIdentity(given: unknown): Partial<Identity> | ConfigError {
  if (given instanceof ConfigError) return given
  const { sender, senderName, dkim } = given as Partial<Identity>
  for (const text of [sender, senderName]) {
    if (text !== undefined && typeof text !== 'string')
      throw new TypeError('`identity` has a name that is no text')
  }
  return {
    ...(sender === undefined ? {} : { sender }),
    ...(senderName === undefined ? {} : { senderName }),
    ...(dkim === undefined ? {} : { dkim }),
  }
}

function readFound(given: unknown): Found[] {
  if (!Array.isArray(given)) throw new TypeError('`faults` is no list of faults')
  const list: readonly unknown[] = given.slice(0, MOST)
  return list.map(one => {
    const { path, message, remedy } = (one ?? {}) as Readonly<Record<string, unknown>>
    const isPath =
      Array.isArray(path) && path.every(step => typeof step === 'string' || typeof step === 'number')
    if (!isPath || typeof message !== 'string' || typeof remedy !== 'string') {
      throw new TypeError('`faults` is no list of faults')
    }
    return { path: [...path], message, remedy }
  })
}

/** By the options, which are objects that are forgotten with their configuration, or an address alone; and by the name of the contact. */
function remembered<T>(
  ask: (options: unknown, contact: string) => Answer<T>,
): (options: unknown, contact: string) => Answer<T> {
  const byObject = new WeakMap<object, Map<string, Answer<T>>>()
  const byValue = new Map<unknown, Map<string, Answer<T>>>()
  return (options, contact) => {
    const isObject = typeof options === 'object' && options !== null
    const answers = (isObject ? byObject.get(options) : byValue.get(options)) ?? new Map<string, Answer<T>>()
    if (isObject) byObject.set(options, answers)
    else byValue.set(options, answers)
    const answer = answers.get(contact) ?? ask(options, contact)
    answers.set(contact, answer)
    return answer
  }
}

/** Made when it is first needed. */
function lazyWatchdog(): () => Watchdog {
  let watchdog: Watchdog | null = null
  return () => {
    watchdog ??= createWatchdog({ stopwatch: () => performance.now() / 1000 })
    return watchdog
  }
}
