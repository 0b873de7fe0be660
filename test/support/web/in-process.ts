// Asks an express app without a socket between, for tests that ask a million times.
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Express } from 'express'

export interface Request {
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: string
}

export interface Response {
  status: number
  headers: OutgoingHttpHeaders
  body: string
}

/** Resolves when the app has ended its answer. `from` is the address of the asker. */
export function asker(app: Express, from = '127.0.0.1'): (request: Request) => Promise<Response> {
  const socket = openSocket(from)
  return ({ method, path, headers, body }) =>
    new Promise(resolve => {
      const request = new IncomingMessage(socket)
      request.method = method
      request.url = path
      request.headers = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
      request.headers['content-length'] = String(Buffer.byteLength(body))
      request.push(body)
      request.push(null)
      const response = new ServerResponse(request)
      // What express calls last: the bytes are kept instead of being sent.
      response.end = ((chunk?: unknown) => {
        if (!response.headersSent) response.writeHead(response.statusCode)
        const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : String(chunk ?? '')
        resolve({ status: response.statusCode, headers: response.getHeaders(), body: text })
        response.emit('close')
        return response
      }) as ServerResponse['end']
      app(request, response)
    })
}

/** Body parsers look whether the connection can still be read. */
function openSocket(from: string): Socket {
  const socket = new Socket()
  return Object.defineProperties(socket, { remoteAddress: { value: from }, readable: { value: true } })
}
