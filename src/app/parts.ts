// Opens everything that the service is made of, each with the step that closes it again.
import type { Config } from '../config/schema.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import { closeOwned } from '../core/parts/close-owned.ts'
import { createWatchdog, type Watchdog } from '../core/watchdog.ts'
import type { AskChannel } from '../delivery/notifiers/compose-by.ts'
import { usedChannels } from '../delivery/notifiers/registry.ts'
import type { Notifier } from '../delivery/outbox/message.ts'
import type { Monitor } from '../detection/change.ts'
import { describeChange } from '../detection/describe/describe.ts'
import { detectorsWithout } from '../detection/detectors/registry.ts'
import { createMonitor } from '../detection/monitor.ts'
import { createAskMetrics } from '../exposition/asked/ask-metrics.ts'
import { createExposition, type Exposition, type ExpositionOptions } from '../exposition/exposition.ts'
import { telemetryPushes } from '../exposition/metrics/telemetry.ts'
import type { Telemetry } from '../exposition/otlp/options.ts'
import { startTelemetry } from '../exposition/otlp/telemetry.ts'
import { LIFECYCLE_KINDS } from '../lifecycles/registry.ts'
import { createCarriers } from '../pipeline/alerts/carriers/carriers.ts'
import { type CauseFinder, createCauseFinder } from '../pipeline/alerts/causes.ts'
import { recallFailing } from '../pipeline/close/failing.ts'
import { reportLeftOut } from '../pipeline/close/report.ts'
import { knownSubject } from '../pipeline/collect/known.ts'
import { type Judging, judgeInThread, type ThreadOptions } from '../pipeline/detect/judging.ts'
import { type Interrupted, interruptedWords } from '../pipeline/faults/interrupted.ts'
import { resumeObjectives } from '../pipeline/held-to.ts'
import { makePlan, type Plan } from '../pipeline/plan.ts'
import { createLive, type Live } from '../pipeline/status.ts'
import { STAGES } from '../pipeline/tick.ts'
import { type Drawing, drawBeforehand } from '../presentation/charts/png/drawing.ts'
import { absentSource } from '../sources/absent.ts'
import type { SourceMemory } from '../sources/memory.ts'
import type { Source } from '../sources/source.ts'
import { installationId } from '../storage/kept-secret.ts'
import type { Store } from '../storage/store.ts'
import { within } from './containment/ending.ts'
import { createHogging, type Hogging } from './containment/hogging.ts'
import { createStrayReport } from './containment/stray-faults.ts'
import { openSource } from './open-source.ts'
import { createAskChannel } from './outgoing/ask-channel.ts'
import { openNotifiers } from './outgoing/notifier.ts'
import { createUnderWay, type UnderWay } from './outgoing/under-way.ts'
import { openStore } from './rescue/open-store.ts'
import { packageVersion } from './version.ts'

export interface Parts {
  config: Config
  clock: Clock
  log: Logger
  version: string
  store: Store
  monitor: Monitor
  watchdog: Watchdog
  /** Why no part may be asked any more; null: it may be. */
  isOver: () => string | null
  hogging: Hogging
  judging: Judging
  causes: CauseFinder
  charts: Drawing
  live: Live
  sources: readonly Source[]
  plan: Plan
  /** By channel. */
  notifiers: ReadonlyMap<string, Notifier>
  askChannel: AskChannel
  /** What these are sending. */
  underWay: UnderWay
  exposition: Exposition
  telemetry: Telemetry
}

/** What has to be closed at the end, the latest first. */
export interface Closing {
  /** `what` is closed, as the log names it where that takes too long. */
  add(step: () => Promise<void> | void, what?: string): void
  run(): Promise<void>
}

/** Real milliseconds that one step may take: what never closes keeps the others from it no longer. */
const LONGEST_CLOSE = 3000
/** That all may take together; what is left is begun all the same, and waited for no longer than this. */
const LONGEST_CLOSING = 8000
const SHORTEST_CLOSE = 100

export function createClosing(log: Logger, longest = LONGEST_CLOSE, longestInAll = LONGEST_CLOSING): Closing {
  const steps: Array<{ step: () => Promise<void> | void; what: string }> = []
  return {
    add: (step, what = 'a step') => void steps.push({ step, what }),
    async run() {
      const ends = performance.now() + longestInAll
      for (const { step, what } of steps.reverse()) {
        const left = Math.min(longest, Math.max(SHORTEST_CLOSE, Math.round(ends - performance.now())))
        try {
          const hasEnded = await within((async () => step())(), left)
          if (!hasEnded)
            log.warn('a part did not close in time', { error: `${what} took longer than ${left / 1000} s` })
        } catch (cause) {
          log.warn('a part could not be closed', { part: what, error: messageOf(cause) })
        }
      }
    },
  }
}

interface Opening {
  /** What was interrupted before, and is not made. */
  before?: readonly Interrupted[] | undefined
  /** Why no part may be asked any more; null: it may be. */
  isOver?: () => string | null
}

function openTelemetry({
  config,
  exposition,
  version,
  log,
}: Pick<Parts, 'config' | 'exposition' | 'version' | 'log'>): Promise<Telemetry> {
  return startTelemetry({
    endpoint: config.telemetry?.endpoint ?? null,
    headers: config.telemetry?.headers ?? {},
    serviceVersion: version,
    instance: config.telemetry === null ? '' : installationId(config.data.folder, log),
    exposition,
    pushed: outcome => exposition.instruments.count(telemetryPushes, { outcome }),
    log,
  })
}

