// Plants a fault in what all sources bring, and runs every stage of a live tick over a whole copy of the store: from collecting events to
// the rendered message.
import type { ManualClock, Millis } from '../../../core/clock.ts'
import { DAY, MINUTE, WEEK } from '../../../core/duration.ts'
import { silentLogger } from '../../../core/logger.ts'
import { randomStream } from '../../../core/random.ts'
import type { OwedMessage } from '../../../delivery/outbox/message.ts'
import type { Event } from '../../../events/event.ts'
import type { Lifecycle } from '../../../lifecycles/lifecycle.ts'
import { type Stage, type TickDeps, tick } from '../../../pipeline/tick.ts'
import type { Source } from '../../../sources/source.ts'
import type { Store } from '../../../storage/store.ts'
import type { Kept } from '../kept.ts'
import { type Shadow, withShadow } from '../shadow.ts'
import type { Reported } from '../trial.ts'
import type { FactPlant } from './fact-plant.ts'
import { eventsOf, latestOf } from './retell.ts'
import { shadowSource } from './shadow-source.ts'

export interface FactTrialInput {
  kept: Kept
  /** Folder of the copy from which each shadow is made. */
  copy: string
  clock: ManualClock
  depsOf(store: Store): Omit<TickDeps, 'store' | 'clock'>
  lags: ReadonlyMap<string, Millis>
  now: Millis
  pace(signal: AbortSignal): Promise<void>
}

export interface FactTrial {
  plant: string
  must: boolean
  onset: Millis
  until: Millis
  /** The first message that there is not without the plant; null: there is none. */
  reported: Reported | null
}

export type UnplantedFact = { plant: string; unplanted: string }

/** One after the other: each of them, and first none, which shows which messages there would be anyhow. */
export async function tryFactPlants(
  plants: readonly FactPlant[],
  input: FactTrialInput,
  signal: AbortSignal,
): Promise<Array<FactTrial | UnplantedFact>> {
  const told = tellingsOf(input)
  const able = plants.filter(plant => unable(plant, told) === null)
  const longest = Math.max(0, ...able.map(({ within }) => within))
  const anyhow = new Set((await messagesOf(null, longest, told, input, signal)).map(nameOf))
  const results: Array<FactTrial | UnplantedFact> = []
  for (const plant of plants) {
    await input.pace(signal)
    const { name, must, within } = plant
    const why = unable(plant, told)
    if (why !== null) {
      results.push({ plant: name, unplanted: why })
      continue
    }
    const isNew = (message: OwedMessage): boolean => !anyhow.has(nameOf(message))
    const first = (await messagesOf(plant, within, told, input, signal, isNew)).find(isNew)
    const until = input.now + within
    results.push({ plant: name, must, onset: input.now, until, reported: first ? reportedOf(first) : null })
  }
  return results
}

/** Reminders and what is sent to several people are about one thing. */
function nameOf({ subject }: OwedMessage): string {
  return subject.replace(/^(Re: )+/, '')
}

function reportedOf({ createdAt, recipient, channel, subject, bytes }: OwedMessage): Reported {
  return { at: createdAt, to: recipient, channel, subject, size: bytes.length }
}

/** What each source has told lately of one kind. */
interface Telling {
  source: string
  kind: Lifecycle['kind']
  period: Millis
  lifecycles: readonly Lifecycle[]
}

function tellingsOf({ kept, now }: FactTrialInput): Telling[] {
  return kept.lifecycles.streams().flatMap(({ kind, source }) => {
    const latest = latestOf(kept.lifecycles.ended(kind, source, now - LONGEST, now), now)
    return latest === null ? [] : [{ kind, source, ...latest }]
  })
}

/** Four weeks: claims are kept for longer than tasks. */
const LONGEST: Millis = 4 * WEEK

function unable({ needs }: FactPlant, told: readonly Telling[]): string | null {
  if (needs === null) return null
  const { kind, aDay } = needs
  const own = told.filter(one => one.kind === kind)
  const rate = own.reduce((sum, { lifecycles, period }) => sum + (lifecycles.length * DAY) / period, 0)
  return rate >= aDay ? null : `fewer than ${aDay} facts of the kind ${kind} a day are kept one by one`
}

const STAGES: readonly Stage[] = ['collect', 'close', 'detect', 'correlate', 'alert']
const TICK: Millis = 15 * MINUTE

function messagesOf(
  plant: FactPlant | null,
  within: Millis,
  told: readonly Telling[],
  input: FactTrialInput,
  signal: AbortSignal,
  isEnough: (message: OwedMessage) => boolean = () => false,
): Promise<OwedMessage[]> {
  const { clock, lags, now, copy } = input
  clock.set(now)
  return withShadow(async (shadow: Shadow) => {
    const owed: OwedMessage[] = []
    const add: Store['outbox']['add'] = messages => {
      owed.push(...messages)
      shadow.outbox.add(messages)
    }
    const store: Store = { ...shadow, outbox: { ...shadow.outbox, add } }
    const made = input.depsOf(store)
    const sources = made.sources.map((real: Source) => {
      const events = futureOf(real.name, plant, within, told, now)
      const fault = plant?.source === undefined ? null : { state: plant.source, from: now }
      return shadowSource({ real, events, clock, lag: lags.get(real.name) ?? 0, fault })
    })
    const interval = Math.max(made.interval, TICK)
    const deps: TickDeps = { ...made, log: silentLogger, sources, digests: [], interval, store, clock }
    for (let at = now + interval; at <= now + within; at += interval) {
      clock.set(at)
      if (!(await tick(deps, signal, STAGES))) {
        signal.throwIfAborted()
        throw new Error(`a tick of the audit failed: ${deps.live.fault?.message ?? ''}`)
      }
      if (owed.some(isEnough)) break
    }
    return owed
  }, copy)
}

/** What comes after now, in order. */
function futureOf(
  name: string,
  plant: FactPlant | null,
  within: Millis,
  told: readonly Telling[],
  now: Millis,
): Event[] {
  const random = randomStream(1, plant?.name ?? '', name)
  return told
    .filter(({ source }) => source === name)
    .flatMap(({ lifecycles, period }) => {
      const after = plant?.apply?.(lifecycles, random) ?? lifecycles
      const times = Math.ceil(within / period)
      return Array.from({ length: times }, (_, k) =>
        after.flatMap(one => eventsOf(one, (k + 1) * period)),
      ).flat()
    })
    .filter(({ at }) => at > now && at <= now + within)
    .toSorted((a, b) => a.at - b.at)
}
