// One tick, in the one order there is: collect, close buckets, detect, correlate, alert, publish.
import type { Digest } from '../alerting/digest.ts'
import type { ReadableConfig } from '../config/readable.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Labels } from '../core/series-key.ts'
import { createPause, inTurns, type Pause } from '../core/turns/pause.ts'
import type { Watchdog } from '../core/watchdog.ts'
import type { AskChannel } from '../delivery/notifiers/compose-by.ts'
import type { Monitor } from '../detection/change.ts'
import type { Fleet } from '../detection/fleet.ts'
import { createAskMetrics } from '../exposition/asked/ask-metrics.ts'
import type { Exposition } from '../exposition/exposition.ts'
import type { MetricFault } from '../exposition/metric.ts'
import { metricFaults, tickFailures, tickStage } from '../exposition/metrics/ticks.ts'
import type { Series } from '../series/series.ts'
import type { Source } from '../sources/source.ts'
import type { Store } from '../storage/store.ts'
import { type Alerting, alert } from './alert.ts'
import type { CauseFinder } from './alerts/causes.ts'
import { sendDigests } from './alerts/digest.ts'
import { auditAlarms } from './alerts/own/audits.ts'
import { blindAlarms } from './alerts/own/blindness.ts'
import { faultyPartAlarms } from './alerts/own/faulty-parts.ts'
import { isHeard } from './alerts/own/heard.ts'
import { raiseOwn } from './alerts/own/raise.ts'
import { rolloutAlarms } from './alerts/own/rollouts.ts'
import { lookUpStanding } from './alerts/standing.ts'
import { closeBuckets } from './close/close-buckets.ts'
import { rememberFailing } from './close/failing.ts'
import { closeReport } from './close/report.ts'
import { completeOf } from './collect/commit.ts'
import { blindSpots, isCaughtUp, quietSince } from './collect/sight.ts'
import { correlateChanges } from './correlate.ts'
import { detectInTurn } from './detect/detect.ts'
import { grantPages } from './detect/fleet.ts'
import type { Judging } from './detect/judging.ts'
import { lookBackOnSeries } from './detect/look-back.ts'
import { holdToObjectives } from './held-to.ts'
import type { Plan } from './plan.ts'
import { takeSnapshot } from './publish.ts'
import { readOnDuring, readSources } from './reading.ts'
import { type Keep, retain } from './retention.ts'
import { reportSetAside } from './set-aside.ts'
import { type Live, sourcesBackfilling } from './status.ts'

export type Stage = 'collect' | 'close' | 'detect' | 'correlate' | 'alert' | 'publish'
export const STAGES: readonly Stage[] = ['collect', 'close', 'detect', 'correlate', 'alert', 'publish']

export interface TickDeps {
  store: Store
  /** What metrics may read of the configuration. */
  settings: ReadableConfig
  sources: readonly Source[]
  plan: Plan
  monitor: Monitor
  watchdog: Watchdog
  /** Why no part may be asked any more, as where all ends: that is a fault of none. Null or absent: it may be. */
  isOver?: () => string | null
  judging: Judging
  fleet: Fleet
  causes: CauseFinder
  alerting: Alerting
  askChannel?: AskChannel
  digests: readonly Digest[]
  exposition: Exposition
  live: Live
  clock: Clock
  log: Logger
  interval: Millis
  keep: Keep
  /** Values of a label that get series of their own, at most. */
  labelValues: number
  /** Backfill progress of a source, 0 to 1; null once caught up. */
  onProgress(source: string, share: number | null): void
  /** Wraps a stage in a span; calls it through when tracing is off. */
  trace<T>(stage: string, work: () => Promise<T>): Promise<T>
  /** Real seconds from some origin, for durations. */
  stopwatch: () => number
}

/**
 * Runs every stage once, or those that are `wanted`. A stage that fails is logged, counted and shown, and ends the tick: what
 * it had committed stays, and the next tick goes on from there. Returns whether the tick ran to its end.
 */
