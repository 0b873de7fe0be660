// One seeded night: a few messages, a server that fails, a process that is killed; then what went wrong, if
// anything. The oracle is what the server took, never what slowburn believes.
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, SECOND } from '../../../src/core/duration.ts'
import type { SmtpOptions } from '../../../src/delivery/notifiers/email/connection.ts'
import { dispatchOnce } from '../../../src/delivery/outbox/dispatcher.ts'
import type { Notifier, OwedMessage } from '../../../src/delivery/outbox/message.ts'
import type { Outbox } from '../../../src/delivery/outbox/outbox.ts'
import { owe } from '../../../src/delivery/outbox/owe.ts'
import { dispatchingOf, leapingClock, messageOf, openOutbox, type TestOutbox } from './delivery.ts'
import { AUTHORITY, type FastSmtp, LOGIN } from './fast-smtp.ts'
import {
  arm,
  type Coverage,
  count,
  emptyCoverage,
  isGuarded,
  isSlow,
  type Kill,
  type Trouble,
  troublesOf,
} from './fault-plan.ts'
import { smtpNotifier } from './notifiers/smtp-notifier.ts'

/** What is broken on purpose, to show that a broken dispatcher is found out. */
export interface Mutation {
  outbox?(outbox: Outbox): Outbox
  notifier?(notifier: Notifier): Notifier
}

class Killed extends Error {}

/** More rounds than any night needs. */
const ROUNDS = 60

interface Night {
  smtp: FastSmtp
  box: TestOutbox
  mutation: Mutation
  /** Attempts after which nobody but the server can know that it took the message. */
  ambiguous: number
}

/** A trouble on its way: what of it has been met, and for how many rounds it has been waited for. */
interface Pending {
  trouble: Trouble
  met: { kill: boolean; fault: boolean }
  rounds: number
}

/** Plays the case of this seed; returns what was promised and not kept. */
export async function playCase(
  smtp: FastSmtp,
  seed: number,
  { mutation = {}, coverage = emptyCoverage() }: { mutation?: Mutation; coverage?: Coverage } = {},
): Promise<string[]> {
  const random = generator(seed)
  const troubles = troublesOf(seed, random)
  const coming = messagesOf(random)
  const owed: OwedMessage[] = []
  const box = openOutbox()
  smtp.reset()
  smtp.guarded = isGuarded(troubles, random)
  const night: Night = { smtp, box, mutation, ambiguous: 0 }
  let pending = next(troubles)
  for (let round = 0; round < ROUNDS; round += 1) {
    const news = coming.shift() ?? []
    box.transaction(() => owe(box.outbox, news, round * DAY))
    owed.push(...news)
    if (coming.length === 0 && box.outbox.summary().oldestUnsettled === null) break
    await playRound(night, pending, round * DAY)
    if (!isOver(pending)) continue
    count(coverage, pending.trouble, pending.met)
    pending = next(troubles)
  }
  if (pending.rounds > 0) count(coverage, pending.trouble, pending.met)
  const broken = judge(night, owed)
  box.db.close()
  return broken
}

function next(troubles: Trouble[]): Pending {
  const trouble = troubles.shift() ?? { kill: null, fault: null }
  return { trouble, met: { kill: false, fault: false }, rounds: 0 }
}

function isOver({ trouble, met }: Pending): boolean {
  return (trouble.kill === null || met.kill) && (trouble.fault === null || met.fault)
}

/** One or two recipients, one to three messages each: one after the other as an episode goes on, or all at once. */
function messagesOf(random: () => number): OwedMessage[][] {
  const people = ['ann@example.org', 'bob@example.org'].slice(0, 1 + Math.floor(random() * 2))
  const sequences = [1, 2, 3].slice(0, 1 + Math.floor(random() * 3))
  const steps = sequences.map(sequence => people.map(recipient => messageOf({ recipient, sequence })))
  if (random() < 0.5) return steps.flatMap(step => (random() < 0.5 ? [step] : [[], step]))
  // Added in one go, the last first, all of them are owed: nothing withdraws an earlier one.
  return [steps.toReversed().flat()]
}

