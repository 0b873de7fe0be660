// A day of chaos, 24 virtual hours: processes that are killed, a clock that leaps, a mail server that fails at every stage or is
// away, a disk that takes nothing. The promise is judged from the mail server's log alone: every cause notified, once, in time.
// CHAOS_DAYS=100 plays as many days, each from a seed of its own.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/duration.ts'
import { StorageError } from '../../src/core/errors.ts'
import type { Store } from '../../src/storage/store.ts'
import { runChild } from '../support/chain/child.ts'
import { ANN, type Chain, FAILPOINTS, openChain, START } from '../support/chain/fault-chain.ts'
import { leapingClock } from '../support/delivery/delivery.ts'
import {
  type Behaviour,
  type FastSmtp,
  STAGES,
  startFastSmtp,
  type Taken,
} from '../support/delivery/fast-smtp.ts'
import { temporaryFolder } from '../support/folder.ts'
import { lettersOf } from '../support/night/letters.ts'
import { seeded } from '../support/web/moment.ts'

const TICK = 5 * MINUTE
const TICKS = DAY / TICK
/** Once all has been well for so long, nothing may be owed any more: the window of the rate limit, and a tick. */
const PATIENCE = 20 * MINUTE
/** What a server does once, so that the next attempt meets a good one; 5xx would condemn a message, as it should. */
const FAULTS: readonly Behaviour[] = [421, 450, 451, 'drop', 'half close']
/** Limits of an attempt on a server that is on the same machine. */
const QUICK = { connect: SECOND, greeting: 0.5 * SECOND, idle: SECOND, total: 4 * SECOND }
/** After these only the server knows that it took the message. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['after the attempt', 'inside the commit of the outcome'])

/** As `nameOf` makes them. */
const NAMES = /cause\d+x/g

interface Cause {
  /** In true time. */
  began: number
  ended: number | null
}

class ChaosDay {
  readonly causes: Cause[] = []
  /** By true time: when each mail was taken. */
  readonly log: Array<Taken & { tick: number }> = []
  readonly troubled: boolean[] = []
  excused = 0
  events = 0
  readonly #random: () => number
  readonly #folder: string
  readonly #clock = leapingClock(START)
  #smtp: FastSmtp
  #awayUntil = 0
  #leapt = 0
  #diskFull = false
  #chain: Chain | null = null

  constructor(seed: number, folder: string, smtp: FastSmtp) {
    this.#random = seeded(seed)
    this.#folder = folder
    this.#smtp = smtp
  }

  async play(): Promise<void> {
    const calmFrom = TICKS - 12
    for (let tick = 0; tick < TICKS; tick += 1) await this.#tick(tick, tick < calmFrom)
    await this.#chain?.close()
    await this.#smtp.close()
  }

  #is(chance: number): boolean {
    const is = this.#random() < chance
    if (is) this.events += 1
    return is
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T
  }

  async #tick(tick: number, wild: boolean): Promise<void> {
    const now = START + tick * TICK
    if (wild && this.#is(0.05)) this.#leapt += Math.round((this.#random() - 0.5) * 4 * HOUR)
    this.#clock.set(now + this.#leapt)
    await this.#server(tick, wild)
    this.#world(now, wild)
    const isAway = tick < this.#awayUntil
    const fault = wild && !isAway && this.#is(0.3)
    if (fault)
      this.#smtp.fault = {
        at: this.#one(STAGES.filter(at => !['starttls', 'handshake', 'auth'].includes(at))),
        does: this.#one(FAULTS),
      }
    // Whatever the server does after the final dot, it has the message.
    if (this.#smtp.fault?.at === 'dot' && typeof this.#smtp.fault.does === 'string') this.excused += 1
    this.#diskFull = wild && this.#is(0.05)
    const kill = wild && this.#is(0.08)
    if (kill) await this.#killed()
    else await this.#works()
    await this.#smtp.idle()
    this.#smtp.fault = null
    this.troubled[tick] = isAway || fault || kill || this.#diskFull
    this.log.push(...this.#smtp.taken.splice(0).map(taken => ({ ...taken, tick })))
  }

  async #server(tick: number, wild: boolean): Promise<void> {
    const { port } = this.#smtp
    if (tick === this.#awayUntil && tick > 0) this.#smtp = await startFastSmtp(port)
    if (!wild || tick <= this.#awayUntil || !this.#is(0.02)) return
    this.#awayUntil = tick + 1 + Math.floor(this.#random() * 12)
    await this.#smtp.close()
  }

  #world(now: number, wild: boolean): void {
    const chain = this.#open()
    if (wild && this.#is(0.05)) {
      this.causes.push({ began: now, ended: null })
      chain.change(this.causes.length)
    }
    // What is over before it was ever evaluated was nobody's to be notified of.
    const isSeen = (began: number): boolean => this.troubled.slice((began - START) / TICK).includes(false)
    const standing = this.causes.flatMap(({ began, ended }, i) =>
      ended === null && isSeen(began) ? [i] : [],
    )
    if (wild && standing.length > 0 && this.#is(0.03)) {
      const over = this.#one(standing)
      chain.recover(index => index === over)
      const cause = this.causes[over]
      if (cause !== undefined) cause.ended = now
    }
  }

  async #works(): Promise<void> {
    const chain = this.#open()
    try {
      chain.look()
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
    }
    await chain.settle(TICK - MINUTE)
  }

  async #killed(): Promise<void> {
    const failpoint = this.#one(FAILPOINTS)
    if (AMBIGUOUS.has(failpoint)) this.excused += 1
    await this.#chain?.close()
    this.#chain = null
    const { port } = this.#smtp
    await runChild({
      folder: this.#folder,
      smtp: { port, timeouts: QUICK },
      to: [ANN],
      now: this.#clock.now(),
      steps: ['look', 'deliver'],
      failpoint,
    })
  }

  #open(): Chain {
    this.#chain ??= openChain({
      folder: this.#folder,
      clock: this.#clock,
      smtp: { port: this.#smtp.port, timeouts: QUICK },
      taskType: nameOf,
      alertOn: store => (this.#diskFull ? full(store) : store),
    })
    return this.#chain
  }
}

