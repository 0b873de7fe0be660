// The seven faults at which Alertmanager 0.33 was seen to lose mail, to double it or to send it empty. Each is played
// on the whole chain and told as what the mail server saw; tests judge it, and a bench sets it beside Alertmanager.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../src/core/duration.ts'
import type { SmtpTimeouts } from '../../../src/delivery/notifiers/email/patience.ts'
import type { OutboxRecord } from '../../../src/delivery/outbox/outbox.ts'
import { type Accepted, startSmtp, type TestSmtp } from '../delivery/smtp.ts'
import { runChild } from './child.ts'
import { ANN, BOB, type Chain, type ChainOptions, openChain, START, skippingClock } from './fault-chain.ts'

export const FAULTS = [
  'the 250 is lost three times',
  '550 for good after DATA',
  'one bad recipient of two',
  'a template that fails',
  'a server that never greets',
  'kill -9 after sending',
  'kill -9 between firing and resolved',
] as const
export type FaultName = (typeof FAULTS)[number]

export interface Played {
  /** What the server took responsibility for, in order. */
  accepted: readonly Accepted[]
  /** Connections that the server saw. */
  attempts: number
  /** From the alarm to the end of the last attempt, pauses included. */
  took: Millis
  outbox: readonly OutboxRecord[]
}

export interface Playing {
  /** How many alarms begin at once; 1 unless given. */
  alarms?: number
  timeouts?: Partial<SmtpTimeouts>
  /** Called when a server that never greets has been met, before the attempt ends. */
  meanwhile?(chain: Chain): void
}

export const CAT = 'cat@example.org'
const LOST = { at: 'answer', drop: true } as const

/** Plays one fault to its end: until nothing is owed, or a day has passed on a clock that skips every pause. */
export async function playFault(name: FaultName, playing: Playing = {}): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'slowburn-fault-'))
  const smtp = await startSmtp()
  try {
    return await PLAYS[name]({ folder, smtp, playing })
  } finally {
    await smtp.close()
    await rm(folder, { recursive: true })
  }
}

interface Stage {
  folder: string
  smtp: TestSmtp
  playing: Playing
}

const PLAYS: Readonly<Record<FaultName, (stage: Stage) => Promise<Played>>> = {
  'the 250 is lost three times'(stage) {
    stage.smtp.misbehave(LOST, LOST, LOST)
    return alarm(stage)
  },
  '550 for good after DATA'(stage) {
    stage.smtp.refuse({ recipient: ANN, at: 'data', code: 550 })
    return alarm(stage, { spare: [CAT] })
  },
  'one bad recipient of two'(stage) {
    stage.smtp.refuse({ recipient: BOB, at: 'rcpt', code: 550 })
    return alarm(stage, { to: [BOB, ANN] })
  },
  // A zone that does not exist: every sentence with a date in it fails.
  'a template that fails': stage => alarm(stage, { email: { timeZone: 'Mars/Olympus' } }),
  async 'a server that never greets'(stage) {
    stage.smtp.misbehave({ at: 'connect', silent: true })
    const chain = open(stage, { to: [ANN, BOB] })
    chain.change(1)
    chain.look()
    const settling = chain.settle(DAY)
    await stage.smtp.connected()
    stage.playing.meanwhile?.(chain)
    await settling
    return finish(stage, chain)
  },
  async 'kill -9 after sending'(stage) {
    const { folder, smtp } = stage
    const steps = ['change', 'look', 'deliver'] as const
    const task = { folder, smtp: { port: smtp.port }, now: START, steps }
    await runChild({ ...task, failpoint: 'after the attempt' })
    const chain = open(stage)
    await chain.settle(DAY)
    return finish(stage, chain)
  },
  async 'kill -9 between firing and resolved'(stage) {
    const { folder, smtp } = stage
    const steps = ['change', 'look', 'deliver'] as const
    const task = { folder, smtp: { port: smtp.port }, now: START - MINUTE, steps }
    await runChild({ ...task, failpoint: 'after the outcome' })
    const chain = open(stage)
    chain.recover()
    chain.look()
    await chain.settle(DAY)
    return finish(stage, chain)
  },
}

/** The rules are looked at twice, as in service: who could not be told is known at the second look. */
async function alarm(stage: Stage, options: Partial<ChainOptions> = {}): Promise<Played> {
  const chain = open(stage, options)
  chain.change(stage.playing.alarms ?? 1)
  chain.look()
  await chain.settle(DAY)
  chain.look()
  await chain.settle(DAY)
  return finish(stage, chain)
}

function open({ folder, smtp, playing }: Stage, options: Partial<ChainOptions> = {}): Chain {
  const { timeouts = {} } = playing
  return openChain({ folder, clock: skippingClock(START), smtp: { port: smtp.port, timeouts }, ...options })
}

async function finish({ smtp }: Stage, chain: Chain): Promise<Played> {
  const outbox = chain.store.outbox.list(100)
  const ends = outbox.map(({ settledAt }) => settledAt ?? Number.POSITIVE_INFINITY)
  await chain.close()
  return { accepted: smtp.accepted, attempts: smtp.connections(), took: Math.max(...ends) - START, outbox }
}
