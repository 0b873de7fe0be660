// A channel that is asked but once whom a contact leads to, and whether that is people: what a contact gives does not change, and an
// alert must not depend on what the channel says the next time. It is asked where whoever never returns is interrupted.

import { messageOf } from '../../core/errors.ts'
import { asked } from '../../core/parts/asked.ts'
import { createWatchdog, NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { Audience, Channel } from './channel.ts'

/** Recipients of one contact by one channel, at most. */
const MOST = 10_000
/** A path of mail has 256 characters (RFC 5321, 4.5.3.1.3); a name of ours is no longer than that of its contact. */
const LONGEST = 1000

type Answer<T> = { value: T } | { fault: string }

/** Throws in one line what is wrong with an answer, each time it is asked for. */
export function askedOnce(channel: Channel, watchdog: () => Watchdog = lazyWatchdog()): Channel {
  const ask = <T>(what: string, call: () => unknown, read: (answer: unknown) => T): Answer<T> => {
    try {
      return { value: asked({ kind: 'channel', name: channel.name }, () => read(call()), watchdog()) }
    } catch (cause) {
      const why = cause instanceof NotReturned ? 'it did not return' : messageOf(cause)
      return { fault: `the channel ${channel.name} cannot say ${what}: ${why}` }
    }
  }
  const recipients = remembered((options, contact) =>
    ask('whom it leads to', () => channel.recipients(options, contact), readRecipients),
  )
  const audience = remembered(options =>
    ask('whether it leads to people', () => channel.audience(options), readAudience),
  )
  return Object.freeze({
    ...channel,
    recipients: (options, contact) => known(recipients(options, contact)),
    audience: options => known(audience(options, '')),
  } satisfies Channel)
}

function known<T>(answer: Answer<T>): T {
  if ('fault' in answer) throw new TypeError(answer.fault)
  return answer.value
}

function readRecipients(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.length > MOST) throw new TypeError('`recipients` is no list of texts')
  const list: readonly unknown[] = given
  const read = Array.from({ length: list.length }, (_, place) => list[place])
  if (!read.every(one => typeof one === 'string' && one !== '' && one.length <= LONGEST)) {
    throw new TypeError('`recipients` is no list of texts')
  }
  return Object.freeze(read as string[])
}

function readAudience(given: unknown): Audience {
  if (given === 'people' || given === 'programs') return given
  throw new TypeError('`audience` is neither people nor programs')
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
