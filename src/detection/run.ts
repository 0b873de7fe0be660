// One series gone through point by point: warms, learns a baseline, gathers evidence, raises, recovers.
import type { Millis } from '../core/clock.ts'
import type { Point } from '../series/series.ts'
import { fitBaseline } from './baseline/baseline.ts'
import { addScore, type History, startHistory } from './baseline/history.ts'
import { isRate, type Value } from './baseline/values.ts'
import type { WarmingState } from './baseline/warming.ts'
import { addWarming, isWholeWeek, warmedValues } from './baseline/warming.ts'
import { mayBeRandomWalk } from './baseline/whitened.ts'
import type { Alarm, MonitorOptions, MonitorRun, Verdict } from './change.ts'
import { baselineLength, firstLook, nextLook } from './evidence/levels.ts'
import { isScorable, scaleOf, takenIn, toScale } from './evidence/score.ts'
import { acceptLevel } from './live/accept.ts'
import { type Contained, leaveOut } from './live/contained.ts'
import { nothingHeld } from './live/held.ts'
import { passLive, startLive, stepLive, type Watched, waitLive } from './live/live.ts'
import { foundIn, liveFrom, lookAgain } from './live/looks.ts'
import { foremost, gapsOf } from './live/shown.ts'
import { isDisproved, type LiveState } from './live/state.ts'
import { clockAt } from './rhythm/clock.ts'
import { isHoliday, judged } from './rhythm/holidays.ts'

/** Plain JSON. Exactly one of `warming` and `live` is there once a point has come. */
export type State = {
  readonly version: number
  readonly options: MonitorOptions
  /** Of the detectors that it was gathered by, in order. */
  readonly names: string
  lastAt: Millis | null
  /** Points that were not taken in, by reason. */
  ignored: { readonly late: number; readonly invalid: number }
  warming: WarmingState | null
  live: LiveState | null
  /** What was last shown, so that a change of it can be told. */
  readonly shown: Pick<Alarm, 'at' | 'kind' | 'severity'> | null
}

/**
 * Writes to its state in place for as long as nobody else has it: begun with one, or asked for it, it goes on with a copy of what is written
 * to. One in which something was thrown is over.
 */
export class Run implements MonitorRun {
  readonly #contained: Contained
  readonly #watched: Watched
  #state: State
  #isOwn = false
  readonly #held = nothingHeld()

  constructor(state: State, contained: Contained) {
    this.#state = state
    this.#contained = contained
    this.#watched = { detectors: contained.detectors, options: state.options }
  }

  get state(): State {
    this.#release()
    return this.#state
  }

  observe(point: Point): Verdict {
    try {
      this.#see(point)
    } finally {
      this.#contained.settle()
    }
    return this.#conclude()
  }

  #see(point: Point): void {
    const state = this.#owned()
    const { live, options } = state
    if (!Number.isFinite(point.at) || (state.lastAt !== null && point.at <= state.lastAt)) {
      state.ignored = { ...state.ignored, late: state.ignored.late + 1 }
      return
    }
    state.lastAt = point.at
    const value = scorable(point, options)
    if (isHoliday(options.calendar, point.at, options.bucket)) {
      // What is not usual is neither learned nor judged; that a value has come ends a silence.
      if (live !== null && value !== null) this.#goOn(state, passLive(live, value, this.#watched))
    } else if (value === null) this.#withoutNumber(state, point)
    else if (live === null) {
      this.#state = warm(state, value, this.#watched)
      this.#release()
    } else this.#step(state, live, value)
  }

  elapse(now: Millis): Verdict {
    const { live, options } = this.#state
    if (live === null) return this.#conclude()
    const next = waitLive(live, now - options.bucket, this.#watched)
    if (next !== live) {
      this.#state = { ...this.#state, live: next }
      this.#release()
    }
    return this.#conclude()
  }

  accept(points: readonly Point[]): void {
    this.#state = acceptPresent(this.#state, points, this.#watched)
    this.#release()
    this.#leaveOut()
  }

  #owned(): State {
    if (this.#isOwn) return this.#state
    const { version, options, names, lastAt, ignored, warming, live, shown } = this.#state
    this.#state = { version, options, names, lastAt, ignored, warming, live, shown }
    this.#isOwn = true
    return this.#state
  }

  #release(): void {
    this.#isOwn = false
    this.#held.live = false
  }

  #step(state: State, live: LiveState, value: Value): void {
    const stepped = stepLive(live, value, this.#watched, this.#held)
    const next = lookAgain(stepped, this.#watched)
    if (next !== stepped) this.#held.live = false
    state.live = next
    if (!isDisproved(next, value)) return
    const { bucket, family } = state.options
    state.warming = addWarming(null, value, bucket, family)
    state.live = null
  }

  #withoutNumber(state: State, { at, value }: Point): void {
    if (value !== null) state.ignored = { ...state.ignored, invalid: state.ignored.invalid + 1 }
    if (state.live !== null) this.#goOn(state, waitLive(state.live, at, this.#watched))
  }

  /** What is another is not known to be shared with nothing. */
  #goOn(state: State, live: LiveState): void {
    if (live === state.live) return
    state.live = live
    this.#held.live = false
  }

  #leaveOut(): void {
    const faults = this.#contained.takeFaults()
    const { live } = this.#state
    if (faults === null || live === null) return
    this.#state = { ...this.#state, live: leaveOut(live, this.#watched.detectors, faults) }
    this.#release()
  }

  /** The verdict is a function of the state alone, but for whether it differs from what was shown before. */
  #conclude(): Verdict {
    this.#leaveOut()
    const { live, warming, options, shown, lastAt } = this.#state
    if (live === null) {
      const have = warming?.have ?? 0
      const need = isRate(options.family) ? baselineLength(options.bucket) : firstLook(options.bucket)
      return { status: 'warming', have, need: Math.max(need, nextLook(have, options.bucket)) }
    }
    const alarm = foremost(live, shown)
    if (alarm === null) {
      if (shown !== null) this.#state = { ...this.#state, shown: null }
      const holiday = isHoliday(options.calendar, lastAt ?? 0, options.bucket)
      return { status: 'quiet', coverageGaps: gapsOf(live, holiday) }
    }
    const { at, kind, severity } = alarm
    const raised = shown === null || shown.at !== at || shown.kind !== kind || shown.severity !== severity
    if (raised) this.#state = { ...this.#state, shown: { at, kind, severity } }
    return { status: 'alarm', alarm, raised }
  }
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

function acceptPresent(state: State, points: readonly Point[], watched: Watched): State {
  if (state.live === null) return state
  const values = judged(points, state.options)
    .map(point => scorable(point, state.options))
    .filter(value => value !== null)
    .filter(({ at }) => state.lastAt === null || at <= state.lastAt)
  return { ...state, live: acceptLevel(state.live, values, watched), shown: null }
}

/** The point as the detectors take it; null if it carries no number that the family can have. */
function scorable({ at, value, n }: Point, { family }: MonitorOptions): Value | null {
  if (value === null || !isScorable(family, value)) return null
  if (family === 'proportion' && !(n >= 1)) return null
  return { at, value: takenIn(family, value), n }
}
