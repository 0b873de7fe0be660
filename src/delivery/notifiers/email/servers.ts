// Several mail servers in order: where one does not answer the next is tried, and no message is handed to two.
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Clock, Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'
import type { Attempt, FrozenMessage, Notifier, SendResult } from '../../outbox/message.ts'
import { type SmtpOptions, serverName } from './connection.ts'
import { createPatience, LONGEST_SENDING } from './patience.ts'
import { checkServer, deliverTo } from './smtp.ts'

/** A server that did not answer comes last for so long. */
const AVOIDED_FOR: Millis = MINUTE
/** A server that has let a message in and has not answered by then is slow: others go by the next one until it has. */
const SLOW: Millis = 20 * SECOND

/**
 * A message whose attempt ended without an answer may have been taken, so it stays with that server: the outbox remembers
 * which one, over a crash too. Only a server that a person has taken out of the configuration is given up on.
 */
export function smtpServers(servers: readonly SmtpOptions[], clock: Clock, slow: Millis = SLOW): Notifier {
  const open = new Set<SMTPConnection>()
  const failedAt = new Map<string, Millis>()
  const waitedFor = waits()
  const bounded = servers.map(one => ({
    ...one,
    patience: createPatience(one.timeouts, servers.length),
  }))
  const avoided = (one: SmtpOptions): boolean =>
    waitedFor.has(serverName(one)) ||
    Math.abs(clock.now() - (failedAt.get(serverName(one)) ?? Number.NEGATIVE_INFINITY)) < AVOIDED_FOR
  const inOrder = (): typeof bounded => [
    ...bounded.filter(one => !avoided(one)),
    ...bounded.filter(one => avoided(one)),
  ]
  return {
    name: 'smtp',
    longest: LONGEST_SENDING,
    async send(message, signal, attempt) {
      const bound = bounded.find(one => serverName(one) === attempt?.via)
      if (bound !== undefined) {
        const wait = waitedFor.begin(serverName(bound), slow)
        try {
          const result = alone(await deliverTo(bound, open, signal, message, wait.start))
          bound.patience.grow()
          return result
        } finally {
          wait.end()
        }
      }
      const errors: string[] = []
      for (const server of inOrder()) {
        const result = await handOver(server, { message, signal, attempt, open, waitedFor, slow })
        if (!isAway(result)) return result
        if (signal.aborted) return result
        failedAt.set(serverName(server), clock.now())
        errors.push(result.error)
      }
      for (const { patience } of bounded) patience.grow()
      return { accepted: false, outcome: 'retry', scope: 'server', error: errors.join('; ') }
    },
    async check(signal) {
      const faults = await Promise.all(bounded.map(one => checkServer(one, open, signal)))
      return faults.filter(fault => fault !== null).join('; ') || null
    },
    close() {
      for (const connection of open) connection.close()
      return Promise.resolve()
    },
  }
}

interface HandOver {
  message: FrozenMessage
  signal: AbortSignal
  attempt: Attempt | undefined
  open: Set<SMTPConnection>
  waitedFor: Waits
  slow: Millis
}

/** Which server it is has to be on disk before that one can see the message. */
async function handOver(
  server: SmtpOptions,
  { message, signal, attempt, open, waitedFor, slow }: HandOver,
): Promise<SendResult> {
  const wait = waitedFor.begin(serverName(server), slow)
  try {
    return await deliverTo(server, open, signal, message, () => {
      attempt?.pin(serverName(server))
      wait.start()
    })
  } finally {
    wait.end()
  }
}

interface Waits {
  /** Whether some message has been waiting for long for an answer of this server. */
  has(name: string): boolean
  /** Of one message: it has begun to wait, and it does no more. */
  begin(name: string, slow: Millis): { start(): void; end(): void }
}

function waits(): Waits {
  const long = new Map<string, number>()
  const add = (name: string, by: number): void => void long.set(name, (long.get(name) ?? 0) + by)
  return {
    has: name => (long.get(name) ?? 0) > 0,
    begin(name, slow) {
      let timer: NodeJS.Timeout | undefined
      let isLong = false
      return {
        start() {
          timer = setTimeout(() => {
            isLong = true
            add(name, 1)
          }, slow)
        },
        end() {
          clearTimeout(timer)
          if (isLong) add(name, -1)
        },
      }
    },
  }
}

type Away = Extract<SendResult, { accepted: false }>

/** Nothing was taken, for no message gets through: another server may take it. */
function isAway(result: SendResult): result is Away {
  return !result.accepted && result.outcome === 'retry' && result.scope === 'server'
}

/** What is bound to a server that is away waits alone: the others go by the next one. */
function alone(result: SendResult): SendResult {
  return isAway(result) ? { ...result, scope: 'message' } : result
}
