// Opens the port and closes it again: with a plain word where it cannot, and without waiting for anybody.
import { X509Certificate } from 'node:crypto'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket, TlsOptions } from 'node:tls'
import type { Express } from 'express'
import { SECOND } from '../core/duration.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import { boundConnections } from './connections.ts'
import { withOneHost } from './one-host.ts'
import { hasAllowedName } from './security/toolkit/client-names.ts'
import { secureContextOf, type TlsSettings } from './security/toolkit/tls.ts'
import { openSocket } from './unix-socket.ts'

/** A host and a port, where 0 takes any free one; or the path of a Unix socket, which stands in for both. */
export interface Address {
  host: string
  port: number
  socket?: string | null
  /** Which group may use it, by name or number; null: that of this process. */
  socketGroup?: string | number | null
}

export interface ListenOptions {
  /** Null: plain HTTP. */
  tls?: TlsSettings | null
  /** Addresses that stand for many, as that of a reverse proxy: their connections are bounded together only. */
  isShared?(address: string): boolean
}

export interface Listening {
  /** Where a browser on this machine finds it, with a slash at the end. */
  url: string
  port: number
  /** The path of the Unix socket that it listens on; null over TCP. */
  socket: string | null
  /** PEM of the certificate that it shows; null over plain HTTP. */
  certificate: string | null
  /**
   * From the next connection on it speaks so. Where this asks clients for something else, connections that stand end with their
   * next request. Not to be asked over plain HTTP.
   */
  renew(tls: TlsSettings): void
  /** Stops listening, lets answers under way finish for a second, then cuts every connection. */
  close(): Promise<void>
}

/** How long answers under way may take once we are closing. */
const GRACE = SECOND

/** In all, and from one address: a browser keeps six, a scraper one. */
const MOST_CONNECTIONS = { all: 512, perAddress: 64 }

/** Throws ConfigError where the address cannot be listened on. */
export async function listen(
  app: Express,
  address: Address,
  { tls = null, isShared = () => false }: ListenOptions = {},
): Promise<Listening> {
  const limits = {
    requestTimeout: 10 * SECOND,
    headersTimeout: 5 * SECOND,
    keepAliveTimeout: 5 * SECOND,
    connectionsCheckingInterval: 2 * SECOND,
  }
  const listener = withOneHost(app)
  const secured = tls === null ? null : secureServer(tls, limits, listener)
  const server = secured?.server ?? createServer(limits, listener)
  boundConnections(server, { ...MOST_CONNECTIONS, isShared })
  server.setTimeout(30 * SECOND)
  const socket = address.socket ?? null
  const port =
    socket === null ? await open(server, address) : await openSocket(server, socket, address.socketGroup)
  const scheme = tls === null ? 'http' : 'https'
  return {
    url: socket === null ? `${scheme}://${urlHost(address.host)}:${port}/` : `${scheme}://localhost/`,
    port,
    socket,
    get certificate() {
      return secured === null ? null : new X509Certificate(secured.tls().cert).toString()
    },
    renew: now => secured?.renew(now),
    close: () => close(server),
  }
}

/** Throws ConfigError where a host and port cannot be listened on now. Nothing is left open. */
export async function tryAddress(address: Pick<Address, 'host' | 'port'>): Promise<void> {
  const server = createServer()
  await open(server, address)
  await close(server)
}

interface Secured {
  server: HttpsServer
  /** As it is now. */
  tls(): TlsSettings
  renew(tls: TlsSettings): void
}

/** HTTPS with the clients' certificates treated as Go's crypto/tls names it. */
function secureServer(first: TlsSettings, limits: ServerOptions, answer: RequestListener): Secured {
  let current = first
  const askedFor = new WeakMap<Socket, string>()
  // Who was let in before something else was asked for comes again by a new connection, or not at all.
  const listener: RequestListener = (request, response) => {
    if (askedFor.get(request.socket) === demandOf(current)) answer(request, response)
    else request.socket.destroy()
  }
  const server = createSecureServer(
    {
      ...limits,
      ...secureContextOf(first),
      ...askingOf(first),
    },
    listener,
  )
  server.on('secureConnection', socket => {
    askedFor.set(socket, demandOf(current))
    if (isRefused(socket, current)) socket.destroy()
  })
  return {
    server,
    tls: () => current,
    renew: now => {
      server.setSecureContext(secureContextOf(now))
      // Node has no method for these: it reads them from the server at each connection.
      Object.assign(server, askingOf(now))
      current = now
    },
  }
}

/** Tells what is asked of clients from what was. */
function demandOf({ clientAuth, clientCa, clientSans }: TlsSettings): string {
  return JSON.stringify([clientAuth, clientCa, clientSans])
}

/** Whether clients are asked for a certificate, and refused by Node itself where nobody vouches for it. */
function askingOf({ clientAuth }: TlsSettings): Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'> {
  return {
    requestCert: clientAuth !== 'NoClientCert',
    rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
  }
}

/** What Node does not refuse by itself. */
function isRefused(socket: TLSSocket, { clientAuth, clientSans }: TlsSettings): boolean {
  const given = Object.keys(socket.getPeerCertificate()).length > 0
  if (clientAuth === 'RequireAnyClientCert' && !given) return true
  if (clientAuth === 'VerifyClientCertIfGiven' && given && !socket.authorized) return true
  return clientSans !== null && !hasAllowedName(socket.getPeerX509Certificate()?.subjectAltName, clientSans)
}

function open(server: Server | HttpsServer, { host, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(refusal(error, { host, port }))
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      return fail(new RangeError(`port ${port} is not a whole number from 0 to 65535`))
    }
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new TypeError('the server has no address'))
      else resolve(address.port)
    })
  })
}

function refusal(error: NodeJS.ErrnoException, { host, port }: Address): ConfigError {
  const [message, remedy] = causeOf(error.code, host, port) ?? [messageOf(error), undefined]
  const refused = new ConfigError([{ path: 'listen', message, remedy }])
  refused.cause = error
  return refused
}

function causeOf(code: string | undefined, host: string, port: number): readonly [string, string] | null {
  switch (code) {
    case 'EADDRINUSE':
      return [
        `port ${port} on ${host} is in use`,
        'Stop the program that holds it (perhaps another slowburn), or set another listen.port; 0 takes any free one',
      ]
    case 'EACCES':
      return [`port ${port} on ${host} may not be opened by this user`, 'Set a listen.port of 1024 or above']
    case 'EADDRNOTAVAIL':
      return [`${host} is not an address of this machine`, 'Use 127.0.0.1, or 0.0.0.0 for every address']
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`the host name ${host} is not known`, 'Use 127.0.0.1, or 0.0.0.0 for every address']
    default:
      return null
  }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function close(server: Server | HttpsServer): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
