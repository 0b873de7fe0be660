// A series past its warming: every detector steps once a point, and up to three alarms stand side by side.
import type { Millis } from '../core/clock.ts'
import { watchThreshold } from './baseline/levels.ts'
import type { BaselineSummary } from './baseline/score.ts'
import { toScale } from './baseline/score.ts'
import type { Alarm, BlindSpot, MonitorOptions } from './change.ts'
import { levelTotal } from './detectors/level.ts'
import type { RunFrozen } from './detectors/liveness.ts'
import { fitRuns, gapLengths, isTie, logSurvival, tieLengths } from './detectors/liveness.ts'
import type { SpreadFrozen } from './detectors/spread.ts'
import { fitSpread } from './detectors/spread.ts'
import type { TrendFrozen, TrendState } from './detectors/trend.ts'
import { trendEvidence } from './detectors/trend.ts'
import type { Anchor } from './tracks/anchor.ts'
import { stepAnchor } from './tracks/anchor.ts'
import { blindSpots, remembersWeeks } from './tracks/blind.ts'
import type { Model, Reading, Value } from './tracks/channel.ts'
import { fitChannel, isRate, restartChannel, stepChannel } from './tracks/channel.ts'
import { addLearning, isReady, type Learning, relearn, startLearning } from './tracks/relearn.ts'
import type { SpreadTrack } from './tracks/spread-track.ts'
import { accountsFor, startSpread, stepSpread } from './tracks/spread-track.ts'
import type { Lookout, Track } from './tracks/track.ts'
import { raiseTrack, rarer, stepTrack } from './tracks/track.ts'

/** Plain JSON. The first block is frozen but for one second look, the second moves with every point. */
export interface LiveState {
  summary: BaselineSummary
  model: Model
  gaps: RunFrozen
  /** Null where equal values mean nothing: counts and proportions. */
  ties: RunFrozen | null
  /** Null for counts and proportions, whose spread follows from their level, and where the baseline is short. */
  quantiles: SpreadFrozen | null
  /** What all this cannot tell. */
  blind: readonly BlindSpot[]

