// Opens the port and closes it again: with a plain word where it cannot, and without waiting for anybody.
import { X509Certificate } from 'node:crypto'
import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { SECOND } from '../core/duration.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import type { TlsSettings } from './security/web-config.ts'

export interface Address {
  host: string
  /** 0 takes any free port. */
  port: number
}

export interface Listening {
  /** Where a browser on this machine finds it, with a slash at the end. */
  url: string
  port: number
  /** PEM of the certificate that it shows; null over plain HTTP. */
  certificate: string | null
  /** Stops listening, lets answers under way finish for a second, then cuts every connection. */
  close(): Promise<void>
}

/** How long answers under way may take once we are closing. */
const GRACE = SECOND

/** Throws ConfigError where the address cannot be listened on. */
export async function listen(
  app: Express,
  { host, port }: Address,
  tls: TlsSettings | null = null,
): Promise<Listening> {
  const limits = {
    requestTimeout: 10 * SECOND,
    headersTimeout: 5 * SECOND,
    keepAliveTimeout: 5 * SECOND,
    connectionsCheckingInterval: 2 * SECOND,
  }
  const server = tls === null ? createServer(limits, app) : secureServer(tls, limits, app)
  server.maxConnections = 512
  server.setTimeout(30 * SECOND)
  const address = await open(server, { host, port })
  return {
    url: `${tls === null ? 'http' : 'https'}://${urlHost(host)}:${address.port}/`,
    port: address.port,
    certificate: tls === null ? null : new X509Certificate(tls.cert).toString(),
    close: () => close(server),
  }
}

/** HTTPS with the clients' certificates treated as Go's crypto/tls names it. */
function secureServer(tls: TlsSettings, limits: ServerOptions, app: Express): HttpsServer {
  const { cert, key, clientCa, clientAuth, minVersion, maxVersion } = tls
  const server = createSecureServer(
    {
      ...limits,
      cert,
      key,
      minVersion,
      maxVersion,
      ...(clientCa === null ? {} : { ca: clientCa }),
      requestCert: clientAuth !== 'NoClientCert',
      rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
    },
    app,
  )
  server.on('secureConnection', socket => {
    const given = Object.keys(socket.getPeerCertificate()).length > 0
    const refused =
      (clientAuth === 'RequireAnyClientCert' && !given) ||
      (clientAuth === 'VerifyClientCertIfGiven' && given && !socket.authorized)
    if (refused) socket.destroy()
  })
  return server
}

function open(server: Server | HttpsServer, { host, port }: Address): Promise<AddressInfo> {
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
      else resolve(address)
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