async function playRound(night: Night, pending: Pending, now: Millis): Promise<void> {
  const { smtp, box, mutation } = night
  const { trouble, met } = pending
  const kill = met.kill ? null : trouble.kill
  const fault = met.fault ? null : trouble.fault
  pending.rounds += 1
  arm(smtp, { kill, fault })
  const stop = new AbortController()
  const killed = new Promise<never>((_, reject) => {
    smtp.kill = () => reject(new Killed())
  })
  killed.catch(() => undefined)
  const die = (): never => {
    met.kill = true
    stop.abort()
    throw new Killed()
  }
  let attempt = { took: false, excused: false }
  const excuse = (): void => {
    if (attempt.took && !attempt.excused) night.ambiguous += 1
    attempt.excused ||= attempt.took
  }
  const reach = (point: Kill): void => {
    if (point !== kill || met.kill) return
    if (point === 'after the attempt' || point === 'inside the commit of the outcome') excuse()
    die()
  }
  const patience = isSlow(fault) ? SLOW_PATIENCE * pending.rounds : PATIENCE
  const real = smtpNotifier(optionsOf(smtp, patience))
  const notifier = mutation.notifier?.(real) ?? real
  const dispatching = dispatchingOf(
    { ...box, outbox: watched(mutation.outbox?.(box.outbox) ?? box.outbox, reach) },
    {
      ...notifier,
      async send(message, signal) {
        reach('before the attempt')
        attempt = { took: false, excused: false }
        const before = smtp.taken.length
        const silent = smtp.fault?.at === 'dot' && typeof smtp.fault.does !== 'number'
        const look = (): void => {
          attempt.took = smtp.taken.length > before
          if (silent && smtp.fault === null) excuse()
        }
        const dying = killed.catch(() => {
          look()
          excuse()
          return die()
        })
        const began = performance.now()
        const result = await Promise.race([notifier.send(message, signal), dying])
        // On a machine that is slow itself a client with so little patience may leave before it hears the answer to the final dot.
        const isLate = performance.now() - began >= patience
        if (silent || isLate) await smtp.idle()
        look()
        if (isLate) excuse()
        reach('after the attempt')
        return result
      },
    },
    leapingClock(now),
    { observe: () => reach('after the outcome') },
  )
  // A process that is killed writes nothing more: what it would have done after the throw must not reach the file.
  dispatching.transaction = work => {
    if (kill !== null && met.kill) throw new Killed()
    return box.transaction(work)
  }
  await dispatchOnce(dispatching, stop.signal).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  met.fault ||= fault !== null && smtp.fault === null
  await real.close()
  // A client that did not wait may have left words behind: they belong to this round.
  await smtp.idle()
}

const PATIENCE: Millis = 5 * SECOND
/** What a server that hangs or drips is given; more from round to round, where the machine is slow itself. */
const SLOW_PATIENCE: Millis = 50

function optionsOf(smtp: FastSmtp, patience: Millis): SmtpOptions {
  return {
    host: '127.0.0.1',
    port: smtp.port,
    ...(smtp.guarded ? { tls: 'starttls', auth: LOGIN, ca: AUTHORITY } : { tls: 'none', auth: null }),
    name: 'c',
    timeouts: { connect: PATIENCE, greeting: patience, idle: patience, total: 2 * patience },
  }
}

function watched(outbox: Outbox, reach: (point: Kill) => void): Outbox {
  const outcome = (work: () => void): void => {
    work()
    reach('inside the commit of the outcome')
  }
  return {
    ...outbox,
    begin(id, at) {
      reach('before the intent')
      const owed = outbox.begin(id, at)
      reach('inside the commit of the intent')
      return owed
    },
    settle: (id, state, at, detail) => outcome(() => outbox.settle(id, state, at, detail)),
    defer: (id, notBefore, error) => outcome(() => outbox.defer(id, notBefore, error)),
  }
}

function judge({ smtp, box: { outbox }, ambiguous }: Night, owed: readonly OwedMessage[]): string[] {
  const broken: string[] = []
  if (outbox.summary().oldestUnsettled !== null) broken.push(`the night was not over after ${ROUNDS} rounds`)
  const entries = outbox.list(100)
  let copies = 0
  for (const message of owed) {
    const name = `${message.recipient} ${message.sequence}`
    const entry = entries.find(({ messageId }) => messageId === message.messageId)
    const taken = smtp.taken.filter(({ bytes }) => idIn(bytes) === message.messageId)
    copies += Math.max(0, taken.length - 1)
    const later = owed.some(one => one.recipient === message.recipient && one.sequence > message.sequence)
    const excused = entry?.state === 'dead' || (entry?.state === 'superseded' && later)
    if (taken.length === 0 && !excused) broken.push(`${name} was lost: ${entry?.state}`)
    if (entry?.state === 'dead' && !/ 5\d\d /.test(`${entry.lastError}`)) {
      broken.push(`${name} died of nothing: ${entry.lastError}`)
    }
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
    if (order.some((sequence, index) => sequence < (order[index - 1] ?? 0))) {
      broken.push(`out of order: ${order}`)
    }
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
