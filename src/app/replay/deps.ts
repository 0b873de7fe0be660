// What a tick over a store of its own is made of: the parts of the live service, without those that read, listen or send.

import { readableOf } from '../../config/readable.ts'
import type { Config } from '../../config/schema.ts'
import type { Clock, ManualClock, Millis } from '../../core/clock.ts'
import { DAY, MINUTE } from '../../core/duration.ts'
import type { Logger } from '../../core/logger.ts'
import { createWatchdog, type Watchdog } from '../../core/watchdog.ts'
import type { EmailSettings } from '../../delivery/email/input.ts'
import { identityOf } from '../../delivery/notifiers/registry.ts'
import { describeChange } from '../../detection/describe/describe.ts'
import { detectorsWithout } from '../../detection/detectors/registry.ts'
import { createFleet } from '../../detection/fleet.ts'
import { createMonitor } from '../../detection/monitor.ts'
import { createExposition } from '../../exposition/exposition.ts'
import { createLateCarriers } from '../../pipeline/alerts/carriers/late.ts'
import { createCauseFinder } from '../../pipeline/alerts/causes.ts'
import { judgeInThread } from '../../pipeline/detect/judging.ts'
import { makePlan } from '../../pipeline/plan.ts'
import { createLive } from '../../pipeline/status.ts'
import type { TickDeps } from '../../pipeline/tick.ts'
import { drawBeforehand } from '../../presentation/charts/png/drawing.ts'
import { NO_MEMORY } from '../../sources/memory.ts'
import type { Source } from '../../sources/source.ts'
import type { Store } from '../../storage/store.ts'
import { lookAt } from '../calendars.ts'
import { openSource } from '../open-source.ts'
import { alertingOf } from '../outgoing/alerting.ts'
import { createAskChannel } from '../outgoing/ask-channel.ts'
import { packageVersion } from '../version.ts'

export interface Making {
  config: Config
  clock: ManualClock
  log: Logger
  recorded: { readonly sources: Pick<Store['sources'], 'load' | 'recall'> }
  /** From when on calendars are asked who was on duty; null: for the half year before the last read. */
  calendarsFrom: Millis | null
  closing: Array<() => Promise<void> | void>
}

/** The parts that need no store, and what makes the others of one. */
export async function makeDeps(
  making: Making,
  signal: AbortSignal,
): Promise<(store: Store) => Omit<TickDeps, 'store' | 'clock'>> {
  const { config, clock, log, closing } = making
  const live = createLive(config.detection.disabled)
  const watchdog = createWatchdog({ stopwatch, owners: live.owners })
  const sources = await sourcesOf(making, watchdog)
  const plan = makePlan(config, sources)
  const judging = judgeInThread({ disabled: config.detection.disabled })
  const charts = drawBeforehand()
  closing.push(() => judging.close())
  await readCalendars(making, signal)
  return store => ({
    settings: readableOf(config),
    sources,
    plan,
    monitor: createMonitor({
      describe: describeChange,
      watch: watchdog,
      detectors: detectorsWithout(config.detection.disabled),
    }),
    watchdog,
    judging,
    fleet: createFleet(),
    causes: createCauseFinder(store, createLateCarriers({ ...plan, store, watchdog })),
    alerting: alertingOf(config, emailOf(config), charts),
    askChannel: createAskChannel({ watchdog, stopwatch, clock, ...live }),
    digests: config.digests,
    exposition: createExposition({ version: packageVersion(), indicators: [], defaultMetrics: false }),
    live,
    log,
    interval: Math.max(config.tick, SHORTEST_TICK),
    keep: { events: 0, facts: 0, hours: 0, days: 0 },
    labelValues: config.data.labelValues,
    onProgress: () => undefined,
    trace: (_, work) => work(),
    stopwatch,
  })
}

/** What they feed is asked of them, and nothing else: none is read, and they are closed at once. */
async function sourcesOf({ config, clock, log, recorded }: Making, watchdog: Watchdog): Promise<Source[]> {
  const sources = config.sources.map(settings => {
    const get = (key: string): Uint8Array | null => recorded.sources.recall(settings.name, key)
    return openSource(settings, { clock, log, memory: { ...NO_MEMORY, get }, watchdog })
  })
  for (const source of sources) await source.close()
  return sources
}

/** Who was on duty is as the calendars say it now. */
async function readCalendars(
  { config, log, recorded, calendarsFrom }: Making,
  signal: AbortSignal,
): Promise<void> {
  const begins = calendarsFrom ?? lastReadOf(config, recorded) - LAST_HALF_YEAR
  const reading = { contacts: config.contacts, clock: at(begins), log }
  for (const rota of config.rotas) {
    if (!('calendar' in rota)) continue
    const fault = await lookAt(rota, reading, signal)
    if (fault !== null) log.error('the calendar of a rota cannot be read', { rota: rota.name, error: fault })
  }
}

/** A calendar is read from weeks before a moment to half a year after it: of what began earlier nobody is asked by name. */
const LAST_HALF_YEAR: Millis = 150 * DAY

function lastReadOf(
  { sources }: Config,
  recorded: { readonly sources: Pick<Store['sources'], 'load' | 'recall'> },
): Millis {
  return Math.max(0, ...sources.map(({ name }) => recorded.sources.load(name).lastSuccessAt ?? 0))
}

function at(moment: Millis): Clock {
  return { now: () => moment, sleep: async () => undefined }
}

/** As the service writes, but for what only its reader may have: no link acts, no message is signed. */
export function emailOf(config: Config): EmailSettings {
  const { dkim: _, ...identity } = identityOf(config)
  const { url, host, port } = config.listen
  return {
    ...identity,
    installation: config.name,
    timeZone: config.timeZone,
    baseUrl: url ?? `http://${host}:${port}/`,
    dashboardUrl: config.dashboard,
  }
}

/** A tick a second is as many ticks as nobody waits for: whatever follows from a moment follows within a minute of it. */
const SHORTEST_TICK: Millis = MINUTE

function stopwatch(): number {
  return performance.now() / 1000
}
