// Hands one message to an SMTP server and says exactly how that ended: accepted, refused, or unknown.
import { PassThrough } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { redactSecrets } from '../../../core/logger.ts'
import type { FrozenMessage, Notifier, SendResult } from '../../outbox/message.ts'

export interface SmtpOptions {
  host: string
  port: number
  /** `implicit`: TLS from the first byte. `starttls`: STARTTLS or nothing. `none`: plain text, for loopback. */
  tls: 'implicit' | 'starttls' | 'none'
  auth: { user: string; pass: string } | null
  /** PEM of the authority to trust, in place of those of Node.js. */
  ca?: string
  /** How this client names itself in EHLO. */
  name?: string
  timeouts?: Partial<SmtpTimeouts>
}

/** Milliseconds. */
export interface SmtpTimeouts {
  connect: Millis
  /** To the first line of the server, and to the end of STARTTLS. */
  greeting: Millis
  /** Between two bytes of the server. */
  idle: Millis
  /** For the whole attempt: a server that drips its answers cannot hold the others up for ever. */
  total: Millis
}

const TIMEOUTS: SmtpTimeouts = {
  connect: 10 * SECOND,
  greeting: 10 * SECOND,
  idle: 30 * SECOND,
  total: 90 * SECOND,
}

/** One connection a message, one recipient a message: what happens to one cannot happen to another. */
export function smtpNotifier(options: SmtpOptions): Notifier {
  const open = new Set<SMTPConnection>()
  return {
    name: 'smtp',
    send: (message, signal) => converse(options, open, signal, session => deliver(session, message)),
    async check(signal) {
      const result = await converse(options, open, signal, () =>
        Promise.resolve({ accepted: true, answer: 'ready' }),
      )
      return result.accepted ? null : result.error
    },
    close() {
      for (const connection of open) connection.close()
      return Promise.resolve()
    },
  }
}

/** How far the conversation has come decides what its failure means. */
interface Session {
  connection: SMTPConnection
  /** `sent`: the final dot may have reached the server. */
  stage: 'connect' | 'login' | 'envelope' | 'sent'
}

async function converse(
  options: SmtpOptions,
  open: Set<SMTPConnection>,
  signal: AbortSignal,
  work: (session: Session) => Promise<SendResult>,
): Promise<SendResult> {
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeouts.total)])
  const session: Session = { connection: connectionTo(options, timeouts), stage: 'connect' }
  const { connection } = session
  open.add(connection)
  try {
    return await raceAgainst(limit, connection, async () => {
      await new Promise<void>((resolve, reject) => {
        connection.once('end', () => reject(new Error('the server closed the connection')))
        connection.connect(error => (error ? reject(error) : resolve()))
      })
      session.stage = 'login'
      if (options.auth !== null) await login(connection, options.auth)
      session.stage = 'envelope'
      return await work(session)
    })
  } catch (error) {
    return classify(error, session.stage, options)
  } finally {
    open.delete(connection)
    if (session.stage === 'connect') connection.close()
    else connection.quit()
    setTimeout(() => connection.close(), SECOND).unref()
  }
}

function connectionTo(options: SmtpOptions, timeouts: SmtpTimeouts): SMTPConnection {
  const connection = new SMTPConnection({
    host: options.host,
    port: options.port,
    secure: options.tls === 'implicit',
    requireTLS: options.tls === 'starttls',
    ignoreTLS: options.tls === 'none',
    connectionTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.idle,
    socketCloseTimeout: SECOND,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
  })
  return connection
}

class TooSlow extends Error {}

/** Settles with the work, the first error of the connection, or the limit, whichever comes first. */
function raceAgainst<T>(limit: AbortSignal, connection: SMTPConnection, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      const timedOut = limit.reason instanceof Error && limit.reason.name === 'TimeoutError'
      reject(timedOut ? new TooSlow('the server took too long') : new Error('slowburn is stopping'))
      connection.close()
    }
    connection.on('error', reject)
    if (limit.aborted) return stop()
    limit.addEventListener('abort', stop, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => limit.removeEventListener('abort', stop))
  })
}