/** Throws StorageError for the data folder. What was opened before a fault is in `closing`. */
export async function openParts(
  { config, clock, log }: Pick<Parts, 'config' | 'clock' | 'log'>,
  closing: Closing,
  { before = [], isOver = () => null }: Opening = {},
): Promise<Parts> {
  const version = packageVersion()
  const store = openStore({ ...config.data, clock, log })
  closing.add(() => store.close())
  const live = createLive(config.detection.disabled, before)
  const hogging = createHogging({ ...live, clock, log, stopwatch })
  closing.add(() => hogging.stop())
  const watchdog = watchdogOf(live, isOver, hogging)
  const sources = openSources({ config, clock, log, store, watchdog, live }, closing)
  const plan = makePlan(config, sources)
  reportLeftOut(plan.faults, { live, log })
  recallFailing({ store, plan, sources, live })
  const underWay = createUnderWay()
  const notifiers = openNotifiers(config, { clock, log, watchdog, underWay, ...live })
  for (const one of notifiers.values()) closing.add(() => one.close(), `notifier ${one.name}`)
  let telemetry: Telemetry | null = null
  const exposition = createExposition({
    version,
    clock,
    traced: () => telemetry?.traced() ?? null,
    indicators: plan.indicators.map(planned => planned.indicator),
    ask: createAskMetrics(watchdog),
    known: knownOf(config, notifiers),
    mostSeries: config.listen.metricsSeries,
  })
  store.transaction(() => resumeObjectives({ plan, store, exposition, clock }))
  const judging = judgeInThread(judgingOptions(live, { clock, log, exposition }))
  const charts = drawBeforehand()
  closing.add(() => judging.close(), 'the thread of detection')
  telemetry = await openTelemetry({ config, exposition, version, log })
  closing.add(() => telemetry.shutdown(), 'telemetry')
  return {
    config,
    clock,
    log,
    version,
    store,
    monitor: monitorWithout(config.detection.disabled, watchdog),
    watchdog,
    isOver,
    hogging,
    judging,
    causes: createCauseFinder(store, createCarriers({ ...plan, store, watchdog })),
    charts,
    live,
    sources,
    plan,
    notifiers,
    askChannel: createAskChannel({ watchdog, stopwatch, clock, ...live }),
    underWay,
    exposition,
    telemetry,
  }
}

/** What metrics are to have from the start. */
function knownOf(
  { sources, contacts, objectives }: Config,
  notifiers: Parts['notifiers'],
): NonNullable<ExpositionOptions['known']> {
  const used = usedChannels(contacts)
  return {
    stages: [...STAGES],
    sources: sources.map(source => source.name),
    notifiers: [...notifiers].flatMap(([channel, { name }]) => (used.has(channel) ? [name] : [])),
    objectives: objectives.map(({ name }) => name),
  }
}

function stopwatch(): number {
  return performance.now() / 1000
}

/** Knows to whom belongs what runs, and asks nobody who was interrupted. */
function watchdogOf({ owners, interrupted }: Live, isOver: () => string | null, hogging: Hogging): Watchdog {
  return createWatchdog({
    stopwatch,
    owners,
    slow: hogging.held,
    refusal: owner => {
      const found = interrupted.get(owner)
      return found === null ? null : interruptedWords(found)
    },
    isOver,
  })
}

/** A detector is known as a part like any other, though it is asked in a thread of its own. */
function judgingOptions(
  live: Live,
  { clock, log, exposition }: Pick<Parts, 'clock' | 'log' | 'exposition'>,
): ThreadOptions {
  const { interrupted, strays } = live
  return {
    disabled: live.disabledDetectors,
    refused: () =>
      interrupted
        .all()
        .filter(({ owner }) => owner.kind === 'detector')
        .map(one => [one.owner.name, interruptedWords(one)]),
    onStray: createStrayReport({ strays, clock, log, exposition }),
    onInterrupted: ({ owner, place }) => {
      log.error(
        'a detector held up detection and was interrupted; it is not asked again until a person restarts or reloads slowburn',
        { detector: owner.name, place },
      )
      interrupted.add({ owner, place, at: clock.now() })
    },
  }
}

function monitorWithout(disabled: readonly string[], watch: Watchdog): Monitor {
  return createMonitor({ describe: describeChange, watch, detectors: detectorsWithout(disabled) })
}

function openSources(
  {
    config,
    clock,
    log,
    store,
    watchdog,
    live,
  }: Pick<Parts, 'config' | 'clock' | 'log' | 'store' | 'watchdog' | 'live'>,
  closing: Closing,
): Source[] {
  const { owners, interrupted } = live
  return config.sources.map(settings => {
    const { name } = settings
    const memory: SourceMemory = {
      get: key => store.sources.recall(name, key),
      known: event => knownSubject(store, event),
    }
    const owner: Owner = { kind: 'source', name }
    const before = interrupted.get(owner)
    if (before !== null) {
      const { feeding = { feeds: LIFECYCLE_KINDS } } = before
      return absentSource(name, feeding, interruptedWords(before))
    }
    const source = owners.under(owner, () => openSource(settings, { clock, log, memory, watchdog }))
    closing.add(() => closeOwned(owner, () => source.close(), { owners, watchdog }), `source ${name}`)
    return source
  })
}
