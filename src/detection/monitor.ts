// The whole of online detection for one series: warms, freezes a baseline, gathers evidence, raises, recovers.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Point } from '../series/series.ts'
import { acceptLevel } from './accept.ts'
import { mayBeRandomWalk } from './baseline/baseline.ts'
import { worthOf } from './baseline/caution.ts'
import { nextLook } from './baseline/levels.ts'
import type { Describe } from './baseline/score.ts'
import { isScorable, takenIn } from './baseline/score.ts'
import type { Alarm, Change, Monitor, MonitorOptions, MonitorState, Verdict } from './change.ts'
import type { LiveState } from './live.ts'
import { awaitLive, goLive, stepLive } from './live.ts'
import { anchorAlarm } from './tracks/anchor.ts'
import type { Value } from './tracks/channel.ts'
import { normalBand } from './tracks/channel.ts'
import type { WarmingState } from './tracks/warming.ts'
import { addWarming, warmedValues } from './tracks/warming.ts'

/** The state's shape; a state of another version cannot be read and is to be built anew from the points. */
const STATE_VERSION = 2

/** Plain JSON. Exactly one of `warming` and `live` is there once a point has come. */
type State = {
  readonly version: number
  readonly options: MonitorOptions
  readonly lastAt: Millis | null
  /** Points that were not taken in, by reason. */
  readonly ignored: { readonly late: number; readonly invalid: number }
  readonly warming: WarmingState | null
  readonly live: LiveState | null
  /** What was last shown, so that a change of it can be told. */
  readonly shown: Pick<Alarm, 'at' | 'kind' | 'severity'> | null
}

export interface MonitorDependencies {
  describe: Describe
}

export function createMonitor({ describe }: MonitorDependencies): Monitor {
  return {
    start: startState,
    reads,
    observe,
    elapse,
    accept: (state, points) => acceptPresent(readState(state), points),
    describe: (state, points, alarm) => describeAlarm(describe, readState(state), points, alarm),
    band: (state, at) => (reads(state) ? bandAt(state, at) : null),
  }
}

/** How many points were refused because they came late or twice, or carried what is no number of the family. */
export function ignoredPoints(state: MonitorState): { late: number; invalid: number } {
  return readState(state).ignored
}

/** How many points the evidence of a series has been gathered over: what a fleet weighs it by. */
export function watchedPoints(state: MonitorState): number {
  return reads(state) ? (state.live?.seen ?? 0) : 0
}

function startState(options: MonitorOptions): State {
  const { bucket, family, goodDirection, limit } = options
  return {
    version: STATE_VERSION,
    options: { bucket, family, goodDirection, limit },
    lastAt: null,
    ignored: { late: 0, invalid: 0 },
    warming: null,
    live: null,
    shown: null,
  }
}

function observe(given: MonitorState, point: Point): readonly [MonitorState, Verdict] {
  const state = readState(given)
  if (!Number.isFinite(point.at) || (state.lastAt !== null && point.at <= state.lastAt)) {
    return conclude({ ...state, ignored: { ...state.ignored, late: state.ignored.late + 1 } })
  }
  const value = scorable(point, state.options)
  if (value !== null && state.live !== null) {
    return conclude({
      version: STATE_VERSION,
      options: state.options,
      lastAt: point.at,
      ignored: state.ignored,
      warming: null,
      live: stepLive(state.live, value, state.options),
      shown: state.shown,
    })
  }
  const current = { ...state, lastAt: point.at }
  return conclude(value === null ? withoutNumber(current, point) : warm(current, value))
}

function withoutNumber(state: State, { at, value }: Point): State {
  const invalid = value === null ? state.ignored.invalid : state.ignored.invalid + 1
  const live = state.live === null ? null : awaitLive(state.live, at, state.options)
  return { ...state, ignored: { ...state.ignored, invalid }, live }
}

function warm(state: State, value: Value): State {
  const { bucket, family } = state.options
  const before = state.warming?.have ?? 0
  const warming = addWarming(state.warming, value, bucket, family)
  if (warming.have < nextLook(before, bucket)) return { ...state, warming }
  const live = goLive(warmedValues(warming, bucket), state.options)
  const open = live.model.type === 'whitened' && mayBeRandomWalk(live.model)
  if (open && nextLook(warming.have, bucket) > warming.have) return { ...state, warming }
  return { ...state, warming: null, live }
}

function elapse(given: MonitorState, now: Millis): readonly [MonitorState, Verdict] {
  const state = readState(given)
  if (state.live === null) return conclude(state)
  const live = awaitLive(state.live, now - state.options.bucket, state.options)
  return conclude(live === state.live ? state : { ...state, live })
}

function acceptPresent(state: State, points: readonly Point[]): MonitorState {
  if (state.live === null) return state
  const values = points
    .map(point => scorable(point, state.options))
    .filter(value => value !== null)
    .filter(({ at }) => state.lastAt === null || at <= state.lastAt)
  return { ...state, live: acceptLevel(state.live, values, state.options), shown: null }
}

function describeAlarm(describe: Describe, state: State, points: readonly Point[], alarm: Alarm): Change {
  if (state.live === null) throw new RangeError('describe requires a series that has finished warming up')
  const { model, summary } = state.live
  const change = describe({ points, alarm, options: state.options, baseline: summary })
  if (alarm.kind === 'missing' || alarm.kind === 'stuck') return change
  return { ...change, evidence: worthOf(change.evidence, summary.phi, model.count) }
}

function bandAt({ live }: State, at: Millis): Interval | null {
  return live === null ? null : normalBand(live.model, live.summary, at)
}

/** The verdict is a function of the state alone, but for whether it differs from what was shown before. */
function conclude(state: State): readonly [State, Verdict] {
  const { live, warming, options, shown } = state
  if (live === null) {
    return [
      state,
      { status: 'warming', have: warming?.have ?? 0, need: nextLook(warming?.have ?? 0, options.bucket) },
    ]
  }
  const alarm = foremost(live)
  if (alarm === null)
    return [shown === null ? state : { ...state, shown: null }, { status: 'quiet', blind: live.blind }]
  const { at, kind, severity } = alarm
  const raised = shown === null || shown.at !== at || shown.kind !== kind || shown.severity !== severity
  return [raised ? { ...state, shown: { at, kind, severity } } : state, { status: 'alarm', alarm, raised }]
}

/** Of the alarms that stand, the one to be shown: what is gone cannot have shifted, what has shifted is not judged by its spread. */
function foremost({ missing, stuck, drift, spread, anchor }: LiveState): Alarm | null {
  return missing ?? stuck ?? drift.alarm ?? spread?.alarm ?? (anchor === null ? null : anchorAlarm(anchor))
}

/** The point as the channels take it; null if it carries no number that the family can have. */
function scorable({ at, value, n }: Point, { family }: MonitorOptions): Value | null {
  if (value === null || !isScorable(family, value)) return null
  if (family === 'proportion' && !(n >= 1)) return null
  return { at, value: takenIn(family, value), n }
}

function readState(state: MonitorState): State {
  if (reads(state)) return state
  throw new RangeError(
    `monitor state has version ${state.version}, this is version ${STATE_VERSION}: rebuild it from the points`,
  )
}

function reads(state: MonitorState): state is State {
  return state.version === STATE_VERSION
}