export function tick(deps: TickDeps, signal: AbortSignal, wanted = STAGES): Promise<boolean> {
  return deps.trace('tick', () => runStages(deps, signal, wanted))
}

function completeness({ store, plan }: Pick<TickDeps, 'store' | 'plan'>) {
  return (series: Series, source: string): Millis | null => {
    const kind = plan.settingsOf(series)?.indicator.kind
    return kind === undefined ? null : completeOf(store, kind, source)
  }
}

async function runStages(deps: TickDeps, signal: AbortSignal, wanted: readonly Stage[]): Promise<boolean> {
  const { store, live, clock, fleet, plan } = deps
  const pause = createPause(deps.stopwatch, signal, live.courtesy)
  const reading = { ...deps, publish: () => publish(deps).catch(cause => unpublished(deps, cause)) }
  const stages: Record<Stage, () => void | Promise<void>> = {
    collect: () => {
      reportSetAside(store, deps.log)
      store.verify()
      return readSources(reading, signal)
    },
    close: () => closeAll(deps, signal),
    detect: async () => {
      const detecting = {
        store,
        settingsOf: plan.settingsOf,
        quietSince: quietSince(live, { ...plan, completeOf: completeness(deps) }, clock.now()),
        known: live.known,
        log: deps.log,
      }
      const judged = detectInTurn(detecting, deps.judging, pause)
      const statuses = await readOnDuring(judged, reading, signal)
      const { causes } = deps
      await lookUpStanding({ store, causes, isCaughtUp: isCaughtUp(live, plan) }, statuses, pause)
      const granted = grantPages(store, fleet, statuses, causes.isMoveOfWork)
      live.verdicts = new Map(granted.map(({ series, verdict }) => [series.id, verdict]))
    },
    correlate: () => correlateOrGoOn(deps, pause),
    alert: async () => {
      raiseAboutUs(deps)
      await evaluateAlerts(deps)
      const { rotas } = deps.alerting.policy
      sendDigests({ ...deps, ...deps.alerting, rotas, settingsOf: plan.settingsOf }, clock.now())
    },
    publish: async () => {
      live.lastTickAt = clock.now()
      live.halfRead = new Set(sourcesBackfilling(live))
      live.fault = null
      await publish(deps)
      await retain({ ...deps, pause }, clock.now())
      const looking = { ...deps, settingsOf: plan.settingsOf, isCaughtUp: isCaughtUp(live, plan) }
      await lookBackOnSeries(looking, clock.now())
      live.outages.works('tick', () => deps.log.info('ticks run to their end again'))
    },
  }
  for (const stage of wanted) {
    if (signal.aborted) return false
    const started = deps.stopwatch()
    try {
      // Within the span of the stage, whose trace it names.
      await deps.trace(stage, async () => {
        await stages[stage]()
        deps.exposition.instruments.observe(tickStage, { stage }, deps.stopwatch() - started)
      })
    } catch (cause) {
      if (!signal.aborted) await fail(deps, stage, cause)
      return false
    }
  }
  return true
}

function raiseAboutUs({ store, settings, live, clock, interval }: TickDeps): void {
  const now = clock.now()
  const alarms = [
    ...blindAlarms(blindSpots(live)),
    ...faultyPartAlarms(live, now),
    ...auditAlarms(live, store.audits, now),
    ...rolloutAlarms(settings.rollouts, store, now),
  ]
  live.lookedFrom ??= now
  const isOver = (labels: Labels): boolean => isHeard(labels, live.lookedFrom ?? now, now, live)
  raiseOwn(store, alarms, { now, interval, stoodFor: live.stoodFor, isOver })
}

async function closeAll(deps: TickDeps, signal: AbortSignal): Promise<void> {
  const pause = createPause(deps.stopwatch, signal, deps.live.courtesy)
  await closeBuckets({ ...deps, pause, observe: { ...closeReport(deps), held: holdToObjectives(deps) } })
  rememberFailing(deps)
}

