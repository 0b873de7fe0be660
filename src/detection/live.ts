// A series past its warming: every detector steps once a point, and up to three alarms stand side by side.
import type { Millis } from '../core/clock.ts'
import type { Alarm, MonitorOptions } from './change.ts'
import type { ChannelState, Model, Value } from './channel.ts'
import { fitChannel, isRate, restartChannel, stepChannel, typicalAt } from './channel.ts'
import { leastSize, levelDirection, levelTotal } from './evidence.ts'
import { PAGE_OVER_WATCH, watchThreshold } from './levels.ts'
import type { RunFrozen } from './liveness.ts'
import { fitRuns, gapLengths, isTie, logSurvival, tieLengths } from './liveness.ts'
import type { RecoveryState } from './recovery.ts'
import { startRecovery, stepRecovery } from './recovery.ts'
import type { BaselineSummary } from './score.ts'
import { toScale } from './score.ts'

/** Plain JSON. The first block is frozen, the second moves with every point. */
export interface LiveState {
  summary: BaselineSummary
  model: Model
  gaps: RunFrozen
  /** Null where equal values mean nothing: counts and proportions. */
  ties: RunFrozen | null

  channel: ChannelState
  lastArrival: Millis
  tie: TieState
  missing: Alarm | null
  stuck: Alarm | null
  drift: Alarm | null
  recovery: RecoveryState | null
}

export interface TieState {
  score: number
  run: number
  /** Successive values unlike the one before. */
  fresh: number
}

/** Values nearer to each other than this share of sigma are equal for all that matters. */
const TIE_RESOLUTION = 1e-3
/** So many unlike values in a row end a `stuck`. */
const FRESH_ENOUGH = 3

export function goLive(values: readonly Value[], options: MonitorOptions): LiveState {
  const { bucket, family } = options
  const { model, state, summary } = fitChannel(values, family, bucket)
  const scores = values.map(({ value }) => toScale(summary.scale, value))
  const arrivals = values.filter(value => arrives(value, options)).map(({ at }) => at)
  const last = scores.at(-1) ?? 0
  return {
    summary,
    model,
    gaps: fitRuns(gapLengths(arrivals, bucket)),
    ties: isRate(family) ? null : fitRuns(tieLengths(scores, TIE_RESOLUTION * summary.sigma)),
    channel: state,
    lastArrival: arrivals.at(-1) ?? values[0]?.at ?? 0,
    tie: { score: last, run: 1, fresh: 0 },
    missing: null,
    stuck: null,
    drift: null,
    recovery: null,
  }
}

/** A closed bucket with a number in it. */
export function stepLive(live: LiveState, value: Value, options: MonitorOptions): LiveState {
  const drift = stepDrift(live, value, options)
  const silent = arrives(value, options)
    ? { lastArrival: value.at, missing: null }
    : {
        lastArrival: live.lastArrival,
        missing: silence(live, drift, value.at, options),
      }
  return { ...live, ...silent, ...stepStuck(live, value, options), ...drift }
}

/**
 * A count that is found to have fallen while it is silent for longer than it ever was has not fallen: it is gone.
 * What stands against its level then also counts for its silence.
 */
function silence(
  before: LiveState,
  { drift }: Pick<LiveState, 'drift'>,
  at: Millis,
  options: MonitorOptions,
): Alarm | null {
  const missing = missingAt(before, at, options)
  if (drift === null || drift.direction !== 'down') return missing
  if (missing !== null) return drift.severity === 'page' ? { ...missing, severity: 'page' } : missing
  const gap = (at - before.lastArrival) / options.bucket
  return before.drift === null && gap > before.gaps.longest ? { ...drift, kind: 'missing' } : null
}

/** A closed bucket without a number, or none at all: the series has been silent up to and including `at`. */
export function awaitLive(live: LiveState, at: Millis, options: MonitorOptions): LiveState {
  const missing = missingAt(live, at, options)
  return missing === live.missing ? live : { ...live, missing }
}

/** An empty bucket of a count is a number, but no sign of life. */
function arrives({ value }: Value, { family }: MonitorOptions): boolean {
  return family !== 'count' || value > 0
}

function missingAt(live: LiveState, at: Millis, { bucket }: MonitorOptions): Alarm | null {
  const gap = (at - live.lastArrival) / bucket
  return rarer(live.missing, -logSurvival(live.gaps, gap), { at, kind: 'missing', direction: 'down' }, bucket)
}

function stepStuck(
  live: LiveState,
  { at, value }: Value,
  { bucket }: MonitorOptions,
): Pick<LiveState, 'tie' | 'stuck'> {
  if (live.ties === null) return { tie: live.tie, stuck: null }
  const score = toScale(live.summary.scale, value)
  const tied = isTie(score, live.tie.score, TIE_RESOLUTION * live.summary.sigma)
  const run = tied ? live.tie.run + 1 : 1
  const fresh = tied ? 0 : Math.min(live.tie.fresh + 1, FRESH_ENOUGH)
  const tie = { score, run, fresh }
  if (fresh >= FRESH_ENOUGH) return { tie, stuck: null }
  const direction = score >= live.summary.center ? 'up' : 'down'
  return {
    tie,
    stuck: rarer(live.stuck, -logSurvival(live.ties, run), { at, kind: 'stuck', direction }, bucket),
  }
}

function stepDrift(
  live: LiveState,
  value: Value,
  { bucket, family }: MonitorOptions,
): Pick<LiveState, 'channel' | 'drift' | 'recovery'> {
  const { model } = live
  const reading = stepChannel(model, live.channel, value, family, bucket)
  const channel = reading.state
  if (live.drift !== null && live.recovery !== null) {
    const recovery = stepRecovery(live.recovery, reading)
    if (recovery.evidence >= Math.log(watchThreshold(bucket))) {
      return { channel: restartChannel(model, channel), drift: null, recovery: null }
    }
    const drift = rarer(live.drift, Math.log(levelTotal(channel.level)), live.drift, bucket, model.page)
    return { channel, drift, recovery }
  }
  const direction = levelDirection(channel.level)
  const drift = rarer(
    null,
    Math.log(levelTotal(channel.level)),
    { at: value.at, kind: 'level', direction },
    bucket,
    model.page,
  )
  if (drift === null) return { channel, drift, recovery: null }
  const size = leastSize(channel.level, direction)
  const { events, exposure } = typicalAt(model, direction === 'up' ? size : -size)
  return { channel, drift, recovery: startRecovery(direction, events, exposure) }
}

/** Raises where the log evidence passes a level, makes a watch a page where it passes the next, else keeps. */
export function rarer(
  standing: Alarm | null,
  evidence: number,
  what: Pick<Alarm, 'at' | 'kind' | 'direction'>,
  bucket: Millis,
  page = Math.log(watchThreshold(bucket) * PAGE_OVER_WATCH),
): Alarm | null {
  const watch = Math.log(watchThreshold(bucket))
  if (standing === null) {
    if (!(evidence >= watch)) return null
    const { at, kind, direction } = what
    return { at, severity: evidence >= page ? 'page' : 'watch', kind, direction, evidence: round(evidence) }
  }
  if (evidence <= standing.evidence) return standing
  const severity = evidence >= page ? 'page' : standing.severity
  return { ...standing, severity, evidence: round(evidence) }
}

function round(value: number): number {
  return Number(value.toPrecision(6))
}
