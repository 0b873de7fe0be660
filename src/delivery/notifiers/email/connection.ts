// One conversation with an SMTP server: connection, TLS, log-in, and what its failure at each stage means.
import type { Socket } from 'node:net'
import { callbackify } from 'node:util'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'
import type { SendResult } from '../../outbox/message.ts'
import { createPatience, type Patience, type SmtpTimeouts } from './patience.ts'
import { isPrivateAddress } from './private-address.ts'

export interface SmtpOptions {
  host: string
  port: number
  /** `implicit`: TLS from the first byte. `starttls`: STARTTLS or nothing. `none`: plain text. */
  tls: 'implicit' | 'starttls' | 'none'
  /** A connection to any other address than one of a private network is left before log-in and message. */
  privateOnly?: boolean
  /** `token` is asked for at each log-in; with true where the last one was refused. */
  auth: { user: string; pass: string } | { user: string; token(renew: boolean): Promise<string> } | null
  /** PEM of the authority to trust, in place of those of Node.js. */
  ca?: string
  /** PEM of the certificate by which this client proves who it is. */
  client?: { cert: string; key: string }
  /** How this client names itself in EHLO. */
  name?: string
  timeouts?: Partial<SmtpTimeouts>
  /** What was learned of how slow it is; kept by whoever sends to it again. */
  patience?: Patience
}

/** How far the conversation has come decides what its failure means. */
export interface Session {
  connection: SMTPConnection
  /** `sent`: the final dot may have reached the server. */
  stage: 'connect' | 'login' | 'envelope' | 'sent'
  /** Called with the final dot: from here on the server may have taken the message. */
  sent(): void
}

/** Whatever goes wrong becomes a result. */
export async function converse(
  options: SmtpOptions,
  open: Set<SMTPConnection>,
  signal: AbortSignal,
  work: (session: Session) => Promise<SendResult>,
): Promise<SendResult> {
  const patience = options.patience ?? createPatience(options.timeouts)
  const timeouts = patience.limits()
  const connection = connectionTo(options, timeouts)
  const late = lateness(timeouts.total)
  const began = performance.now()
  const session: Session = {
    connection,
    stage: 'connect',
    sent() {
      session.stage = 'sent'
      patience.reached(performance.now() - began)
      late.restart(timeouts.answer)
      socketOf(connection)?.setTimeout(timeouts.answer)
    },
  }
  open.add(connection)
  try {
    return await raceAgainst(AbortSignal.any([signal, late.signal]), connection, async () => {
      await new Promise<void>((resolve, reject) => {
        connection.once('end', () => reject(new Error('the server closed the connection')))
        connection.connect(error => (error ? reject(error) : resolve()))
      })
      if (options.privateOnly === true) demandPrivate(connection)
      session.stage = 'login'
      if (options.auth !== null) await login(connection, options.auth)
      session.stage = 'envelope'
      return await work(session)
    })
  } catch (error) {
    if (session.stage !== 'sent' && isTimeout(error)) patience.ranOut()
    return classify(error, session.stage, options)
  } finally {
    late.end()
    open.delete(connection)
    if (session.stage === 'connect') connection.close()
    else connection.quit()
    setTimeout(() => connection.close(), SECOND).unref()
  }
}

function connectionTo(options: SmtpOptions, timeouts: SmtpTimeouts): SMTPConnection {
  const tls = {
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.client === undefined ? {} : options.client),
  }
  return new SMTPConnection({
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
    tls,
  })
}

function demandPrivate(connection: SMTPConnection): void {
  const remoteAddress = socketOf(connection)?.remoteAddress ?? ''
  if (isPrivateAddress(remoteAddress)) return
  throw new Error(`${remoteAddress} is in no private network, and plain text is for those alone`)
}

function socketOf(connection: SMTPConnection): Socket | undefined {
  return (connection as unknown as { _socket?: Socket })._socket
}

class TooSlow extends Error {}

/** A limit that is set anew when the conversation has come so far. */
function lateness(first: Millis): { signal: AbortSignal; restart(after: Millis): void; end(): void } {
  const controller = new AbortController()
  const start = (after: Millis): NodeJS.Timeout =>
    setTimeout(() => controller.abort(new TooSlow('the server took too long')), after)
  let timer = start(first)
  return {
    signal: controller.signal,
    restart(after) {
      clearTimeout(timer)
      timer = start(after)
    },
    end: () => clearTimeout(timer),
  }
}

/** Settles with the work, the first error of the connection, or the limit, whichever comes first. */
function raceAgainst<T>(limit: AbortSignal, connection: SMTPConnection, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(limit.reason instanceof TooSlow ? limit.reason : new Error('slowburn is stopping'))
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

function login(connection: SMTPConnection, auth: NonNullable<SmtpOptions['auth']>): Promise<void> {
  const { user } = auth
  const given = 'pass' in auth ? { user, pass: auth.pass } : { user, oauth2: tokensOf(auth) }
  return new Promise((resolve, reject) => {
    connection.login(given as SMTPConnection.Credentials, error => (error ? reject(error) : resolve()))
  })
}

/** As nodemailer asks for them; it asks once more where the server refuses the first. */
function tokensOf({ user, token }: { user: string; token(renew: boolean): Promise<string> }) {
  return {
    getToken: callbackify(token),
    // https://developers.google.com/workspace/gmail/imap/xoauth2-protocol#initial_client_response
    buildXOAuth2Token: (found: string): string =>
      Buffer.from(`user=${user}\u0001auth=Bearer ${found}\u0001\u0001`).toString('base64'),
  }
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
  if (stage === 'envelope' && responseCode === undefined && isUnsendable(code)) {
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
  const secret = auth !== null && 'pass' in auth ? auth.pass : ''
  const bare = secret === '' ? text : text.replaceAll(secret, '***')
  return `${serverName({ host, port })}: ${bare}`
}

/** How a server is named in errors and in the outbox. */
export function serverName({ host, port }: Pick<SmtpOptions, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
