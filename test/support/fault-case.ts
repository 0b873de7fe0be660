// One seeded night: a few messages, a server that fails, a process that is killed; then what went wrong, if
// anything. The oracle is what the server took, never what slowburn believes.
import type { Millis } from '../../src/core/clock.ts'
import { HOUR } from '../../src/core/duration.ts'
import { dispatchOnce } from '../../src/delivery/dispatcher.ts'
import type { FrozenMessage, Notifier } from '../../src/delivery/message.ts'
import type { Outbox } from '../../src/delivery/outbox.ts'
import { smtpNotifier } from '../../src/delivery/smtp.ts'
import { dispatchingOf, leapingClock, messageOf, openOutbox } from './delivery.ts'
import type { FastSmtp, Fault, Stage } from './fast-smtp.ts'

/** Where the process may die outside of a conversation. */
const FAILPOINTS = [
  'before the intent',
  'inside the commit of the intent',
  'before the attempt',
  'after the attempt',
  'inside the commit of the outcome',
  'after the outcome',
] as const
type Failpoint = (typeof FAILPOINTS)[number]

const STAGES: readonly Stage[] = ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'dot']
const ANSWERS = [421, 450, 451, 452, 550, 552, 554] as const

/** What is broken on purpose, to show that a broken dispatcher is found out. */
export interface Mutation {
  outbox?(outbox: Outbox): Outbox
  notifier?(notifier: Notifier): Notifier
}

class Killed extends Error {}

