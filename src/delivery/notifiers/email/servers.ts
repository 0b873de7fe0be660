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
/** A server that has not answered the final dot by then is slow: other messages go by the next one meanwhile. */
const SLOW: Millis = 20 * SECOND

/**
 * A message whose attempt ended without an answer may have been taken, so it stays with that server: the outbox remembers
 * which one, over a crash too. Only a server that a person has taken out of the configuration is given up on.
 */
export function smtpServers(servers: readonly SmtpOptions[], clock: Clock): Notifier {
  const open = new Set<SMTPConnection>()
  const failedAt = new Map<string, Millis>()
  const bounded = servers.map(one => ({
    ...one,
    patience: createPatience(one.timeouts, servers.length),
  }))
  const avoided = (one: SmtpOptions): boolean =>
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
        const result = alone(await deliverTo(bound, open, signal, message))
        bound.patience.grow()
        return result
      }
      const errors: string[] = []
      for (const server of inOrder()) {
        const slow = (): void => void failedAt.set(serverName(server), clock.now())
        const result = await handOver(server, { message, signal, attempt, open, slow })
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
  /** Called where it takes long to answer. */
  slow(): void
}

/** Which server it is has to be on disk before that one can see the message. */
async function handOver(
  server: SmtpOptions,
  { message, signal, attempt, open, slow }: HandOver,
): Promise<SendResult> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await deliverTo(server, open, signal, message, () => {
      attempt?.pin(serverName(server))
      timer = setTimeout(slow, SLOW)
    })
  } finally {
    clearTimeout(timer)
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
