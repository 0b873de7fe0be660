// Runs the live pipeline over invented weeks, by a clock that is moved from tick to tick, and notes every message that it owes: what a
// replay of the same weeks has to find again.

import { alertingOf } from '../../../src/app/outgoing/alerting.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { readableOf } from '../../../src/config/readable.ts'
import type { Config } from '../../../src/config/schema.ts'
import { type ManualClock, type Millis, manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { randomStream } from '../../../src/core/random.ts'
import { identityOf } from '../../../src/delivery/notifiers/registry.ts'
import type { OwedMessage } from '../../../src/delivery/outbox/message.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createFleet } from '../../../src/detection/fleet.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import type { Event } from '../../../src/events/event.ts'
import { createExposition } from '../../../src/exposition/exposition.ts'
import type { Incident } from '../../../src/incidents/incident.ts'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import type { AlertActions } from '../../../src/operations/operations.ts'
import { createCarriers } from '../../../src/pipeline/alerts/carriers/carriers.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { makePlan } from '../../../src/pipeline/plan.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { evaluateAlerts, type TickDeps, tick } from '../../../src/pipeline/tick.ts'
import type { PulledSource } from '../../../src/sources/source.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { judgeHere } from '../detection/judge-here.ts'
import { watchdogOf } from '../watchdog.ts'

export const BEGIN: Millis = Date.UTC(2026, 2, 2)
const END: Millis = BEGIN + 7 * WEEK
/** Build tasks take half as long again from then on, on another model. */
export const SLOWER: Millis = BEGIN + 5 * WEEK
/** How far the source lags behind. */
const LAG: Millis = 10 * MINUTE

export function liveConfig(folder: string, more = ''): string {
  return `name: invented
data: { folder: ${JSON.stringify(folder)} }
listen: { url: "http://slowburn.example.org/" }
tick: 1h
sources:
  - { name: platform, type: push, token: a-token-of-twenty-letters, feeds: [task], lateness: 10m }
contacts:
  - { name: on call, email: on-call@example.org }
  - { name: owner, email: owner@example.org }
route: { to: [on call], repeat: 1d }
digests:
  - { name: weekly, every: week, to: [owner] }
${more}`
}

export interface LiveRun {
  owed: OwedMessage[]
  incidents: Incident[]
}

/** What somebody does once the tick of a moment has ended. */
export type Acting = (acting: AlertActions, store: Store) => void

interface Living {
  acts?: ReadonlyArray<readonly [at: Millis, act: Acting]>
  /** When slowburn is started. */
  started?: Millis
}

/** Fills the folder; the store is closed when it returns. */
export async function runLive(
  folder: string,
  { acts = [], started = BEGIN }: Living = {},
  text = liveConfig(folder),
): Promise<LiveRun> {
  const config = parseConfig(text, {})
  const kept = openSqliteStore(folder, { scratch: true })
  const owed: OwedMessage[] = []
  const outbox = { ...kept.outbox, add: (some: readonly OwedMessage[]) => note(some, owed, kept) }
  const store: Store = { ...kept, outbox }
  const clock = manualClock(started)
  const deps = depsOf(config, store, clock)
  const acting = createAlertActions({ ...deps, contacts: config.contacts, rules: config.rules })
  const signal = new AbortController().signal
  const left = [...acts]
  for (let now = started; now <= END; now += config.tick) {
    clock.set(now)
    await tick(deps, signal)
    take(store, now)
    while (left[0] !== undefined && left[0][0] <= now) {
      left.shift()?.[1](acting, store)
      await evaluateAlerts(deps)
      take(store, now)
    }
  }
  const incidents = store.incidents.list(Number.MAX_SAFE_INTEGER)
  kept.close()
  return { owed, incidents }
}

function note(some: readonly OwedMessage[], owed: OwedMessage[], { outbox }: Store): void {
  owed.push(...some)
  outbox.add(some)
}

/** A mail server that takes everything at once. */
function take({ outbox }: Store, now: Millis): void {
  for (const { id } of outbox.due(now, 1000)) {
    outbox.begin(id, now)
    outbox.settle(id, 'accepted', now, '250 taken')
  }
}

function depsOf(config: Config, store: Store, clock: ManualClock): TickDeps {
  const watchdog = watchdogOf()
  const sources = [platform(clock)]
  const plan = makePlan(config, sources)
  const monitor = createMonitor({ describe: describeChange })
  const email = {
    ...identityOf(config),
    installation: config.name,
    timeZone: config.timeZone,
    baseUrl: config.listen.url,
    dashboardUrl: config.dashboard,
  }
  const { charts: _, ...alerting } = alertingOf(config, email, {
    draw: () => new Uint8Array(),
    prepare: async () => {},
  })
  return {
    store,
    settings: readableOf(config),
    sources,
    plan,
    watchdog,
    monitor,
    judging: judgeHere(monitor, watchdog),
    fleet: createFleet(),
    causes: createCauseFinder(store, createCarriers({ ...plan, store, watchdog })),
    alerting,
    digests: config.digests,
    exposition: createExposition({ version: '1', indicators: [], defaultMetrics: false }),
    live: createLive(),
    clock,
    log: silentLogger,
    interval: config.tick,
    keep: { events: 400 * DAY, facts: 3 * DAY, hours: 400 * DAY, days: 400 * DAY },
    labelValues: 100,
    onProgress: () => {},
    trace: (_stage, work) => work(),
    stopwatch: () => performance.now() / 1000,
  }
}

/** Brings what has happened since it was last asked. */
function platform(clock: ManualClock): PulledSource {
  const events = invented()
  let next = 0
  return {
    name: 'platform',
    feeds: ['task'],
    budget: MINUTE,
    async *pull() {
      const now = clock.now()
      const from = next
      while ((events[next]?.at ?? Number.POSITIVE_INFINITY) <= now) next += 1
      for (let at = from; at < next || at === from; at += 2000) {
        const some = events.slice(at, Math.min(at + 2000, next))
        const isLast = at + 2000 >= next
        yield {
          events: some,
          cursor: { next: Math.min(at + 2000, next) },
          completeUpTo: isLast ? now - LAG : null,
          progress: null,
          problems: [],
        }
      }
    },
    check: async () => [],
    close: async () => {},
  }
}

/** Two types of tasks, some an hour, and a release as one of them becomes slow. */
function invented(): Event[] {
  const random = randomStream(5, 'replay')
  const events: Event[] = [release('1.0', BEGIN + DAY), release('1.1', SLOWER)]
  for (let hour = BEGIN; hour < END; hour += HOUR) {
    for (let i = 0; i < 8; i++) {
      const taskType = i % 2 === 0 ? 'build' : 'test'
      const isSlow = taskType === 'build' && hour >= SLOWER
      const queued = Math.round(hour + random.uniform() * 0.9 * HOUR)
      const finished = Math.round(queued + (isSlow ? 1.8 : 1) * random.lognormal(120_000, 0.4))
      const data = { taskType, model: isSlow ? 'basalt' : 'aurora' }
      const subject = `${hour}-${i}`
      for (const [type, at] of [
        ['task.queued', queued],
        ['task.started', queued + 5000],
        ['task.finished', finished],
      ] as const) {
        events.push({ id: `${subject}:${type}`, type, at, source: 'platform', subject, attributes: {}, data })
      }
    }
  }
  return events.toSorted((a, b) => a.at - b.at)
}

function release(version: string, at: Millis): Event {
  return {
    id: `platform:${version}:rollout`,
    type: 'rollout.changed',
    at,
    source: 'platform',
    subject: version,
    attributes: {},
    data: { version, component: 'builder' },
  }
}
