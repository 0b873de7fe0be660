// The web server with which the suite tries every channel that posts by HTTP.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { nobodyAt } from '../http.ts'
import { type NotifierTrial, PATIENCE, type Trouble } from './notifier-trial.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, said: string) => void

const drop: Answer = request => request.socket.destroy()

const ANSWERS: Readonly<Record<Exclude<Trouble, 'is not there'>, Answer>> = {
  'ends every connection at once': drop,
  'says nothing': () => undefined,
  'is in trouble': (_request, response, said) => response.writeHead(500).end(said),
  'asks for patience': (_request, response, said) =>
    response.writeHead(429, { 'retry-after': String(PATIENCE) }).end(said),
  'refuses for good': (_request, response, said) => response.writeHead(400).end(said),
  'takes the message, and its answer is lost': drop,
  'takes the message': (_request, response) => response.writeHead(200).end('taken'),
}

/** Stands in an example for the address of the server. */
const ADDRESS = 'http://127.0.0.1:9'

export function speaksHttp(example: unknown): boolean {
  return JSON.stringify(example).includes(ADDRESS)
}

export function httpTrial(example: unknown): NotifierTrial {
  const optionsAt = (url: string): unknown => JSON.parse(JSON.stringify(example).replaceAll(ADDRESS, url))
  return { optionsAt, start: (t, trouble) => startServer(t, trouble, optionsAt) }
}

async function startServer(t: TestContext, trouble: Trouble, optionsAt: (url: string) => unknown) {
  let taken = 0
  if (trouble === 'is not there') return { options: optionsAt(await nobodyAt()), taken: () => taken }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    if (trouble !== 'ends every connection at once')
      for await (const chunk of request) chunks.push(chunk as Buffer)
    if (trouble.startsWith('takes') && Buffer.concat(chunks).length > 0) taken++
    // A server that quotes what it was sent, as many do.
    const said = `${request.headers.host}${request.url} ${request.rawHeaders.join(' ')} ${Buffer.concat(chunks)}`
    ANSWERS[trouble](request, response, said)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const options = optionsAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return { options, taken: () => taken, secrets: addressesIn(options) }
}

/** An address may be a secret whole, or below its host alone. */
function addressesIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(addressesIn)
  const [, below] = /^http:\/\/[^/]+(\/[^{]+)$/.exec(String(value)) ?? []
  return below === undefined ? [] : [String(value), below]
}
