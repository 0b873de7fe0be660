// A night: the whole service in a process of its own, a platform in a real PostgreSQL, a mail server, a disk and a clock; all of
// them fail, by a seed, and what was planted and what the mail server took are written down.
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { type Random, randomStream } from '../../../src/core/random.ts'
import type { SmallDisk } from '../chain/small-disk.ts'
import { type Behaviour, type FastSmtp, type Stage, startFastSmtp } from '../delivery/fast-smtp.ts'
import type { Logged } from './letters.ts'
import type { NightTask, ToChild } from './night-child.ts'
import type { NightTime } from './night-clock.ts'
import { nightConfig, sendAlert } from './night-config.ts'
import { type NightService, startNightService } from './night-service.ts'
import type { OutageKind, Platform } from './platform.ts'

export const TICK: Millis = 5 * MINUTE
/** Real time that a tick may take before the night goes on without waiting for its end. */
const LONGEST_TICK: Millis = 20 * SECOND
const STAGES: readonly Stage[] = ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'dot']
const MILD: readonly Behaviour[] = [421, 450, 451, 'drop', 'half close', 'mute']
/** These condemn a message: the next in line is notified in the place of its recipient. */
const FOR_GOOD: readonly Behaviour[] = [550, 552]

export interface Cause {
  name: string
  /** Of a received alert its sender's; of a slow-down the platform's. In ticks. */
  began: number
  ended: number | null
}

export interface NightLog {
  alerts: Cause[]
  slowDowns: Cause[]
  outages: Array<Cause & { kind: OutageKind }>
  mails: Logged[]
  /** By tick: whether anything but the database failed in it. */
  troubled: boolean[]
  /** Ticks in which the server refused a message for good. */
  condemned: number[]
  /** Most copies that the server alone could know of. */
  excused: number
  /** How the service ended without being asked to. */
  deaths: string[]
  events: Record<string, number>
}

export interface NightOptions {
  seed: number
  ticks: number
  /** How many of the last ticks nothing fails in any more. */
  calm: number
  platform: Platform
  time: NightTime
  folder: string
  disk: SmallDisk | null
  outages: readonly OutageKind[]
  port: number
  /** Nothing fails. */
  undisturbed?: boolean
}

export class Night {
  readonly log: NightLog = {
    alerts: [],
    slowDowns: [],
    outages: [],
    mails: [],
    troubled: [],
    condemned: [],
    excused: 0,
    deaths: [],
    events: {},
  }
  readonly #options: NightOptions
  readonly #random: Random
  readonly #owed = new Map<string, { cause: Cause; status: 'firing' | 'resolved' }>()
  #smtp: FastSmtp
  #service: NightService | null = null
  #skipped = 0
  #leapt = 0
  /** By services that have ended. */
  #said = ''
  #awayUntil = 0
  #outage: { kind: OutageKind; until: number; cause: Cause } | null = null

  constructor(options: NightOptions, smtp: FastSmtp) {
    this.#options = options
    this.#random = randomStream(options.seed, 'night')
    this.#smtp = smtp
  }

  /** Returns what the service said of itself, for whoever looks into a night that failed. */
  async play(): Promise<string> {
    const { ticks, calm } = this.#options
    await this.#start()
    for (let tick = 0; tick < ticks; tick += 1) await this.#tick(tick, tick < ticks - calm)
    await this.#service?.end('SIGTERM')
    await this.#smtp.close()
    return this.#said + (this.#service?.log() ?? '')
  }

  /** Leaves nothing running of a night that failed. */
  async kill(): Promise<void> {
    await this.#service?.end('SIGKILL')
    await this.#smtp.close()
  }

