// An outbox in memory, a notifier that answers as told, and messages to send: for tests of delivery.
import { DatabaseSync } from 'node:sqlite'
import type { Clock, Millis } from '../../../src/core/clock.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import type { Dispatching } from '../../../src/delivery/outbox/dispatcher.ts'
import type {
  FrozenMessage,
  Notifier,
  OwedMessage,
  SendResult,
} from '../../../src/delivery/outbox/message.ts'
import type { Outbox } from '../../../src/delivery/outbox/outbox.ts'
import { DRAFTS_DDL } from '../../../src/storage/sqlite/tables/drafts.ts'
import {
  OUTBOX_CHANNEL_DDL,
  OUTBOX_DDL,
  OUTBOX_UNANSWERED_DDL,
  OUTBOX_VIA_DDL,
  sqliteOutbox,
} from '../../../src/storage/sqlite/tables/outbox.ts'

export interface TestOutbox {
  db: DatabaseSync
  outbox: Outbox
  transaction<T>(work: () => T): T
}

/** In memory, or in `file`, which is created where it does not exist. */
export function openOutbox(file = ':memory:'): TestOutbox {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const exists = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'outbox'").get() !== undefined
  if (!exists) db.exec(OUTBOX_DDL + OUTBOX_CHANNEL_DDL + OUTBOX_UNANSWERED_DDL + OUTBOX_VIA_DDL + DRAFTS_DDL)
  const transaction = <T>(work: () => T): T => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return { db, outbox: sqliteOutbox(db), transaction }
}

export function messageOf(overrides: Partial<OwedMessage> = {}): OwedMessage {
  const { episodeId = 'e1', sequence = 1, recipient = 'ann@example.org' } = overrides
  const messageId = `<${episodeId}.${sequence}.${recipient}>`
  const head = `Message-ID: ${messageId}\r\nFrom: slowburn@example.org\r\nTo: ${recipient}\r\nSubject: test`
  return {
    channel: 'email',
    messageId,
    episodeId,
    sequence,
    recipient,
    sender: 'slowburn@example.org',
    subject: 'test',
    bytes: Buffer.from(`${head}\r\n\r\n.a line that begins with a dot\r\nand the end\r\n`),
    createdAt: 0,
    ...overrides,
  }
}

/** Answers each message by the next of its answers, the last one for ever; remembers what it was handed. */
export function scriptedNotifier(...answers: SendResult[]): Notifier & { sent: FrozenMessage[] } {
  const sent: FrozenMessage[] = []
  return {
    name: 'scripted',
    sent,
    send(message) {
      sent.push(message)
      return Promise.resolve(answers[Math.min(sent.length, answers.length) - 1] ?? ACCEPTED)
    },
    check: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  }
}

export const ACCEPTED: SendResult = { accepted: true, answer: '250 OK' }
export const RETRY: SendResult = { accepted: false, outcome: 'retry', scope: 'message', error: '450 later' }
export const DOWN: SendResult = { accepted: false, outcome: 'retry', scope: 'server', error: 'refused' }
export const UNKNOWN: SendResult = { accepted: false, outcome: 'unknown', error: 'no answer' }
export const PERMANENT: SendResult = { accepted: false, outcome: 'permanent', error: '550 no such user' }

/** A clock without sleepers to wake: it moves on by what is slept, or by `least`, at once. */
export function leapingClock(origin: Millis, least: Millis = 0): Clock & { set(at: Millis): void } {
  let now = origin
  return {
    now: () => now,
    set: at => {
      now = at
    },
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      now += Math.max(ms, least)
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

export function dispatchingOf(
  { outbox, transaction }: TestOutbox,
  notifier: Notifier,
  clock: Clock,
  extra: Partial<Dispatching> = {},
): Dispatching {
  return { outbox, transaction, notifier, clock, log: silentLogger, ...extra }
}
