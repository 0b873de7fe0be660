// The whole of online detection, as the rest of slowburn uses it.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Point } from '../series/series.ts'
import { normalBand } from './baseline/baseline.ts'
import type { Alarm, Change, Monitor, MonitorOptions, MonitorState } from './change.ts'
import type { Detector } from './detectors/detector.ts'
import { DETECTORS } from './detectors/registry.ts'
import { worthOf } from './evidence/caution.ts'
import type { Describe } from './evidence/score.ts'
import { contain, type Watch } from './live/contained.ts'
import { standsBeside } from './live/state.ts'
import { isHoliday, judged } from './rhythm/holidays.ts'
import { Run, type State } from './run.ts'
import { byWholeHours, wholeHoursOf } from './whole-hours.ts'

/** The state's shape; a state of another version cannot be read and is to be built anew from the points. */
const STATE_VERSION = 13

export interface MonitorDependencies {
  describe: Describe
  /** Those of the registry, unless a test has others. */
  detectors?: readonly Detector[]
  /** Learns which detector is asked, so that one that does not return can be interrupted and named. */
  watch?: Watch
}

export function createMonitor({ describe, detectors: all = DETECTORS, watch }: MonitorDependencies): Monitor {
  const contained = contain(all, watch)
  const names = contained.detectors.map(({ name }) => name).join(' ')
  const isOwn = (state: MonitorState): state is State =>
    state.version === STATE_VERSION && (state as State).names === names
  const read = (state: MonitorState): State => {
    if (isOwn(state)) return state
    throw new RangeError(
      `monitor state has version ${state.version}, this is version ${STATE_VERSION}: rebuild it from the points`,
    )
  }
  return byWholeHours({
    start: options => startState(options, names),
    reads: isOwn,
    adopt: (state, options) => adopted(read(state), options),
    resume: state => new Run(read(state), contained),
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