/** Plays the case of this seed; returns what was promised and not kept. */
export async function playCase(smtp: FastSmtp, seed: number, mutation: Mutation = {}): Promise<string[]> {
  const random = generator(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const owed = ['ann@example.org', 'bob@example.org']
    .slice(0, 1 + Math.floor(random() * 2))
    .flatMap(recipient =>
      [1, 2, 3].slice(0, 1 + Math.floor(random() * 3)).map(sequence => messageOf({ recipient, sequence })),
    )
  const troubles = Array.from({ length: Math.floor(random() * 5) }, (): Fault | Failpoint => {
    if (random() < 0.35) return pick(FAILPOINTS)
    const at = pick(STAGES)
    const kind = random()
    if (kind < 0.6) return { at, answer: pick(ANSWERS) }
    return kind < 0.8 ? { at, end: pick(['drop', 'half close'] as const) } : { at, kill: true }
  })

  const box = openOutbox()
  box.transaction(() => box.outbox.add(owed))
  smtp.taken.length = 0
  let ambiguous = 0
  let now: Millis = 0
  for (let round = 0; round < 40 && box.outbox.summary().oldestUnsettled !== null; round += 1) {
    const trouble = troubles.shift() ?? null
    const takenBefore = smtp.taken.length
    await playRound(smtp, box, trouble, now, mutation)
    if (isAmbiguous(trouble) && smtp.taken.length > takenBefore) ambiguous += 1
    now += 24 * HOUR
  }
  const over = box.outbox.summary().oldestUnsettled === null
  return judge(smtp, box, owed, ambiguous, over)
}

async function playRound(
  smtp: FastSmtp,
  box: ReturnType<typeof openOutbox>,
  trouble: Fault | Failpoint | null,
  now: Millis,
  mutation: Mutation,
): Promise<void> {
  const failpoint = typeof trouble === 'string' ? trouble : null
  smtp.next = typeof trouble === 'string' ? null : trouble
  const stop = new AbortController()
  const killed = new Promise<never>((_, reject) => {
    smtp.kill = () => reject(new Killed())
  })
  killed.catch(() => undefined)
  let dead = false
  const die = (): never => {
    dead = true
    stop.abort()
    throw new Killed()
  }
  const reach = (point: Failpoint): void => {
    if (point === failpoint) die()
  }
  const timeouts = { connect: 500, greeting: 500, idle: 500, total: 2000 }
  const real = smtpNotifier({
    host: '127.0.0.1',
    port: smtp.port,
    tls: 'none',
    auth: null,
    name: 'c',
    timeouts,
  })
  const notifier = mutation.notifier?.(real) ?? real
  const outbox = mutation.outbox?.(box.outbox) ?? box.outbox
  const dispatching = dispatchingOf(
    { ...box, outbox: watched(outbox, reach) },
    {
      ...notifier,
      async send(message, signal) {
        reach('before the attempt')
        const result = await Promise.race([notifier.send(message, signal), killed.catch(die)])
        reach('after the attempt')
        return result
      },
    },
    leapingClock(now),
    { observe: () => reach('after the outcome') },
  )
  // A process that is killed writes nothing more: what it would have done after the throw must not reach the file.
  dispatching.transaction = work => {
    if (dead) throw new Killed()
    return box.transaction(work)
  }
  await dispatchOnce(dispatching, stop.signal).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  await real.close()
}

function watched(outbox: Outbox, reach: (point: Failpoint) => void): Outbox {
  const outcome = (work: () => void): void => {
    work()
    reach('inside the commit of the outcome')
  }
  return {
    ...outbox,
    begin(id, at) {
      reach('before the intent')
      outbox.begin(id, at)
      reach('inside the commit of the intent')
    },
    settle: (id, state, at, detail) => outcome(() => outbox.settle(id, state, at, detail)),
    defer: (id, notBefore, error) => outcome(() => outbox.defer(id, notBefore, error)),
  }
}

/** Endings after which nobody but the server can know that it took the message. */
function isAmbiguous(trouble: Fault | Failpoint | null): boolean {
  if (trouble === null) return false
  if (typeof trouble === 'string') {
    return trouble === 'after the attempt' || trouble === 'inside the commit of the outcome'
  }
  return trouble.at === 'dot' && !('answer' in trouble)
}

function judge(
  smtp: FastSmtp,
  { outbox }: { outbox: Outbox },
  owed: readonly FrozenMessage[],
  ambiguous: number,
  over: boolean,
): string[] {
  const broken: string[] = []
  if (!over) broken.push('the night was not over after 40 rounds')
  const entries = outbox.list(100)
  let copies = 0
  for (const message of owed) {
    const name = `${message.recipient} ${message.sequence}`
    const entry = entries.find(({ messageId }) => messageId === message.messageId)
    const taken = smtp.taken.filter(({ bytes }) => idIn(bytes) === message.messageId)
    copies += Math.max(0, taken.length - 1)
    if (taken.length === 0 && entry?.state !== 'dead') broken.push(`${name} was lost: ${entry?.state}`)
    if (entry?.state === 'dead' && !/ 5\d\d /.test(`${entry.lastError}`))
      broken.push(`${name} died of nothing`)
    if (!taken.every(({ bytes }) => bytes.equals(message.bytes))) broken.push(`${name} came in other bytes`)
    if (!taken.every(({ recipient }) => recipient === message.recipient)) broken.push(`${name} went astray`)
  }
  const strangers = smtp.taken.filter(({ bytes }) => !owed.some(({ messageId }) => messageId === idIn(bytes)))
  if (strangers.length > 0) broken.push(`${strangers.length} messages that nobody owed`)
  if (copies > ambiguous) broken.push(`${copies} copies too many, ${ambiguous} excused`)
  for (const recipient of new Set(owed.map(message => message.recipient))) {
    const order = smtp.taken
      .filter(taken => taken.recipient === recipient)
      .map(({ bytes }) => owed.find(({ messageId }) => messageId === idIn(bytes))?.sequence ?? 0)
    if (order.some((sequence, index) => sequence < (order[index - 1] ?? 0)))
      broken.push(`out of order: ${order}`)
  }
  return broken
}

function idIn(bytes: Buffer): string {
  return /^Message-ID: (.*)\r$/im.exec(bytes.toString('latin1'))?.[1] ?? ''
}

/** Mulberry32: the same seed gives the same night. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
