// Takes what is owed to the server, one message at a time: intent first, then the attempt, then its outcome.
import type { Clock, Millis } from '../../core/clock.ts'
import { DAY, SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger, LogLevel } from '../../core/logger.ts'
import { createOutages, type Outages } from '../../core/outages.ts'
import { attemptBy } from './attempt.ts'
import { retryDelay, unknownDelay } from './backoff.ts'
import type { Notifier, SendResult } from './message.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'

/** What became of one attempt. `dead`: given up, visibly; a person has to look. */
export type DeliveryOutcome = 'accepted' | 'retry' | 'unknown' | 'dead'

export interface DeliveryObservation {
  outcome: DeliveryOutcome
  entry: OutboxEntry
  at: Millis
  /** From the message becoming owed to this outcome. */
  sinceOwed: Millis
}

export interface Dispatching {
  outbox: Outbox
  notifier: Notifier
  /** The channel whose messages this one delivers; all there are where it is left out. */
  channel?: string
  clock: Clock
  log: Logger
  /** Runs its argument in one fsynced commit. */
  transaction<T>(work: () => T): T
  /** Whether another message may be begun; one that is under way is ended all the same. Default: always. */
  takesMore?(): boolean
  /** Called with every outcome, after it was committed. */
  observe?(observation: DeliveryObservation): void
}

export interface Dispatched {
  tried: number
  /** The server did not let anything through: the rest of the batch was not tried. */
  serverDown: boolean
}

/** What one batch is begun with. */
export interface Batching {
  /** Messages at most. */
  limit: number
  aside: Aside
  long: Millis
  /** What is in the log already. */
  outages: Outages
}

/** What may fail beside a message and its server. */
const OUTBOX = 'outbox'
const SAVING = 'saving'

/** Attempts that take long and go on by themselves, by the entry that they are of. */
export type Aside = Map<number, Promise<unknown>>

/** An attempt that takes longer goes on by itself: a page does not wait behind a server that thinks about another message. */
const LONG: Millis = 30 * SECOND
/** Attempts that go on by themselves. */
const MOST_ASIDE = 10

/** Messages taken at once. */
const BATCH = 50
/** How often to look for messages that have become due: a look at an index that is nearly always empty. */
const POLL: Millis = SECOND / 5
/** A message refused for this long is given up: RFC 5321, 4.5.4.1, asks for four to five days. */
const GIVE_UP_AFTER: Millis = 5 * DAY

/**
 * Delivers until `signal` is aborted, then ends the attempt under way and returns. Messages found as
 * `attempting` are from a process that died: nobody knows whether they arrived, so they are sent again,
 * the same bytes under the same Message-ID.
 */
export async function runDispatcher(dispatching: Dispatching, signal: AbortSignal): Promise<void> {
  const { clock, log } = dispatching
  let failures = 0
  const aside: Aside = new Map()
  const outages = createOutages()
  while (!signal.aborted) {
    let pause = POLL
    try {
      const batch = await dispatchOnce(dispatching, signal, {
        limit: failures > 0 ? 1 : BATCH,
        aside,
        outages,
      })
      outages.works(OUTBOX, () => log.info('the outbox can be used again'))
      if (batch.serverDown) failures += 1
      else if (batch.tried > 0) failures = 0
      if (failures > 0) pause = retryDelay(failures)
      else if (batch.tried === BATCH) pause = 0
    } catch (cause) {
      const error = messageOf(cause)
      outages.failed(OUTBOX, error, () =>
        log.error('the outbox cannot be used; delivery will try again', { error }),
      )
      failures += 1
      pause = retryDelay(failures)
    }
    if (!signal.aborted) await clock.sleep(pause, signal).catch(() => undefined)
  }
  await Promise.allSettled(aside.values())
}

/** One batch of what is due now, longest due first. Order within an episode and recipient is the outbox's. */
export async function dispatchOnce(
  dispatching: Dispatching,
  signal: AbortSignal,
  { limit = BATCH, aside = new Map(), long = LONG, outages = createOutages() }: Partial<Batching> = {},
): Promise<Dispatched> {
  const { outbox, clock, channel, takesMore = () => true } = dispatching
  let tried = 0
  for (const entry of outbox.due(clock.now(), limit + aside.size, channel)) {
    if (aside.has(entry.id)) continue
    if (aside.size >= MOST_ASIDE) await Promise.race(aside.values())
    if (signal.aborted || !takesMore()) break
    const result = await unlessLong(attempt(dispatching, entry, outages, signal), long, going => {
      aside.set(entry.id, going)
      void going.finally(() => aside.delete(entry.id))
    })
    if (result === null) continue
    tried += 1
    if (!result.accepted && result.scope === 'server') return { tried, serverDown: true }
  }
  return { tried, serverDown: false }
}