function login(connection: SMTPConnection, auth: { user: string; pass: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.login({ user: auth.user, pass: auth.pass }, error => (error ? reject(error) : resolve()))
  })
}

/** What an address outside ASCII needs (RFC 6531). Without it a server would refuse the message, or garble it. */
const NO_SMTPUTF8: SendResult = {
  accepted: false,
  outcome: 'permanent',
  scope: 'message',
  error: 'the server does not offer SMTPUTF8, which an address outside ASCII needs',
}

function knows(connection: SMTPConnection, extension: string): boolean {
  const { _supportedExtensions: known } = connection as { _supportedExtensions?: unknown }
  return Array.isArray(known) && known.includes(extension)
}

function deliver(session: Session, message: FrozenMessage): Promise<SendResult> {
  const isAscii = /^[ -~]*$/.test(`${message.sender}${message.recipient}`)
  if (!isAscii && !knows(session.connection, 'SMTPUTF8')) return Promise.resolve(NO_SMTPUTF8)
  return new Promise((resolve, reject) => {
    const body = new PassThrough()
    body.once('end', () => {
      session.stage = 'sent'
    })
    body.end(message.bytes)
    const envelope = {
      from: message.sender,
      to: [message.recipient],
      size: message.bytes.length,
    }
    session.connection.send(envelope, body, (error, info) => {
      if (error) return reject(error)
      if (info === undefined || info.rejected.length > 0 || info.accepted.length !== 1) {
        return reject(info?.rejectedErrors?.[0] ?? new Error('the server did not accept the recipient'))
      }
      resolve({ accepted: true, answer: info.response })
    })
  })
}

/**
 * An answer of the server decides by its first digit. Without one: before the message was out nothing can
 * have been accepted; after it, nobody knows. What happens before the envelope concerns every message, so
 * it never condemns the one that met it: a wrong password is put right by people, not by giving up mail. A
 * server that hangs is taken to hang for all: a hundred messages must not wait for it one after the other.
 */
function classify(thrown: unknown, stage: Session['stage'], options: SmtpOptions): SendResult {
  const { responseCode, code } = thrown as { responseCode?: number; code?: string }
  const error = describe(thrown, options)
  if (stage === 'connect' || stage === 'login' || AUTH_CODES.has(responseCode ?? 0)) {
    return { accepted: false, outcome: 'retry', scope: 'server', error }
  }
  if (responseCode !== undefined && responseCode >= 400) {
    if (responseCode === 421) return { accepted: false, outcome: 'retry', scope: 'server', error }
    return { accepted: false, outcome: responseCode >= 500 ? 'permanent' : 'retry', scope: 'message', error }
  }
  if (stage === 'envelope' && isUnsendable(code)) {
    return { accepted: false, outcome: 'permanent', scope: 'message', error }
  }
  const scope = isTimeout(thrown) ? 'server' : 'message'
  return { accepted: false, outcome: stage === 'sent' ? 'unknown' : 'retry', scope, error }
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof TooSlow || (thrown as { code?: string }).code === 'ETIMEDOUT'
}

/** RFC 4954: encryption or a login is missing, wrong or for the moment impossible, whenever it is said. */
const AUTH_CODES: ReadonlySet<number> = new Set([432, 454, 530, 534, 535, 538])

/** Faults of the message itself, found before a byte of it left: too large, an address that is none. */
function isUnsendable(code: string | undefined): boolean {
  return code === 'EENVELOPE' || code === 'EMESSAGE'
}

function describe(thrown: unknown, { host, port, auth }: SmtpOptions): string {
  const text = redactSecrets(messageOf(thrown)).replace(/\s+/g, ' ').slice(0, 500)
  const bare = auth === null || auth.pass === '' ? text : text.replaceAll(auth.pass, '***')
  return `${host}:${port}: ${bare}`
}
