// Hands one message to an SMTP server and says exactly how that ended: accepted, refused, or unknown.
import { Readable } from 'node:stream'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { FrozenMessage, SendResult } from '../../outbox/message.ts'
import { converse, type Session, type SmtpOptions } from './connection.ts'

/**
 * One connection a message, one recipient a message: what happens to one cannot happen to another. `onEnvelope` is called once the server has let us in, before it can
 * see anything of the message.
 */
export function deliverTo(
  options: SmtpOptions,
  open: Set<SMTPConnection>,
  signal: AbortSignal,
  message: FrozenMessage,
  onEnvelope: () => void = () => undefined,
): Promise<SendResult> {
  return converse(options, open, signal, session => {
    onEnvelope()
    return deliver(session, message)
  })
}

/** Connection, TLS and log-in; null if all is well. */
export async function checkServer(
  options: SmtpOptions,
  open: Set<SMTPConnection>,
  signal: AbortSignal,
): Promise<string | null> {
  const ready: SendResult = { accepted: true, answer: 'ready' }
  const result = await converse(options, open, signal, () => Promise.resolve(ready))
  return result.accepted ? null : result.error
}

/** Whether the server takes addresses outside ASCII; null where it could not be asked. */
export async function takesUtf8(options: SmtpOptions, signal: AbortSignal): Promise<boolean | null> {
  let takes: boolean | null = null
  await converse(options, new Set(), signal, ({ connection }) => {
    takes = knows(connection, 'SMTPUTF8')
    return Promise.resolve({ accepted: true, answer: 'asked' })
  })
  return takes
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
  const body = bodyOf(message, session)
  return new Promise<SendResult>((resolve, reject) => {
    const envelope = {
      from: message.sender,
      to: [message.recipient],
      size: message.bytes.length,
    }
    session.connection.send(envelope, body, (error, info) => {
      if (error) return reject(error)
      if (session.stage !== 'sent') return reject(new Error(TOO_EARLY))
      if (info === undefined || info.rejected.length > 0 || info.accepted.length !== 1) {
        return reject(info?.rejectedErrors?.[0] ?? new Error('the server did not accept the recipient'))
      }
      resolve({ accepted: true, answer: info.response })
    })
  }).finally(() => body.destroy())
}

const TOO_EARLY = 'answered the message before it was sent'

/**
 * Nothing of it leaves unless the server asks for it (RFC 5321, 4.3.2: the answer to DATA is 354) and has said nothing more.
 * nodemailer takes any 2xx for that, and what came with it for the answer to the message: it would be of nothing that the server has.
 */
function bodyOf({ bytes }: FrozenMessage, session: Session): Readable {
  const { connection } = session
  const body = new Readable({
    read() {
      const answer = String(connection.lastServerResponse)
      if (!/^354\b/.test(answer)) {
        body.destroy(new Error(`answered DATA with what does not ask for the message: ${answer}`))
        return
      }
      afterReading(() => {
        if (body.destroyed) return
        if (saidMore(connection, answer)) {
          body.destroy(new Error(TOO_EARLY))
          return
        }
        body.push(bytes)
        body.push(null)
      })
    },
  })
  return body.once('end', () => session.sent())
}

/** Once what has come by now is read: of two turns of the event loop one looks at the sockets. */
function afterReading(work: () => void): void {
  setImmediate(() => setImmediate(work))
}

function saidMore(connection: SMTPConnection, answer: string): boolean {
  const { _responseQueue, _remainder } = connection as { _responseQueue?: unknown; _remainder?: unknown }
  const isRead = Array.isArray(_responseQueue) && _responseQueue.length === 0 && _remainder === ''
  return !isRead || connection.lastServerResponse !== answer
}