  /** Towards the second look at the baseline; null once it is over or an alarm has stood. */
  learning: Learning | null
  /** Points since the baseline was frozen or last moved. */
  seen: number
  drift: Track
  spread: SpreadTrack | null
  trend: TrendState
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
/** The level that a trend is held to have moved by, for the test of whether it is over. */
const TREND_SHIFT = 0.4
/** Ten points beyond either quantile: fewer do not tell how often there will be one. */
const FEWEST_FOR_SPREAD = 100
/** Fewer equal values in a row than this are a coincidence of their resolution, whatever the baseline was like. */
const FEWEST_EQUAL = 4
/** Share of values equal to the one before: rounding to an eighth of sigma brings about so many. */
const COARSE = 1 / 30
/** So many unlike values in a row end a `stuck`. */
const FRESH_ENOUGH = 3

export function goLive(values: readonly Value[], options: MonitorOptions): LiveState {
  const { bucket, family } = options
  const { model, state, summary, innovations, widening: wider } = fitChannel(values, family, bucket)
  const quantiles =
    isRate(family) || innovations.length < FEWEST_FOR_SPREAD ? null : fitSpread(innovations, wider)
  const scores = values.map(({ value }) => toScale(summary.scale, value))
  const arrivals = values.filter(value => arrives(value, options)).map(({ at }) => at)
  const last = scores.at(-1) ?? 0
  const ties = isRate(family) ? null : fitRuns(tieLengths(scores, TIE_RESOLUTION * summary.sigma))
  return {
    summary,
    model,
    gaps: fitRuns(gapLengths(arrivals, bucket)),
    ties,
    quantiles,
    blind: blindSpots(model, quantiles, options),
    learning: isCoarse(ties, values.length) ? null : startLearning(model, values, options),
    seen: 0,
    drift: { channel: state, alarm: null, recovery: null },
    spread: quantiles === null ? null : startSpread(quantiles),
    trend: trendEvidence.start(trendFrozen(bucket)),
    lastArrival: arrivals.at(-1) ?? values[0]?.at ?? 0,
    tie: { score: last, run: 1, fresh: 0 },
    missing: null,
    stuck: null,
    anchor: null,
  }
}

/** Whitened anew, the few values of a coarse series would fall on other sides of the quantiles of its spread. */
function isCoarse(ties: RunFrozen | null, count: number): boolean {
  return ties !== null && count - ties.count > COARSE * count
}

/** A closed bucket with a number in it. */
export function stepLive(live: LiveState, value: Value, options: MonitorOptions): LiveState {
  const next = stepDetectors(live, value, options)
  return next.learning === null ? next : lookAgain(next, next.learning, options)
}

function stepDetectors(live: LiveState, value: Value, options: MonitorOptions): LiveState {
  const { summary, model, gaps, ties, quantiles } = live
  const { at } = value
  const arrived = arrives(value, options)
  const reading = stepChannel(model, live.drift.channel, value, options.family, options.bucket)
  const trend = stepTrend(live.trend, at, reading.deviation, options)
  const levelled = stepTrack(model, live.drift, reading, at, LEVEL, options)
  const claimed = withTrend(levelled, model, trend, at, options)
  const wider = widening(live, claimed)
  const drift = wider === null ? claimed : calm(model, claimed)
  const tie = ties === null ? live.tie : stepTie(live, value)
  return {
    summary,
    model,
    gaps,
    ties,
    quantiles,
    blind: live.blind,
    learning: live.learning === null ? null : addLearning(live.learning, at, reading.deviation, options),
    seen: live.seen + 1,
    drift,
    spread: wider ?? spreadAfter(live, drift, reading, at, options),
    trend,
    lastArrival: arrived ? at : live.lastArrival,
    tie,
    missing: arrived ? null : silence(live, drift.alarm, at, options),
    stuck: ties === null ? null : stuckAt(live, ties, tie, at, options),
    anchor: live.anchor === null ? null : stepAnchor(live.anchor, value, options),
  }
}

/** What is quiet until it has been seen twice as long is known better; whatever has stood as an alarm is not learned. */
function lookAgain(live: LiveState, learning: Learning, options: MonitorOptions): LiveState {
  const { drift, spread, missing, stuck } = live
  const alarm = missing ?? stuck ?? drift.alarm ?? spread?.alarm ?? null
  if (alarm !== null) return { ...live, learning: null }
  if (!isReady(learning, levelTotal(drift.channel.level), options)) return live
  const { model, summary, quantiles } = live
  const learned = relearn({ model, channel: drift.channel, summary, quantiles }, learning, options)
  return {
    ...live,
    model: learned.model,
    summary: learned.summary,
    quantiles: learned.quantiles,
    blind: blindSpots(learned.model, learned.quantiles, options),
    learning: null,
    drift: { ...drift, channel: learned.channel },
  }
}

function trendFrozen(bucket: Millis): TrendFrozen {
  return { logThreshold: Math.log(watchThreshold(bucket)), bucket }
}

function stepTrend(state: TrendState, at: Millis, deviation: number, { bucket }: MonitorOptions): TrendState {
  return trendEvidence.step(trendFrozen(bucket), state, { at, deviation })
}

/** The spread's alarm, where it is the better account of a level that is being claimed at this point. */
function widening({ drift, spread }: LiveState, claimed: Track): SpreadTrack | null {
  if (claimed.alarm === null || drift.alarm !== null || spread === null) return null
  return accountsFor(spread, claimed.alarm)
}

function calm(model: Model, { channel }: Track): Track {
  return { channel: restartChannel(model, channel), alarm: null, recovery: null }
}

/** A trend that has shown itself stands like a shift of the level, and ends like one. */
function withTrend(
  drift: Track,
  model: Model,
  { said, direction }: TrendState,
  at: Millis,
  { bucket }: MonitorOptions,
): Track {
  if (said === 0 || drift.alarm !== null || remembersWeeks(model, bucket)) return drift
  const alarm = rarer(null, said, { at, kind: 'slope', direction }, bucket)
  return alarm === null ? drift : raiseTrack(model, drift.channel, alarm, TREND_SHIFT)
}

/** While the level is known to have shifted, or to have left the baseline, its spread is not judged by it. */
function spreadAfter(
  { quantiles, spread, drift: before, model }: LiveState,
  drift: Track,
  reading: Reading,
  at: Millis,
  { bucket }: MonitorOptions,
): SpreadTrack | null {
  if (quantiles === null || spread === null) return null
  if (drift.alarm !== null || before.alarm !== null)
    return spread.alarm === null ? startSpread(quantiles) : spread
  return stepSpread(quantiles, spread, reading.events, at, bucket, model.page)
}

const LEVEL: Lookout = { kind: 'level', only: null }

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

function stepTie({ tie, summary }: LiveState, { value }: Value): TieState {
  const score = toScale(summary.scale, value)
  const tied = isTie(score, tie.score, TIE_RESOLUTION * summary.sigma)
  return {
    score,
    run: tied ? tie.run + 1 : 1,
    fresh: tied ? 0 : Math.min(tie.fresh + 1, FRESH_ENOUGH),
  }
}

function stuckAt(
  { stuck, summary }: LiveState,
  ties: RunFrozen,
  { score, run, fresh }: TieState,
  at: Millis,
  { bucket }: MonitorOptions,
): Alarm | null {
  if (fresh >= FRESH_ENOUGH || (stuck === null && run < Math.max(FEWEST_EQUAL, ties.longest + 1))) return null
  const direction = score >= summary.center ? 'up' : 'down'
  return rarer(stuck, -logSurvival(ties, run), { at, kind: 'stuck', direction }, bucket)
}
