// The whole of online detection for one series: warms, learns a baseline, gathers evidence, raises, recovers.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Watchdog } from '../core/watchdog.ts'
import type { Point } from '../series/series.ts'
import { fitBaseline, normalBand } from './baseline/baseline.ts'
import { addScore, type History, startHistory } from './baseline/history.ts'
import { isRate, type Value } from './baseline/values.ts'
import type { WarmingState } from './baseline/warming.ts'
import { addWarming, isWholeWeek, warmedValues } from './baseline/warming.ts'
import { mayBeRandomWalk } from './baseline/whitened.ts'
import type { Alarm, Change, CoverageGap, Monitor, MonitorOptions, MonitorState, Verdict } from './change.ts'
import type { Detector } from './detectors/detector.ts'
import { DETECTORS } from './detectors/registry.ts'
import { worthOf } from './evidence/caution.ts'
import { baselineLength, firstLook, nextLook } from './evidence/levels.ts'
import type { Describe } from './evidence/score.ts'
import { isScorable, scaleOf, takenIn, toScale } from './evidence/score.ts'
import { KIND_NAMES } from './kinds/kinds.ts'
import { acceptLevel } from './live/accept.ts'
import { contain, leaveOut } from './live/contained.ts'
import { passLive, startLive, stepLive, type Watched, waitLive } from './live/live.ts'
import { foundIn, liveFrom, lookAgain } from './live/looks.ts'
import { isDisproved, type LiveState, standsBeside } from './live/state.ts'
import { clockAt } from './rhythm/clock.ts'
import { isHoliday, judged } from './rhythm/holidays.ts'
import { byWholeHours, wholeHoursOf } from './whole-hours.ts'

/** The state's shape; a state of another version cannot be read and is to be built anew from the points. */
const STATE_VERSION = 10

/** Plain JSON. Exactly one of `warming` and `live` is there once a point has come. */
type State = {
  readonly version: number
  readonly options: MonitorOptions
  /** Of the detectors that it was gathered by, in order. */
  readonly names: string
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
  /** Those of the registry, unless a test has others. */
  detectors?: readonly Detector[]
  /** Learns which detector is asked, so that one that does not return can be interrupted and named. */
  watch?: Pick<Watchdog, 'begin' | 'end'>
}

export function createMonitor({ describe, detectors: all = DETECTORS, watch }: MonitorDependencies): Monitor {
  const { detectors, takeFaults } = contain(all, watch)
  const names = detectors.map(({ name }) => name).join(' ')
  const isOwn = (state: MonitorState): state is State =>
    state.version === STATE_VERSION && (state as State).names === names
  const read = (state: MonitorState): State => {
    if (isOwn(state)) return state
    throw new RangeError(
      `monitor state has version ${state.version}, this is version ${STATE_VERSION}: rebuild it from the points`,
    )
  }
  const sound = (state: State): State => {
    const faults = takeFaults()
    if (faults === null || state.live === null) return state
    return { ...state, live: leaveOut(state.live, detectors, faults) }
  }
  return byWholeHours({
    start: options => startState(options, names),
    reads: isOwn,
    adopt: (state, options) => adopted(read(state), options),
    observe: (state, point) => conclude(sound(observe(read(state), point, detectors))),
    elapse: (state, now) => conclude(sound(elapse(read(state), now, detectors))),
    accept: (state, points) => sound(acceptPresent(read(state), points, detectors)),
    describe: (state, points, alarm) => describeAlarm(describe, read(state), points, alarm),
    band: (state, at) => (isOwn(state) ? bandAt(state, at) : null),
  })
}

/** How many points were refused because they came late or twice, or carried what is no number of the family. */
export function ignoredPoints(state: MonitorState): { late: number; invalid: number } {
  return (wholeHoursOf(state) as State).ignored
}

/** How many points the evidence of a series has been gathered over: what a fleet weighs it by. */
export function watchedPoints(state: MonitorState): number {
  return state.version === STATE_VERSION ? ((wholeHoursOf(state) as State).live?.seen ?? 0) : 0
}

/** Detectors that were left out on a series, and why: what they threw, or said that is no evidence. */
export function brokenDetectors(state: MonitorState): Readonly<Record<string, string>> {
  return state.version === STATE_VERSION ? ((wholeHoursOf(state) as State).live?.broken ?? {}) : {}
}