/** Null where it takes long, which `leave` is told. */
async function unlessLong<T>(
  work: Promise<T>,
  long: Millis,
  leave: (going: Promise<unknown>) => void,
): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const waited = new Promise<null>(resolve => {
    timer = setTimeout(() => {
      leave(work.catch(() => undefined))
      resolve(null)
    }, long)
  })
  try {
    return await Promise.race([work, waited])
  } finally {
    clearTimeout(timer)
  }
}

/** Null where it was withdrawn while the messages before it were sent. */
async function attempt(
  dispatching: Dispatching,
  entry: OutboxEntry,
  outages: Outages,
  signal: AbortSignal,
): Promise<SendResult | null> {
  const { outbox, notifier, clock, log, transaction } = dispatching
  if (!transaction(() => outbox.begin(entry.id, clock.now()))) return null
  if (entry.state === 'attempting') {
    log.warn('an earlier attempt ended without an answer; sending the same message again', name(entry))
  }
  const pin = (via: string): void => transaction(() => outbox.pin(entry.id, via))
  const result = await attemptBy(notifier, entry, signal, { via: entry.via, pin })
  const at = clock.now()
  const outcome = await persistently(dispatching, entry, outages, signal, () =>
    conclude(dispatching, { ...entry, attempts: entry.attempts + 1 }, result, at),
  )
  report(log, outages, entry, outcome, result)
  dispatching.observe?.({ outcome, entry, at, sinceOwed: Math.max(0, at - entry.createdAt) })
  return result
}

/**
 * Commits `work`, again and again if the disk refuses: as long as the process lives it knows the outcome,
 * and a message that was accepted must not go out a second time because that could not be written down.
 */
async function persistently<T>(
  { transaction, clock, log }: Dispatching,
  entry: OutboxEntry,
  outages: Outages,
  signal: AbortSignal,
  work: () => T,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      const done = transaction(work)
      outages.works(SAVING, () => log.info('the outcomes of messages are saved again'))
      return done
    } catch (cause) {
      if (signal.aborted) throw cause
      const error = messageOf(cause)
      outages.failed(SAVING, error, () =>
        log.error('the outcome of a message cannot be saved; trying again', { ...name(entry), error }),
      )
      await clock.sleep(retryDelay(failures), signal).catch(() => undefined)
    }
  }
}

/** Writes down what became of the attempt; `entry.attempts` counts it already. */
function conclude(
  { outbox }: Dispatching,
  entry: OutboxEntry,
  result: SendResult,
  at: Millis,
): DeliveryOutcome {
  if (result.accepted) {
    outbox.settle(entry.id, 'accepted', at, result.answer)
    return 'accepted'
  }
  // A server that lets nothing through condemns no message; copies of one message must end some time.
  const mayEnd = result.scope !== 'server' || result.outcome === 'unknown'
  if (result.outcome === 'permanent' || (mayEnd && entry.waited >= GIVE_UP_AFTER)) {
    outbox.settle(entry.id, 'dead', at, result.error)
    return 'dead'
  }
  const unanswered = result.outcome === 'unknown'
  // A refusal is an answer: nothing was taken, so it is bound to no server, unless an earlier attempt has bound it.
  if (!unanswered && entry.state !== 'attempting') outbox.pin(entry.id, entry.via)
  const delay = unanswered ? unknownDelay(entry.unanswered + 1) : retryDelay(entry.attempts)
  outbox.defer(entry.id, at + Math.max(delay, result.after ?? 0), { error: result.error, unanswered })
  return result.outcome
}

/** A server that lets nothing through is said once, whatever waits for it; so is a message that is refused again and again. */
function report(
  log: Logger,
  outages: Outages,
  entry: OutboxEntry,
  outcome: DeliveryOutcome,
  result: SendResult,
): void {
  const { level, text } = REPORTS[outcome]
  const [server, message] = [`server of ${entry.channel}`, `message ${entry.id}`]
  if (result.accepted || outcome === 'dead') {
    const detail = result.accepted ? { answer: result.answer } : { error: result.error }
    log[level](text, { ...name(entry), ...detail })
    outages.works(message)
  } else {
    const { error, scope } = result
    outages.failed(scope === 'server' ? server : message, `${outcome}: ${error}`, () =>
      log[level](text, { ...name(entry), error }),
    )
  }
  if (result.accepted || result.scope !== 'server')
    outages.works(server, () => log.info('messages get through again', { channel: entry.channel }))
}

const REPORTS: Readonly<Record<DeliveryOutcome, { level: LogLevel; text: string }>> = {
  accepted: { level: 'info', text: 'message accepted' },
  retry: { level: 'warn', text: 'message not accepted; it will be tried again' },
  unknown: { level: 'warn', text: 'no answer for a message; it will be tried again' },
  dead: { level: 'error', text: 'message given up: the recipient did not get it' },
}

function name(entry: OutboxEntry): {
  channel: string
  recipient: string
  messageId: string
  subject: string
  attempt: number
} {
  const { channel, recipient, messageId, subject, attempts } = entry
  return { channel, recipient, messageId, subject, attempt: attempts + 1 }
}