  #is(what: string, chance: number): boolean {
    const is = this.#random.chance(chance) && this.#options.undisturbed !== true
    if (is) this.#count(what)
    return is
  }

  #count(what: string): void {
    this.log.events[what] = (this.log.events[what] ?? 0) + 1
  }

  #truth(): Millis {
    const { origin, from, rate } = this.#options.time
    return Math.round(origin + this.#skipped + (Date.now() - from) * rate)
  }

  async #tick(tick: number, wild: boolean): Promise<void> {
    this.#skipped += TICK
    const leap = wild && this.#is('leap', 0.04)
    if (leap) this.#leapt += Math.round((this.#random.uniform() - 0.5) * 4 * HOUR)
    await this.#mailServer(tick, wild)
    await this.#database(tick, wild)
    this.#plant(tick, wild)
    await this.#options.platform.goOn(this.#truth())
    const isAway = tick < this.#awayUntil
    const isFaulty = this.#misbehave(wild && !isAway)
    const isFull = this.#options.disk !== null && wild && this.#is('full disk', 0.04)
    if (isFull) this.#options.disk?.fill()
    const posting = this.#post()
    const kill = wild && this.#is('kill', 0.05)
    const stop = wild && !kill && this.#is('stop', 0.01)
    if (kill || stop) await this.#interrupted(kill ? 'SIGKILL' : 'SIGTERM', isFull)
    const ticked = await this.#ticked()
    await posting
    const wasMute = this.#smtp.fault === null && isFaulty === 'mute'
    if (wasMute) await this.#restartMail()
    else await this.#smtp.idle()
    if (this.#smtp.fault === null && isFaulty === 'for good') this.log.condemned.push(tick)
    this.#smtp.fault = null
    if (isFull) this.#options.disk?.free()
    this.log.troubled[tick] = leap || isAway || isFaulty !== null || isFull || kill || stop || !ticked
    this.#collect(tick)
  }

  async #start(): Promise<void> {
    this.#said += this.#service?.log() ?? ''
    const { time, folder, port, platform } = this.#options
    const config = nightConfig({ folder, port, database: platform.url, mailPort: this.#smtp.port })
    const task: NightTask = { config, time, skipped: this.#skipped, leapt: this.#leapt }
    this.#service = await startNightService(task)
  }

  /** Whether a tick ran to its end. A service that ended by itself is started again, as whoever supervises it would. */
  async #ticked(): Promise<boolean> {
    const time: ToChild = { skipped: this.#skipped, leapt: this.#leapt }
    const ticked = await this.#service?.tick(time, LONGEST_TICK)
    const ended = this.#service?.ended()
    if (typeof ended === 'string') {
      this.log.deaths.push(`${ended}: ${this.#service?.log().trim().split('\n').at(-1)}`)
      await this.#start()
    }
    if (ticked !== true) this.#count('tick that did not end')
    await pause(SETTLE)
    return ticked === true
  }

  async #interrupted(signal: NodeJS.Signals, isFull: boolean): Promise<void> {
    this.#service?.move({ skipped: this.#skipped, leapt: this.#leapt })
    await pause(this.#random.uniform() * 250)
    if (signal === 'SIGKILL') this.log.excused += 1
    await this.#service?.end(signal)
    // Whoever supervises it tries again until it starts; space comes meanwhile.
    if (isFull) this.#options.disk?.free()
    await this.#start()
    if (isFull) this.#options.disk?.fill()
  }

  async #mailServer(tick: number, wild: boolean): Promise<void> {
    if (tick === this.#awayUntil && tick > 0) this.#smtp = await startFastSmtp(this.#smtp.port)
    if (!wild || tick <= this.#awayUntil || !this.#is('mail server away', 0.015)) return
    this.#awayUntil = tick + this.#random.integer(1, 8)
    this.#collect(tick - 1)
    await this.#smtp.close()
  }

  async #restartMail(): Promise<void> {
    const { taken, port } = this.#smtp
    await this.#smtp.close()
    this.#smtp = await startFastSmtp(port)
    this.#smtp.taken.push(...taken.splice(0))
  }

  #misbehave(may: boolean): 'once' | 'mute' | 'for good' | null {
    if (!may || !this.#is('mail fault', 0.25)) return null
    const forGood = this.#random.chance(0.15)
    const at = this.#random.pick(forGood ? (['rcpt', 'data', 'dot'] as const) : STAGES)
    const does = this.#random.pick(forGood ? FOR_GOOD : MILD)
    this.#smtp.fault = { at, does }
    // Whatever the server does after the final dot, it has the message.
    if (at === 'dot' && typeof does === 'string') this.log.excused += 1
    return forGood ? 'for good' : does === 'mute' ? 'mute' : 'once'
  }

  async #database(tick: number, wild: boolean): Promise<void> {
    const { platform, outages } = this.#options
    if (this.#outage !== null && tick >= this.#outage.until) {
      await platform.end(this.#outage.kind)
      this.#outage.cause.ended = tick
      this.#outage = null
    }
    if (!wild || this.#outage !== null) return
    if (this.#is('database killed', 0.02)) await platform.kill()
    if (!this.#is('outage', 0.04)) return
    const kind = this.#random.pick(outages)
    const cause = { name: 'SlowburnSourceBlind', kind, began: tick, ended: null }
    this.#count(kind)
    this.log.outages.push(cause)
    this.#outage = { kind, until: tick + this.#random.integer(...LASTING[kind]), cause }
    await platform.begin(kind)
  }

  #plant(tick: number, wild: boolean): void {
    const { alerts, slowDowns } = this.log
    if (wild && this.#random.chance(0.06)) {
      const cause = { name: `cause${alerts.length}x`, began: tick, ended: null }
      alerts.push(cause)
      this.#owed.set(cause.name, { cause, status: 'firing' })
    }
    const over = alerts.filter(
      ({ name, ended, began }) => ended === null && began < tick && !this.#owed.has(name),
    )
    if (wild && over.length > 0 && this.#random.chance(0.04)) {
      const cause = this.#random.pick(over)
      cause.ended = tick
      this.#owed.set(cause.name, { cause, status: 'resolved' })
    }
    const { ticks, calm, platform } = this.#options
    const kind = platform.kinds[slowDowns.length]
    // Far enough apart that none is taken for a part of the one before.
    const next = FIRST_SLOW_DOWN + slowDowns.length * BETWEEN_SLOW_DOWNS
    if (kind !== undefined && tick === next && tick < ticks - calm - SLOWEST_DETECTION) {
      slowDowns.push({ name: kind, began: tick, ended: null })
      platform.slowDown(kind)
    }
  }

  async #post(): Promise<void> {
    await pause(this.#random.uniform() * 50)
    const { port, time } = this.#options
    for (const [name, { cause, status }] of this.#owed) {
      const startsAt = time.origin + cause.began * TICK
      if (await sendAlert(port, { name, status, startsAt })) this.#owed.delete(name)
    }
  }

  #collect(tick: number): void {
    this.log.mails.push(...this.#smtp.taken.splice(0).map(taken => ({ ...taken, tick })))
  }
}

/** In ticks. */
export const SLOWEST_DETECTION = 60
const FIRST_SLOW_DOWN = 6
const BETWEEN_SLOW_DOWNS = 72
const LASTING: Readonly<Record<OutageKind, readonly [number, number]>> = {
  refused: [1, 12],
  swallowed: [1, 4],
  password: [1, 12],
  hidden: [1, 12],
  locked: [1, 3],
  frozen: [1, 3],
}
/** Real time after a tick in which what it owes is sent. */
const SETTLE: Millis = 40

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