function startState(options: MonitorOptions, names: string): State {
  const { bucket, family, goodDirection, limit, zone, calendar } = options
  return {
    version: STATE_VERSION,
    options: {
      bucket,
      family,
      goodDirection,
      limit,
      ...(zone === undefined ? {} : { zone }),
      ...(calendar === undefined ? {} : { calendar }),
    },
    names,
    lastAt: null,
    ignored: { late: 0, invalid: 0 },
    warming: null,
    live: null,
    shown: null,
  }
}

function adopted(state: State, { goodDirection, limit, calendar }: MonitorOptions): State {
  const { calendar: before, ...own } = state.options
  if (own.goodDirection === goodDirection && own.limit === limit && before === calendar) return state
  const options = { ...own, goodDirection, limit, ...(calendar === undefined ? {} : { calendar }) }
  return { ...state, options }
}

function observe(state: State, point: Point, detectors: readonly Detector[]): State {
  if (!Number.isFinite(point.at) || (state.lastAt !== null && point.at <= state.lastAt)) {
    return { ...state, ignored: { ...state.ignored, late: state.ignored.late + 1 } }
  }
  const watched = { detectors, options: state.options }
  const value = scorable(point, state.options)
  if (isHoliday(state.options.calendar, point.at, state.options.bucket))
    return onHoliday({ ...state, lastAt: point.at }, value, watched)
  if (value !== null && state.live !== null) {
    const live = lookAgain(stepLive(state.live, value, watched), watched)
    const { bucket, family } = state.options
    const anew = isDisproved(live, value)
    return {
      version: STATE_VERSION,
      options: state.options,
      names: state.names,
      lastAt: point.at,
      ignored: state.ignored,
      warming: anew ? addWarming(null, value, bucket, family) : null,
      live: anew ? null : live,
      shown: state.shown,
    }
  }
  const current = { ...state, lastAt: point.at }
  return value === null ? withoutNumber(current, point, watched) : warm(current, value, watched)
}

/** What is not usual is neither learned nor judged; that a value has come ends a silence. */
function onHoliday(state: State, value: Value | null, watched: Watched): State {
  if (state.live === null || value === null) return state
  return { ...state, live: passLive(state.live, value, watched) }
}

function withoutNumber(state: State, { at, value }: Point, watched: Watched): State {
  const invalid = value === null ? state.ignored.invalid : state.ignored.invalid + 1
  const live = state.live === null ? null : waitLive(state.live, at, watched)
  return { ...state, ignored: { ...state.ignored, invalid }, live }
}

function warm(state: State, value: Value, watched: Watched): State {
  const { bucket, family } = state.options
  const before = state.warming?.have ?? 0
  const warming = addWarming(state.warming, value, bucket, family)
  const due = isRate(family)
    ? Math.max(baselineLength(bucket), nextLook(before, bucket))
    : nextLook(before, bucket)
  const looks = warming.have >= due
  if (!looks && bucket < baselineWidth) return { ...state, warming }
  const values = warmedValues(warming, bucket)
  const scale = scaleOf(family)
  const samples = values.map(each => ({ at: each.at, score: toScale(scale, each.value) }))
  const short = values.length < baselineLength(bucket)
  const clock = clockAt(state.options.zone, value.at)
  if (short && looks && !isWholeWeek(values, state.options, clock)) return { ...state, warming }
  const baseline = looks ? fitBaseline(values, state.options, clock) : null
  const walks = baseline?.model.type === 'whitened' && mayBeRandomWalk(baseline.model)
  const found = walks && bucket < baselineWidth ? null : foundIn(samples, baseline, state.options, clock)
  if (found !== null) {
    const live = liveFrom(fitBaseline(values, state.options, clock, found), found, watched)
    return { ...state, warming: null, live }
  }
  if (baseline === null) return { ...state, warming }
  const { model } = baseline
  if (walks && nextLook(warming.have, bucket) > warming.have) return { ...state, warming }
  const live = startLive(baseline, watched, historyOf(baseline.samples, model, bucket))
  const provisional = model.type === 'whitened' && values.length < baselineLength(bucket)
  return { ...state, warming: null, live: { ...live, provisional } }
}

/** Buckets so wide that a warming series is searched for a change at every point. */
const baselineWidth = 12 * 3_600_000

function historyOf(
  samples: readonly { at: Millis; score: number }[],
  model: LiveState['model'],
  bucket: Millis,
): History | null {
  if (model.type === 'rate') return null
  let history: History | null = startHistory(samples[0]?.at ?? 0, model.center, model.sigma)
  for (const sample of samples) history = history === null ? null : addScore(history, sample, bucket)
  return history
}

