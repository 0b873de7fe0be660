// One request to the running service, over HTTP or HTTPS. Over HTTPS it talks only to the very certificate that the
// service has put down in its data folder, whoever has signed it: so a token never goes to anybody else.
import { X509Certificate } from 'node:crypto'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { PeerCertificate } from 'node:tls'
import { SECOND } from '../../core/duration.ts'
import { wholeText } from '../../core/reading/answer.ts'

export interface Asked {
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body?: string
  /** PEM of the service; null where it speaks plain HTTP. */
  certificate: string | null
  /** Path of the Unix socket that it listens on; null over TCP. */
  socket: string | null
  /** What it is shown where it asks for the certificate of a client. */
  client: { cert: string; key: string } | null
  /** Bytes of an answer, at most. Default 64 MB: several times as much as the longest page of the API. */
  largest?: number
}

export interface Answered {
  status: number
  body: string
}

const PATIENCE = 10 * SECOND

const LARGEST_ANSWER = 64e6

/** Rejects where nothing, or somebody else, answers, or without end. Follows no redirect. */
export function ask(
  target: URL,
  { method, headers, body, certificate, socket, client, largest = LARGEST_ANSWER }: Asked,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE)
    const way = socket === null ? {} : { socketPath: socket }
    const options = { method, headers, agent: false, signal, ...way } as const
    const sent =
      target.protocol === 'https:'
        ? secureRequest(target, { ...options, ...pinned(certificate), ...client })
        : plainRequest(target, options)
    sent.on('error', reject)
    sent.on('response', response => {
      const { statusCode: status = 0 } = response
      wholeText(response, largest).then(text => resolve({ status, body: text }), reject)
    })
    sent.end(body)
  })
}

/** The certificate is its own anchor, so neither its authority nor the name that it is for matters. */
function pinned(certificate: string | null) {
  if (certificate === null) return {}
  const expected = new X509Certificate(certificate).fingerprint256
  return {
    ca: certificate,
    allowPartialTrustChain: true,
    checkServerIdentity: (_name: string, shown: PeerCertificate): Error | undefined =>
      shown.fingerprint256 === expected ? undefined : new Error('it shows another certificate'),
  }
}
