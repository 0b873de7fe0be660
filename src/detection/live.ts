// A series past its warming: every detector steps once a point, and up to three alarms stand side by side.
import type { Millis } from '../core/clock.ts'
import type { Anchor } from './anchor.ts'
import { stepAnchor } from './anchor.ts'
import type { Alarm, MonitorOptions } from './change.ts'
import type { Model, Value } from './channel.ts'
import { fitChannel, isRate } from './channel.ts'
import type { RunFrozen } from './liveness.ts'
import { fitRuns, gapLengths, isTie, logSurvival, tieLengths } from './liveness.ts'
import type { BaselineSummary } from './score.ts'
import { toScale } from './score.ts'
import type { Track } from './track.ts'
import { rarer, stepTrack } from './track.ts'

/** Plain JSON. The first block is frozen, the second moves with every point. */
export interface LiveState {
  summary: BaselineSummary
  model: Model
  gaps: RunFrozen
  /** Null where equal values mean nothing: counts and proportions. */
  ties: RunFrozen | null

  drift: Track
  lastArrival: Millis
  tie: TieState
  missing: Alarm | null
  stuck: Alarm | null
  /** There once the baseline has been moved. */
  anchor: Anchor | null
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
    drift: { channel: state, alarm: null, recovery: null },
    lastArrival: arrivals.at(-1) ?? values[0]?.at ?? 0,
    tie: { score: last, run: 1, fresh: 0 },
    missing: null,
    stuck: null,
    anchor: null,
  }
}

/** A closed bucket with a number in it. */
export function stepLive(live: LiveState, value: Value, options: MonitorOptions): LiveState {
  const drift = stepTrack(live.model, live.drift, value, { kind: 'level', only: null }, options)
  const silent = arrives(value, options)
    ? { lastArrival: value.at, missing: null }
    : {
        lastArrival: live.lastArrival,
        missing: silence(live, drift.alarm, value.at, options),
      }
  const anchor = live.anchor === null ? null : stepAnchor(live.anchor, value, options)
  return { ...live, ...silent, ...stepStuck(live, value, options), drift, anchor }
}

/**
 * A count that is found to have fallen while it is silent for longer than it ever was has not fallen: it is gone.
 * What stands against its level then also counts for its silence.
 */
function silence(before: LiveState, drift: Alarm | null, at: Millis, options: MonitorOptions): Alarm | null {
  const missing = missingAt(before, at, options)
  if (drift === null || drift.direction !== 'down') return missing
  if (missing !== null) return drift.severity === 'page' ? { ...missing, severity: 'page' } : missing
  const gap = (at - before.lastArrival) / options.bucket
  return before.drift.alarm === null && gap > before.gaps.longest ? { ...drift, kind: 'missing' } : null
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
