// A series past its warming: every detector of the registry steps once a point, and what they claim becomes alarms.
import type { Millis } from '../../core/clock.ts'
import type { Baseline } from '../baseline/baseline.ts'
import type { History } from '../baseline/history.ts'
import { type ReadingState, readPoint, startReading, takeIn } from '../baseline/reading.ts'
import type { Value } from '../baseline/values.ts'
import type { Alarm, MonitorOptions } from '../change.ts'
import type { Detector, Evidence, Seen } from '../detectors/detector.ts'
import { kindOf } from '../kinds/kinds.ts'
import { afterChange } from '../noise/filters.ts'
import { coverageGapsOf } from './coverage-gaps.ts'
import { copyLive, type Held, hold, isHeld, letGo, nothingHeld } from './held.ts'
import { learnedOn } from './learned.ts'
import { alarmOf, type Claim, grown, namedBySpread, raise, threshold } from './raise.ts'
import { type LiveState, standingOf } from './state.ts'

export interface Watched {
  /** That neither throw nor return nonsense: see `contained.ts`. */
  detectors: readonly Detector[]
  options: MonitorOptions
}

export function startLive(
  baseline: Baseline,
  { detectors, options }: Watched,
  history: History | null,
): LiveState {
  const parts = detectors.map(detector => detector.init(baseline))
  return {
    summary: baseline.summary,
    model: baseline.model,
    reading: startReading(baseline.model, baseline.clock, baseline.noise),
    parts,
    alarms: detectors.map(() => null),
    broken: {},
    blind: coverageGapsOf(baseline.model, kindsWatched(detectors, parts), options),
    history,
    away: 0,
    looked: baseline.samples.length,
    seen: 0,
    provisional: false,
  }
}

export function kindsWatched(detectors: readonly Detector[], parts: LiveState['parts']): ReadonlySet<string> {
  return new Set(detectors.flatMap(({ kinds }, index) => (parts[index] === null ? [] : kinds)))
}

/**
 * A closed bucket with a number in it. What is held of the state is written to; the rest stays as it is, and is held as far as it was copied
 * on the way. What is answered is another state where that is needed, of which nothing is held unless `held` says so.
 */
export function stepLive(
  live: LiveState,
  value: Value,
  watched: Watched,
  held: Held = nothingHeld(),
): LiveState {
  if (isStuck(live)) {
    held.live = false
    return stepStuck(live, value, watched)
  }
  const own = held.live ? live : copyLive(live, held)
  const next = stepJudged(own, value, watched, held)
  if (next !== own) held.live = false
  return next
}

function isStuck({ alarms }: LiveState): boolean {
  for (const alarm of alarms) if (alarm !== null && alarm.kind === 'stuck') return true
  return false
}

/** While one value comes again and again it says nothing of the level or the noise: only what watches for presence sees it. */
function stepStuck(live: LiveState, value: Value, watched: Watched): LiveState {
  return { ...stepSome(live, value, watched, isOnPresence), seen: live.seen + 1 }
}

/** A value on a day that is not judged: it says that the series is not silent, and no more. */
export function passLive(live: LiveState, value: Value, watched: Watched): LiveState {
  return stepSome(live, value, watched, ({ wait }) => wait !== undefined)
}

function stepSome(
  live: LiveState,
  value: Value,
  { detectors, options }: Watched,
  asks: (detector: Detector) => boolean,
): LiveState {
  const { model, alarms, provisional } = live
  const { noise, clock } = live.reading
  const { reading } = readPoint(model, live.reading, value, options)
  const { bucket } = options
  const step: Step = {
    parts: live.parts.slice(),
    alarms,
    claims: [],
    bucket,
    provisional,
    held: nothingHeld(),
  }
  const standing = alarms[standingOf(alarms)] ?? null
  const plain = (): number => shifting(live, detectors)[1]
  const seen: Seen = {
    at: value.at,
    value,
    reading,
    model,
    noise,
    options,
    clock,
    plain,
    standing,
    said: [],
    claims: [],
  }
  for (const [place, detector] of detectors.entries())
    if (asks(detector) && step.parts[place] !== null)
      stepOne(step, place, detector, seen, alarms[place] ?? null)
  return { ...live, parts: step.parts, alarms: step.alarms }
}

function isOnPresence({ kinds }: Detector): boolean {
  return kindOf(kinds[0] ?? 'level').aspect === 'presence'
}

