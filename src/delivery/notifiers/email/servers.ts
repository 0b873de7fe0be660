// Several mail servers in order: where one does not answer the next is tried, and no message is handed to two.
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Clock, Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'
import type { Attempt, FrozenMessage, Notifier, SendResult } from '../../outbox/message.ts'
import { type SmtpOptions, serverName } from './connection.ts'
import { checkServer, deliverTo } from './smtp.ts'

/** A server that did not answer comes last for so long. */
const AVOIDED_FOR: Millis = MINUTE
/** For all servers together: less than an attempt of a notifier may take. */
const LONGEST: Millis = 100 * SECOND

/**
 * A message whose attempt ended without an answer may have been taken, so it stays with that server: the outbox remembers
 * which one, over a crash too. Only a server that a person has taken out of the configuration is given up on.
 */
export function smtpServers(servers: readonly SmtpOptions[], clock: Clock): Notifier {
  const open = new Set<SMTPConnection>()
  const failedAt = new Map<string, Millis>()
  const total = Math.floor(LONGEST / Math.max(1, servers.length))
  const bounded = servers.map(one => ({ ...one, timeouts: { total, ...one.timeouts } }))
  const avoided = (one: SmtpOptions): boolean =>
    Math.abs(clock.now() - (failedAt.get(serverName(one)) ?? Number.NEGATIVE_INFINITY)) < AVOIDED_FOR
  const inOrder = (): SmtpOptions[] => [
    ...bounded.filter(one => !avoided(one)),
    ...bounded.filter(one => avoided(one)),
  ]
  return {
    name: 'smtp',
    async send(message, signal, attempt) {
      const bound = bounded.find(one => serverName(one) === attempt?.via)
      if (bound !== undefined) return alone(await deliverTo(bound, open, signal, message))
      const errors: string[] = []
      for (const server of inOrder()) {
        const result = await handOver(server, { message, signal, attempt, open })
        if (!isAway(result)) return result
        if (signal.aborted) return result
        failedAt.set(serverName(server), clock.now())
        errors.push(result.error)
      }
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
}

/** Which server it is has to be on disk before that one can see the message. */
function handOver(server: SmtpOptions, { message, signal, attempt, open }: HandOver): Promise<SendResult> {
  return deliverTo(server, open, signal, message, () => attempt?.pin(serverName(server)))
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
