// The whole of online detection for one series: warms, freezes a baseline, gathers evidence, raises, recovers.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Point } from '../series/series.ts'
import { acceptLevel } from './accept.ts'
import { anchorAlarm } from './anchor.ts'
import type { Alarm, Change, Monitor, MonitorOptions, MonitorState, Verdict } from './change.ts'
import type { Value } from './channel.ts'
import { normalBand } from './channel.ts'
import { baselineLength } from './levels.ts'
import type { LiveState } from './live.ts'
import { awaitLive, goLive, stepLive } from './live.ts'
import type { Describe } from './score.ts'
import { isScorable } from './score.ts'
import type { WarmingState } from './warming.ts'
import { addWarming, warmedValues } from './warming.ts'

/** The state's shape; a state of another version cannot be read and is to be built anew from the points. */
export const STATE_VERSION = 1

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
    observe,
    elapse,
    accept: (state, points) => acceptPresent(readState(state), points),
    describe: (state, points, alarm) => describeAlarm(describe, readState(state), points, alarm),
    band: (state, at) => bandAt(readState(state), at),
  }
}

/** How many points were refused because they came late or twice, or carried what is no number of the family. */
export function ignoredPoints(state: MonitorState): { late: number; invalid: number } {
  return readState(state).ignored
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
  const { bucket, family } = state.options
  const current = { ...state, lastAt: point.at }
  const value = scorable(point, state.options)
  if (value === null) {
    const invalid = point.value === null ? state.ignored.invalid : state.ignored.invalid + 1
    const ignored = { ...state.ignored, invalid }
    const live = state.live === null ? null : awaitLive(state.live, point.at, state.options)
    return conclude({ ...current, ignored, live })
  }
  if (state.live !== null) {
    return conclude({ ...current, live: stepLive(state.live, value, state.options) })
  }
  const warming = addWarming(state.warming, value, bucket, family)
  if (warming.have < baselineLength(bucket)) return conclude({ ...current, warming })
  return conclude({ ...current, warming: null, live: goLive(warmedValues(warming, bucket), state.options) })
}

function elapse(given: MonitorState, now: Millis): readonly [MonitorState, Verdict] {
  const state = readState(given)
  if (state.live === null) return conclude(state)
  return conclude({ ...state, live: awaitLive(state.live, now - state.options.bucket, state.options) })
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
  return describe({ points, alarm, options: state.options, baseline: state.live.summary })
}

function bandAt({ live }: State, at: Millis): Interval | null {
  return live === null ? null : normalBand(live.model, live.summary, at)
}

/** The verdict is a function of the state alone, but for whether it differs from what was shown before. */
function conclude(state: State): readonly [State, Verdict] {
  const { live, warming, options, shown } = state
  if (live === null) {
    return [state, { status: 'warming', have: warming?.have ?? 0, need: baselineLength(options.bucket) }]
  }
  const standing = live.drift.alarm ?? (live.anchor === null ? null : anchorAlarm(live.anchor))
  const alarm = live.missing ?? live.stuck ?? standing
  if (alarm === null) return [shown === null ? state : { ...state, shown: null }, { status: 'quiet' }]
  const { at, kind, severity } = alarm
  const raised = shown === null || shown.at !== at || shown.kind !== kind || shown.severity !== severity
  return [raised ? { ...state, shown: { at, kind, severity } } : state, { status: 'alarm', alarm, raised }]
}

/** The point as the channels take it; null if it carries no number that the family can have. */
function scorable({ at, value, n }: Point, { family }: MonitorOptions): Value | null {
  if (value === null || !isScorable(family, value)) return null
  if (family === 'proportion' && !(n >= 1)) return null
  return { at, value, n }
}

function readState(state: MonitorState): State {
  if (state.version !== STATE_VERSION) {
    throw new RangeError(
      `monitor state has version ${state.version}, this is version ${STATE_VERSION}: start anew and observe the points again`,
    )
  }
  return state as State
}
