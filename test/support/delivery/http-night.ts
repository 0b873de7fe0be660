// One seeded night of a channel that posts by HTTP: a server that fails, a process that dies; then what went wrong, if anything.
// The oracle is what the server took, never what slowburn believes.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DAY } from '../../../src/core/duration.ts'
import type { Channel, Recipient } from '../../../src/delivery/notifiers/channel.ts'
import { dispatchOnce } from '../../../src/delivery/outbox/dispatcher.ts'
import type { Notifier, OwedMessage } from '../../../src/delivery/outbox/message.ts'
import { owe } from '../../../src/delivery/outbox/owe.ts'
import { dispatchingOf, leapingClock, messageOf, openOutbox } from './delivery.ts'

export const BEHAVIOURS = [
  '200',
  '202',
  '301',
  '400',
  '403',
  '404',
  '429',
  '500',
  '503',
  'refuse',
  'lose',
  'nonsense',
  'cut',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

export const DEATHS = ['never', 'before the attempt', 'after the attempt', 'inside the commit'] as const
export type Death = (typeof DEATHS)[number]

const PERMANENT: ReadonlySet<string> = new Set(['301', '400', '403', '404'])

interface Taken {
  id: string
  body: string
}

export interface HttpOracle {
  url: string
  /** How the next request is treated; then the server is well. */
  next: Behaviour
  taken: Taken[]
  close(): Promise<void>
}

export async function startOracle(): Promise<HttpOracle> {
  const oracle: HttpOracle = {
    url: '',
    next: '200',
    taken: [],
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer((request, response) => void answer(oracle, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  oracle.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return oracle
}

async function answer(oracle: HttpOracle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { next } = oracle
  oracle.next = '200'
  if (next === 'refuse') return void request.socket.destroy()
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const takes = !(next in { 429: 1, 500: 1, 503: 1 }) && !PERMANENT.has(next)
  const id = String(request.headers['idempotency-key'])
  if (takes) oracle.taken.push({ id, body: Buffer.concat(chunks).toString('utf8') })
  if (next === 'lose') request.socket.destroy()
  else if (next === 'nonsense') request.socket.end('220 smtp.example.org ESMTP\r\n')
  else if (next === 'cut') request.socket.end('HTTP/1.1 20')
  else response.writeHead(Number(next), { connection: 'close' }).end('answer')
}

class Killed extends Error {}

/** What is broken on purpose, to show that a broken channel is found out. */
export type Mutation = (notifier: Notifier) => Notifier

export async function playHttpNight(
  oracle: HttpOracle,
  channel: Channel,
  options: unknown,
  random: () => number,
  { mutate = one => one, met }: { mutate?: Mutation; met?: Set<string> } = {},
): Promise<string[]> {
  oracle.taken = []
  const box = openOutbox()
  const recipient = `${channel.name}:ann`
  const to: Recipient<unknown> = { recipient, contact: 'ann', options }
  const owed = [1, 2, 3]
    .slice(0, 1 + Math.floor(random() * 3))
    .map(sequence =>
      messageOf({ recipient, channel: channel.name, sequence, bytes: bodyFor(channel, sequence) }),
    )
  const trouble = { behaviour: pick(BEHAVIOURS, random), death: pick(DEATHS, random) }
  met?.add(`${trouble.behaviour} ${trouble.death}`)
  let excused = 0
  const coming = [...owed]
  for (let round = 0; round < 20; round += 1) {
    const news = coming.splice(0, random() < 0.5 ? 1 : coming.length)
    box.transaction(() => owe(box.outbox, news, round * DAY))
    if (coming.length === 0 && box.outbox.summary().oldestUnsettled === null) break
    const { behaviour, death } =
      round === 0 ? trouble : { behaviour: '200' as const, death: 'never' as const }
    excused += await playRound({ oracle, channel, to, box, mutate, behaviour, death, now: round * DAY })
  }
  const broken = judge(oracle, owed, box, excused, trouble.behaviour)
  box.db.close()
  return broken
}

interface HttpRound {
  oracle: HttpOracle
  channel: Channel
  to: Recipient<unknown>
  box: ReturnType<typeof openOutbox>
  mutate: Mutation
  behaviour: Behaviour
  death: Death
  now: number
}

/** Returns how many copies are excused: the server took it, and nobody else can know. */
async function playRound({
  oracle,
  channel,
  to,
  box,
  mutate,
  behaviour,
  death,
  now,
}: HttpRound): Promise<number> {
  oracle.next = behaviour
  const clock = leapingClock(now)
  const real = mutate(channel.open([to], { settings: {}, folder: '/nowhere', clock }))
  let excused = 0
  let dead = false
  const die = (at: Death): void => {
    if (death !== at || dead) return
    dead = true
    throw new Killed()
  }
  const dispatching = dispatchingOf(
    box,
    {
      ...real,
      async send(message, signal) {
        die('before the attempt')
        const before = oracle.taken.length
        const result = await real.send(message, signal)
        const took = oracle.taken.length > before
        if (took && (!result.accepted || death === 'after the attempt' || death === 'inside the commit'))
          excused += 1
        die('after the attempt')
        return result
      },
    },
    clock,
  )
  const { settle, defer } = box.outbox
  dispatching.outbox = {
    ...box.outbox,
    settle: (...args) => [settle(...args), die('inside the commit')],
    defer: (...args) => [defer(...args), die('inside the commit')],
  }
  // A process that is killed writes nothing more.
  dispatching.transaction = work => {
    if (dead) throw new Killed()
    return box.transaction(work)
  }
  const stop = new AbortController()
  dispatching.clock = { ...clock, sleep: async () => stop.abort() }
  await dispatchOnce(dispatching, stop.signal).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  await real.close()
  return excused
}

function judge(
  { taken }: HttpOracle,
  owed: readonly OwedMessage[],
  { outbox }: ReturnType<typeof openOutbox>,
  excused: number,
  behaviour: Behaviour,
): string[] {
  const broken: string[] = []
  if (outbox.summary().oldestUnsettled !== null) broken.push('the night was not over')
  let copies = 0
  for (const { messageId, sequence } of owed) {
    const mine = taken.filter(({ id }) => id === messageId)
    copies += Math.max(0, mine.length - 1)
    const entry = outbox.list(20).find(one => one.messageId === messageId)
    const refused = entry?.state === 'dead' && PERMANENT.has(behaviour)
    if (mine.length === 0 && !refused && entry?.state !== 'superseded') broken.push(`${sequence} was lost`)
    if (entry?.state === 'dead' && !refused) broken.push(`${sequence} died of nothing: ${entry.lastError}`)
    if (new Set(mine.map(({ body }) => body)).size > 1) broken.push(`${sequence} came in other bytes`)
  }
  if (copies > excused) broken.push(`${copies} copies, ${excused} excused`)
  const order = taken.map(({ id }) => owed.find(({ messageId }) => messageId === id)?.sequence ?? 0)
  if (order.some((sequence, index) => sequence < (order[index - 1] ?? 0)))
    broken.push(`out of order: ${order}`)
  return broken
}

/** As the channel keeps it in the outbox. */
function bodyFor({ name }: Channel, sequence: number): Uint8Array {
  const values = { id: 'e1', state: 'firing' }
  const body = name === 'template' ? { values, body: { sequence } } : { sequence, text: 'x' }
  return Buffer.from(JSON.stringify(body))
}

function pick<T>(choices: readonly [T, ...T[]], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0]
}