/** In place. */
function stepJudged(live: LiveState, value: Value, { detectors, options }: Watched, held: Held): LiveState {
  const at = standingOf(live.alarms)
  const standing = at < 0 ? null : (live.alarms[at] ?? null)
  const wider = standing !== null && standing.kind === 'variance' && standing.direction === 'up'
  const loose = wider ? Math.sqrt(Math.max(1, live.reading.lately)) : 1
  const state = live.reading
  const { reading, model } = takeIn(live.model, state, value, options, loose, at < 0)
  const step: Step = {
    parts: live.parts,
    alarms: live.alarms,
    claims: [],
    bucket: options.bucket,
    provisional: live.provisional,
    held,
  }
  let told = 0
  const plain = (): number => Math.log(told)
  const tell = (evidence: number): void => {
    told = evidence
  }
  const said: Evidence[] = []
  const claims: Evidence[] = []
  const seen: Seen = {
    at: value.at,
    value,
    reading,
    model,
    noise: state.noise,
    options,
    clock: state.clock,
    plain,
    tell,
    standing,
    said,
    claims,
  }
  for (let place = 0; place < detectors.length; place += 1) {
    const own = live.alarms[place] as Alarm | null
    const detector = detectors[place] as Detector
    if (step.parts[place] === null) continue
    if (own === null && standing !== null && detector.pausedBy.includes(standing.kind)) continue
    const evidence = stepOne(step, place, detector, seen, own)
    if (evidence === null) continue
    said.push(evidence)
    if (step.claims.length > claims.length) claims.push(evidence)
  }
  const { history, away } = learnedOn(live, reading, standing, options.bucket)
  live.model = model
  if (standing !== null && standingOf(step.alarms) < 0) live.reading = ended(state)
  live.alarms = step.alarms
  live.history = history
  live.away = away
  live.seen += 1
  return step.claims.length === 0 ? live : raise(live, namedBySpread(step.claims, said), value.at, detectors)
}

function ended(reading: ReadingState): ReadingState {
  return reading.noise === null ? reading : { ...reading, noise: afterChange(reading.noise) }
}

/** What one point makes of the parts of a live state, while the detectors are gone through. */
interface Step {
  parts: (object | null)[]
  alarms: LiveState['alarms']
  claims: Claim[]
  bucket: Millis
  provisional: boolean
  held: Held
}

/** Lets one detector see the point. */
function stepOne(
  step: Step,
  place: number,
  detector: Detector,
  seen: Seen,
  own: Alarm | null,
): Evidence | null {
  const evidence = advance(step, place, detector, seen, own)
  if (evidence === null) return null
  if (own !== null) {
    const over = evidence.over === true
    const after = over ? null : grown(own, evidence)
    if (after !== own) step.alarms = step.alarms.with(place, after)
    if (over) {
      step.parts[place] = detector.restart(step.parts[place] as object, true)
      letGo(step.held, place)
    }
    return evidence
  }
  if (evidence.log >= threshold(step.bucket, step.provisional)) step.claims.push({ place, evidence })
  return evidence
}

function advance(
  { parts, held }: Step,
  place: number,
  detector: Detector,
  seen: Seen,
  own: Alarm | null,
): Evidence | null {
  const part = parts[place] as object
  if (detector.advance !== undefined && isHeld(held, place)) return detector.advance(part, seen, own)
  const [next, evidence] = detector.step(part, seen, own)
  parts[place] = next
  hold(held, place)
  return evidence
}

/** What the detectors say so far of a shift of the level. */
export function shifting(
  { model, parts }: Pick<LiveState, 'model' | 'parts'>,
  detectors: readonly Detector[],
): readonly [number, number] {
  for (const [place, detector] of detectors.entries()) {
    const part = parts[place]
    if (detector.shifting !== undefined && part !== null && part !== undefined)
      return detector.shifting(part, model.type === 'rate' ? null : model.rows)
  }
  return [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
}

/** A closed bucket without a number, or none at all: the series has been silent up to and including `at`. */
export function waitLive(live: LiveState, at: Millis, { detectors, options }: Watched): LiveState {
  let { alarms } = live
  for (const [place, detector] of detectors.entries()) {
    const part = live.parts[place]
    if (part === null || part === undefined || detector.wait === undefined) continue
    const own = live.alarms[place] ?? null
    const evidence = detector.wait(part, at, options, own)
    const alarm =
      evidence === null
        ? own
        : own !== null
          ? grown(own, evidence)
          : evidence.log >= threshold(options.bucket, false)
            ? alarmOf(evidence, at, detector.name)
            : null
    if (alarm !== own) alarms = alarms.with(place, alarm)
  }
  return alarms === live.alarms ? live : { ...live, alarms }
}