function elapse(state: State, now: Millis, detectors: readonly Detector[]): State {
  if (state.live === null) return state
  const live = waitLive(state.live, now - state.options.bucket, { detectors, options: state.options })
  return live === state.live ? state : { ...state, live }
}

function acceptPresent(state: State, points: readonly Point[], detectors: readonly Detector[]): State {
  if (state.live === null) return state
  const values = judged(points, state.options)
    .map(point => scorable(point, state.options))
    .filter(value => value !== null)
    .filter(({ at }) => state.lastAt === null || at <= state.lastAt)
  const watched = { detectors, options: state.options }
  return { ...state, live: acceptLevel(state.live, values, watched), shown: null }
}

function describeAlarm(describe: Describe, state: State, points: readonly Point[], alarm: Alarm): Change {
  if (state.live === null) throw new RangeError('describe requires a series that has finished warming up')
  const { model, summary } = state.live
  const seen = judged(points, state.options)
  const change = describe({ points: seen, alarm, options: state.options, baseline: summary })
  if (standsBeside(alarm)) return change
  return { ...change, evidence: worthOf(change.evidence, summary.phi, model.count) }
}

/** What is normal on a holiday is not known. */
function bandAt({ live, options }: State, at: Millis): Interval | null {
  if (live === null || isHoliday(options.calendar, at, options.bucket)) return null
  return normalBand(live.model, live.summary, live.reading.clock, at)
}

/** The verdict is a function of the state alone, but for whether it differs from what was shown before. */
function conclude(state: State): readonly [State, Verdict] {
  const { live, warming, options, shown, lastAt } = state
  if (live === null) {
    const have = warming?.have ?? 0
    const need = isRate(options.family) ? baselineLength(options.bucket) : firstLook(options.bucket)
    return [state, { status: 'warming', have, need: Math.max(need, nextLook(have, options.bucket)) }]
  }
  const alarm = foremost(live, shown)
  if (alarm === null)
    return [
      shown === null ? state : { ...state, shown: null },
      {
        status: 'quiet',
        coverageGaps: gapsOf(live, isHoliday(options.calendar, lastAt ?? 0, options.bucket)),
      },
    ]
  const { at, kind, severity } = alarm
  const raised = shown === null || shown.at !== at || shown.kind !== kind || shown.severity !== severity
  return [raised ? { ...state, shown: { at, kind, severity } } : state, { status: 'alarm', alarm, raised }]
}

/** What is not watched for on its account: of the baseline, the noise that is not refuted, the day, and detectors that failed. */
function gapsOf(
  { blind, provisional, reading, broken }: LiveState,
  holiday: boolean,
): readonly CoverageGap[] {
  const failed = Object.keys(broken).map((name): CoverageGap => `broken:${name}`)
  const wanders = (reading.noise?.leader ?? 0) > 0
  if (!provisional && !wanders && !holiday && failed.length === 0) return blind
  return [
    ...blind,
    ...(provisional ? ['provisional' as const] : []),
    ...(wanders ? ['wanders' as const] : []),
    ...(holiday ? ['holiday' as const] : []),
    ...failed,
  ]
}

/**
 * Of the alarms that stand, the one to be shown: what is gone cannot have shifted, what has shifted is not judged by its spread. A value
 * that is stuck ends no change that is shown, unless that is a mere watch and it is worth a page.
 */
function foremost({ alarms }: LiveState, shown: State['shown']): Alarm | null {
  let first: Alarm | null = null
  for (const alarm of alarms) {
    if (alarm === null) continue
    if (first === null || KIND_NAMES.indexOf(alarm.kind) < KIND_NAMES.indexOf(first.kind)) first = alarm
  }
  if (first?.kind !== 'stuck' || shown === null || shown.kind === 'stuck') return first
  const still = alarms.find(alarm => alarm !== null && alarm.at === shown.at && alarm.kind === shown.kind)
  if (still === undefined || still === null || standsBeside(still)) return first
  return first.severity === 'page' && still.severity === 'watch' ? first : still
}

/** The point as the detectors take it; null if it carries no number that the family can have. */
function scorable({ at, value, n }: Point, { family }: MonitorOptions): Value | null {
  if (value === null || !isScorable(family, value)) return null
  if (family === 'proportion' && !(n >= 1)) return null
  return { at, value: takenIn(family, value), n }
}
