// Puts a replay together: the parts that the live service is made of, without those that read, listen or send.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Refusal, type Replay, type ReplaySpan, replay } from '../../assurance/replay/replay.ts'
import { readableOf } from '../../config/readable.ts'
import type { Config } from '../../config/schema.ts'
import { type Clock, type ManualClock, type Millis, manualClock } from '../../core/clock.ts'
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
import { copyDatabase } from '../../storage/sqlite/file/copy.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'
import type { Store } from '../../storage/store.ts'
import { lookAt } from '../calendars.ts'
import { openSource } from '../open-source.ts'
import { alertingOf } from '../outgoing/alerting.ts'
import { createAskChannel } from '../outgoing/ask-channel.ts'
import { packageVersion } from '../version.ts'

export interface ReplayInput {
  /** The data folder of a slowburn, which may be running, or a backup: it is read, and nothing is written to it. */
  folder: string
  /** What each is to be run with, one after the other, over the same store. */
  configs: readonly Config[]
  span: ReplaySpan
  withActs: boolean
  lag: Millis | null
  log: Logger
  /** `index` is that of the configuration. */
  onProgress(index: number, share: number): void
  onDone(index: number): void
}

/** One result for each configuration. Throws StorageError where the folder cannot be used. */
export async function runReplays(input: ReplayInput, signal: AbortSignal): Promise<Array<Replay | Refusal>> {
  const scratch = mkdtempSync(join(tmpdir(), 'slowburn-replay-'))
  try {
    const copy = join(scratch, 'copy')
    await copyDatabase(input.folder, copy)
    const recorded = openSqliteStore(copy, { scratch: true })
    try {
      const results: Array<Replay | Refusal> = []
      for (const [index, config] of input.configs.entries()) {
        results.push(
          await replayOne(config, index, { ...input, recorded, into: join(scratch, `run-${index}`) }, signal),
        )
        input.onDone(index)
      }
      return results
    } finally {
      recorded.close()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

interface One extends ReplayInput {
  recorded: Store
  into: string
}

async function replayOne(
  config: Config,
  index: number,
  { recorded, into, span, withActs, lag, log, onProgress }: One,
  signal: AbortSignal,
): Promise<Replay | Refusal> {
  const clock = manualClock(span.started ?? 0)
  const scratch = openSqliteStore(into, { scratch: true })
  const closing: Array<() => Promise<void> | void> = [() => scratch.close()]
  try {
    const made = await makeDeps({ config, clock, log, recorded, span, closing }, signal)
    return await replay(
      {
        recorded,
        scratch,
        clock,
        depsOf: made,
        span,
        withActs,
        lag,
        onProgress: share => onProgress(index, share),
      },
      signal,
    )
  } finally {
    for (const step of closing.reverse()) await step()
  }
}

interface Making {
  config: Config
  clock: ManualClock
  log: Logger
  recorded: Store
  span: ReplaySpan
  closing: Array<() => Promise<void> | void>
}

/** The parts that need no store, and what makes the others of one. */
async function makeDeps(
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
async function readCalendars({ config, log, recorded, span }: Making, signal: AbortSignal): Promise<void> {
  const begins = span.from ?? span.started ?? lastReadOf(config, recorded) - LAST_HALF_YEAR
  const reading = { contacts: config.contacts, clock: at(begins), log }
  for (const rota of config.rotas) {
    if (!('calendar' in rota)) continue
    const fault = await lookAt(rota, reading, signal)
    if (fault !== null) log.error('the calendar of a rota cannot be read', { rota: rota.name, error: fault })
  }
}

/** A calendar is read from weeks before a moment to half a year after it: of what began earlier nobody is asked by name. */
const LAST_HALF_YEAR: Millis = 150 * DAY

function lastReadOf({ sources }: Config, recorded: Store): Millis {
  return Math.max(0, ...sources.map(({ name }) => recorded.sources.load(name).lastSuccessAt ?? 0))
}

function at(moment: Millis): Clock {
  return { now: () => moment, sleep: async () => undefined }
}

/** As the service writes, but for what only its reader may have: no link acts, no message is signed. */
function emailOf(config: Config): EmailSettings {
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
