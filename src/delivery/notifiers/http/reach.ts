// Whether a web address can be reached at all: its name resolves, it takes a connection, its certificate is trusted.
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'

/** The name that is asked for in TLS; an address has none (RFC 6066, section 3), and its certificate names the address. */
function named(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {}
}

/** Null if it can, else what is wrong. Nothing is sent: what listens there may take any request for a message. */
export function reach(
  url: string,
  signal: AbortSignal,
  timeout: Millis = 5 * SECOND,
): Promise<string | null> {
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'https:'
  const at = { host, port: Number(port === '' ? (secure ? 443 : 80) : port) }
  return new Promise(resolve => {
    const socket: Socket = secure ? connectTls({ ...at, ...named(host) }) : connect(at)
    const end = (fault: string | null): void => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(fault)
    }
    const stop = (): void => end('was not tried to the end')
    signal.addEventListener('abort', stop, { once: true })
    socket.setTimeout(timeout, () => end(`${host}:${at.port} does not answer within ${timeout / SECOND} s`))
    socket.once('error', error => end(`${host}:${at.port} cannot be reached: ${messageOf(error)}`))
    socket.once(secure ? 'secureConnect' : 'connect', () => end(null))
  })
}
