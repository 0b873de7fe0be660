// Whether a web address can be reached at all: its name resolves, it takes a connection, its certificate is trusted.
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'

/**
 * Null if it can, else what is wrong. It goes the way that requests go, through a proxy where there is one. Nothing is sent:
 * what listens there may take any request for a message.
 */
export function reach(
  url: string,
  signal: AbortSignal,
  timeout: Millis = 5 * SECOND,
): Promise<string | null> {
  const { hostname, port, protocol } = new URL(url)
  const secure = protocol === 'https:'
  const place = `${hostname.replace(/^\[|\]$/g, '')}:${port === '' ? (secure ? 443 : 80) : port}`
  return new Promise(resolve => {
    // It is never ended, so that not even its head is sent.
    const request = (secure ? secureRequest : plainRequest)(url, { method: 'POST' })
    const end = (fault: string | null): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      request.destroy()
      resolve(fault)
    }
    const stop = (): void => end('was not tried to the end')
    const late = `${place} does not answer within ${timeout / SECOND} s`
    const timer = setTimeout(() => end(late), timeout)
    signal.addEventListener('abort', stop, { once: true })
    request.on('error', error => end(`${place} cannot be reached: ${redactSecrets(messageOf(error))}`))
    request.once('socket', socket => onceOpen(socket, () => end(null)))
  })
}

function onceOpen(socket: Socket, open: () => void): void {
  if (socket instanceof TLSSocket) {
    if (socket.authorized) open()
    else socket.once('secureConnect', open)
  } else if (socket.connecting) socket.once('connect', open)
  else open()
}