function nameOf(index: number): string {
  return `cause${index}x`
}

function full(store: Store): Store {
  return {
    ...store,
    transaction: () => {
      throw new StorageError('the disk is full')
    },
  }
}

type Judged = Pick<ChaosDay, 'causes' | 'log' | 'troubled' | 'excused'>

/** What was promised and not kept. */
function broken({ causes, log, troubled, excused }: Judged): string[] {
  const letters = lettersOf(log, NAMES)
  const found: string[] = []
  const messages = [...Map.groupBy(letters, ({ id }) => id).values()]
  if (letters.length - messages.length > excused)
    found.push(`${letters.length - messages.length} copies, ${excused} excused`)
  for (const copies of messages) {
    if (copies.some(({ bytes }) => !bytes.equals(copies[0]?.bytes ?? bytes)))
      found.push(`${copies[0]?.id} came in other bytes`)
  }
  const distinct = messages.flatMap(([first]) => first ?? [])
  for (const [index, { began, ended }] of causes.entries()) {
    const about = distinct.filter(one => one.about.has(nameOf(index)))
    const beginnings = about.filter(({ state }) => state !== 'resolved')
    const due = dueTick(began, troubled)
    if (about.length === 0) found.push(`cause ${index} was never notified`)
    else if ((about[0]?.tick ?? 0) > due)
      found.push(`cause ${index} came in tick ${about[0]?.tick}, due in ${due}`)
    if (beginnings.length > 1) found.push(`cause ${index} began ${beginnings.length} times`)
    if (ended !== null && !about.some(({ state }) => state !== 'firing'))
      found.push(`cause ${index} never ended`)
  }
  return found
}

/** The end of the first stretch of patience, since the cause began, in which all was well. */
function dueTick(began: number, troubled: readonly boolean[]): number {
  const first = (began - START) / TICK
  let well = 0
  for (let tick = first; tick < troubled.length; tick += 1) {
    well = troubled[tick] ? 0 : well + 1
    if (well * TICK >= PATIENCE) return tick
  }
  return troubled.length
}

async function play(t: TestContext, seed: number): Promise<ChaosDay> {
  const day = new ChaosDay(seed, temporaryFolder(t), await startFastSmtp())
  await day.play()
  return day
}

/** The judge finds a mail that is lost, one that comes late, and one that comes twice in other bytes. */
function assertJudged(day: ChaosDay): void {
  const { causes, troubled, log } = day
  const [first] = log
  assert.ok(first !== undefined)
  const of = (changed: ChaosDay['log'], excused = log.length): string =>
    broken({ causes, troubled, log: changed, excused }).join('\n')
  const [cause = ''] = lettersOf(log, NAMES).flatMap(one => [...one.about])
  assert.match(of(log.filter(one => lettersOf([one], NAMES)[0]?.about.has(cause) !== true)), /never notified/)
  assert.match(of(log.map(one => ({ ...one, tick: TICKS }))), /came in tick 288, due in/)
  assert.match(
    of([...log, { ...first, bytes: Buffer.concat([first.bytes, Buffer.from('x')]) }]),
    /other bytes/,
  )
  assert.match(
    of([...log, first], log.length - new Set(lettersOf(log, NAMES).map(one => one.id)).size),
    /copies/,
  )
}

describe('a day of chaos', () => {
  const days = Number(process.env.CHAOS_DAYS ?? '1')
  for (let seed = 1; seed <= days; seed += 1) {
    test(`notifies every cause, once, in time (seed ${seed})`, async t => {
      const day = await play(t, seed)
      const { causes, events, log, excused } = day
      t.diagnostic(
        `${events} events, ${causes.length} causes, ${log.length} mails, ${excused} copies excused`,
      )
      assert.deepEqual(broken(day), [])
      assert.ok(causes.length >= 5 && events >= 80)
      assertJudged(day)
    })
  }
})