/** Without incidents each alert is notified by itself: a fault in them must keep nobody from being notified. */
async function correlateOrGoOn(deps: TickDeps, pause: Pause): Promise<void> {
  const { live, plan, clock, exposition, log } = deps
  const { settingsOf, sourcesOf } = plan
  try {
    const correlating = { ...deps, settingsOf, sourcesOf, isCaughtUp: isCaughtUp(live, plan) }
    await inTurns(correlateChanges(correlating, clock.now()), pause)
    live.outages.works('correlate', () => log.info('changes are correlated again'))
  } catch (cause) {
    exposition.instruments.count(tickFailures, { stage: 'correlate' })
    const error = messageOf(cause)
    live.outages.failed('correlate', error, () =>
      log.error('changes cannot be correlated; each alert is notified by itself', { error }),
    )
  }
}

async function fail(deps: TickDeps, stage: Stage, cause: unknown): Promise<void> {
  const { live, log } = deps
  const message = messageOf(cause)
  live.fault = { stage, message }
  deps.exposition.instruments.count(tickFailures, { stage })
  live.outages.failed('tick', `${stage}: ${message}`, () =>
    log.error('tick failed; the next one goes on from here', { stage, error: message }),
  )
  if (stage !== 'publish') await publish(deps).catch(second => unpublished(deps, second))
}

function unpublished({ live, log }: TickDeps, cause: unknown): void {
  const error = messageOf(cause)
  live.outages.failed('publish', error, () => log.error('metrics could not be published', { error }))
}

/** Decides who is notified of what now. May be called between ticks, and while another evaluation is under way. */
export function evaluateAlerts(deps: TickDeps): Promise<void> {
  const { live } = deps
  const evaluation = live.evaluated.then(() => evaluateNow(deps))
  live.evaluated = evaluation.catch(() => undefined)
  return evaluation
}

/** Ends what it has begun even where the service is about to end: that takes a second or two at most. */
async function evaluateNow(deps: TickDeps): Promise<void> {
  const { live, clock, plan } = deps
  const evaluation = alert({ ...deps, settingsOf: plan.settingsOf }, clock.now(), {
    isCaughtUp: isCaughtUp(live, plan),
    before: live.suppressed,
  })
  const pause = createPause(deps.stopwatch, new AbortController().signal, live.courtesy)
  live.suppressed = await inTurns(evaluation, pause)
}

/** Real seconds: what metrics are asked at once takes three milliseconds more, and writing what they answer may belong to the same turn. */
const PUBLISHING_TURN = 0.002

async function publish(deps: TickDeps): Promise<void> {
  const { alerting, sources, clock, exposition, live, log } = deps
  // What is published is whole, even where the service is about to end.
  const pause = createPause(deps.stopwatch, new AbortController().signal, live.courtesy, PUBLISHING_TURN)
  const faults = new Map<string, string>()
  const fault = ({ metric, message }: MetricFault): void => {
    if (message === deps.isOver?.()) return
    exposition.instruments.count(metricFaults, { metric })
    faults.set(metric, message)
    live.outages.failed(`metric ${metric}`, message, () =>
      log.error('metric fails; it is left out and all others are published', { metric, error: message }),
    )
  }
  const ask = createAskMetrics(deps.watchdog)
  const snapshot = await takeSnapshot(
    {
      ...deps,
      rules: alerting.rules,
      contacts: alerting.contacts,
      sources: sources.map(source => source.name),
      pages: alerting.email.baseUrl,
      now: clock.now(),
      ask,
      fault,
    },
    pause,
  )
  await exposition.publish(snapshot, { pause, ask, fault })
  live.outages.works('publish', () => log.info('metrics are published again'))
  if ((deps.isOver?.() ?? null) !== null) return
  for (const metric of live.metricFaults.keys()) {
    if (faults.has(metric)) continue
    live.outages.works(`metric ${metric}`, () => log.info('metric is published again', { metric }))
  }
  live.metricFaults = faults
}
