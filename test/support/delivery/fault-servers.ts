// A server for any channel, in trouble of one kind or another: what it took is the oracle, whatever the channel answers.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import * as z from 'zod'
import type { Channel, Recipient } from '../../../src/delivery/notifiers/channel.ts'
import { recipientsBy } from '../../../src/delivery/notifiers/registry.ts'
import type { SendResult } from '../../../src/delivery/outbox/message.ts'
import { nobodyAt } from './http.ts'
import { type Misbehaviour, startSmtp } from './smtp.ts'

/** Where the example of a channel that posts by HTTP says that nobody listens. */
const NOBODY = 'http://127.0.0.1:9'

type Outcome = Exclude<SendResult, { accepted: true }>['outcome'] | 'accepted'

export interface Trouble {
  /** What may be said of it. */
  readonly outcomes: readonly Outcome[]
  /** Least wait that the server asked for, in milliseconds. */
  readonly after?: number
  http?(request: IncomingMessage, response: ServerResponse, said: string): void
  readonly smtp?: Misbehaviour
}

/** By what the server does. */
export const TROUBLES: Readonly<Record<string, Trouble>> = {
  'is not there': { outcomes: ['retry'] },
  'ends every connection at once': {
    outcomes: ['retry', 'unknown'],
    http: request => request.socket.destroy(),
    smtp: { at: 'rcpt', drop: true },
  },
  'says nothing': {
    outcomes: ['retry', 'unknown'],
    http: () => undefined,
    smtp: { at: 'connect', silent: true },
  },
  'is in trouble': {
    outcomes: ['retry'],
    http: (_request, response, said) => response.writeHead(500).end(said),
    smtp: { at: 'data', code: 451 },
  },
  'asks for patience': {
    outcomes: ['retry'],
    after: 7000,
    http: (_request, response, said) => response.writeHead(429, { 'retry-after': '7' }).end(said),
    smtp: { at: 'rcpt', code: 450 },
  },
  'refuses for good': {
    outcomes: ['permanent'],
    http: (_request, response, said) => response.writeHead(400).end(said),
    smtp: { at: 'rcpt', code: 550 },
  },
  'takes the message, and its answer is lost': {
    outcomes: ['unknown'],
    http: request => request.socket.destroy(),
    smtp: { at: 'answer', drop: true },
  },
  'takes the message': {
    outcomes: ['accepted'],
    http: (_request, response) => response.writeHead(200).end('taken'),
  },
}

const TAKES: ReadonlySet<string> = new Set(['takes the message', 'takes the message, and its answer is lost'])

export interface FaultServer {
  to: ReadonlyArray<Recipient<unknown>>
  settings: Readonly<Record<string, unknown>>
  /** Messages that it took. */
  taken(): number
  /** What may be in no message and no error: what the example calls secret, and where it is sent. */
  secrets: readonly string[]
}

/** Runs until the test ends. Throws where the suite cannot know how to stand in for the channel's server. */
export async function faultServer(t: TestContext, channel: Channel, trouble: string): Promise<FaultServer> {
  if ('smtp' in channel.settings) return await mailServer(t, channel, trouble)
  if (JSON.stringify(channel.example).includes(NOBODY)) return await webServer(t, channel, trouble)
  throw new Error(`the example of ${channel.name} has no address that begins with ${NOBODY}`)
}

async function webServer(t: TestContext, channel: Channel, trouble: string): Promise<FaultServer> {
  const { http } = TROUBLES[trouble] ?? {}
  let taken = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    if (trouble !== 'ends every connection at once')
      for await (const chunk of request) chunks.push(chunk as Buffer)
    if (TAKES.has(trouble) && Buffer.concat(chunks).length > 0) taken++
    // A server that quotes what it was sent, as many do.
    const said = `${request.headers.host}${request.url} ${request.rawHeaders.join(' ')} ${Buffer.concat(chunks)}`
    http?.(request, response, said)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url =
    http === undefined ? await nobodyAt() : `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const example = JSON.parse(JSON.stringify(channel.example).replaceAll(NOBODY, url)) as unknown
  return { to: toOf(channel, example), settings: {}, taken: () => taken, secrets: secretsIn(example) }
}

async function mailServer(t: TestContext, channel: Channel, trouble: string): Promise<FaultServer> {
  const server = await startSmtp()
  t.after(() => server.close())
  const { smtp: misbehaviour, http } = TROUBLES[trouble] ?? {}
  if (misbehaviour !== undefined) server.always(misbehaviour)
  const port = http === undefined ? Number(new URL(await nobodyAt()).port) : server.port
  const written = { host: '127.0.0.1', port, tls: 'none', from: 'slowburn@example.org' }
  const smtp = z.parse(channel.settings.smtp as z.ZodType, written)
  return {
    to: toOf(channel, channel.example),
    settings: { smtp },
    taken: () => server.accepted.length,
    secrets: [],
  }
}

function toOf(channel: Channel, example: unknown): ReadonlyArray<Recipient<unknown>> {
  const [to] = recipientsBy(channel, [{ name: 'ann', [channel.name]: channel.options.parse(example) }])
  if (to === undefined) throw new Error(`the example of ${channel.name} reaches nobody`)
  return [to]
}

/** An address may be a secret whole, or below its host alone. */
function addressesIn(text: string): string[] {
  const [, below] = /^http:\/\/[^/]+(\/[^{]+)$/.exec(text) ?? []
  if (below !== undefined) return [text, below]
  return text.includes('secret') ? [text] : []
}

/** Texts of the example that say that they are secret, and addresses below a host: they are the whole secret of some. */
function secretsIn(example: unknown): string[] {
  if (typeof example === 'string') return addressesIn(example)
  return typeof example === 'object' && example !== null ? Object.values(example).flatMap(secretsIn) : []
}
