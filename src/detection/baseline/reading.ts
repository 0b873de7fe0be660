// One point seen against a baseline: how far from it, and what of that nothing led to expect. Shared by all detectors.
import type { MonitorOptions } from '../change.ts'
import { clamp, scaleOf, toScale } from '../evidence/score.ts'
import { copyNoise, goOn, type NoiseState, startNoise, stepNoise } from '../noise/filters.ts'
import { addRest, closeDay, type OpenDay, openDay } from '../rhythm/adapt.ts'
import { keptClock, type LocalClock, type LocalPlace, localTime, placeOf, UTC } from '../rhythm/clock.ts'
import { answerOf, type ClockQuestion, questionAfter, weighClock } from '../rhythm/moved-clock.ts'
import { loudnessOf, offsetOf, type Tables, tablesOf, trustOf, widthOf } from '../rhythm/tables.ts'
import type { Model } from './baseline.ts'
import { type RateInput, type RateModel, rateInput } from './rates.ts'
import type { Value } from './values.ts'
import type { WhitenedModel } from './whitened.ts'

/** What was gathered of the noise. Plain JSON. */
export interface Followed {
  /** Null for rates, which are not whitened. */
  readonly noise: NoiseState | null
  /** Mean square of the innovations, followed over weeks and over days: a width that was learned too small shows in the first. */
  square: number
  lately: number
}

/** Plain JSON. */
export interface ReadingState extends Followed {
  clock: LocalClock
  /** Where its clock is UTC, the next time that clocks elsewhere are set, or have just been; null before its first point. */
  question: ClockQuestion | null
  /** The day that is under way, where the shape of a rhythm follows the seasons; null before its first point. */
  open: OpenDay | null
}

export interface Reading {
  readonly at: number
  readonly place: LocalPlace
  /** The value on the scale of its family; of rates as it is. */
  readonly score: number
  /** Distance from the baseline in standard deviations of single points, rhythm taken out, memory left in. */
  readonly deviation: number
  /** Under every noise model, within 3 standard deviations; of rates, none. */
  readonly innovations: readonly number[]
  /** Under the likeliest filter, however large; of rates, the deviation. */
  readonly raw: number
  /** Mean square of the innovations, followed over two days; of rates, one. */
  readonly lately: number
  /** What of it was counted; null where it is no rate. */
  readonly counted: RateInput | null
}

/** Points over which the mean square of the innovations is followed: four weeks of hours, and two days. */
const WEEKS = 672
const DAYS = 48
/** What a mean square of clipped innovations may come to by its own chance. */
const USUAL = 1.06
const FARTHEST = 1e6

export function startReading(model: Model, clock: LocalClock, noise: NoiseState | null = null): ReadingState {
  return { ...startFollowing(model, noise), clock, question: null, open: null }
}

export function startFollowing(model: Model, noise: NoiseState | null = null): Followed {
  return {
    noise: model.type === 'rate' ? null : noise === null ? startNoise(model.noise, []) : goOn(noise),
    square: 1,
    lately: 1,
  }
}

/** One that `takeIn` may write to. */
export function copyReading({ noise, square, lately, clock, question, open }: ReadingState): ReadingState {
  return {
    noise: noise === null ? null : copyNoise(noise),
    square,
    lately,
    clock,
    question,
    open: open === null ? null : { day: open.day, rests: open.rests.slice() },
  }
}

/** The same as `takeIn` does it, with the state after it; the one given stays as it is. */
export function readPoint(
  model: Model,
  state: ReadingState,
  value: Value,
  options: MonitorOptions,
  loose = 1,
): { reading: Reading; state: ReadingState; model: Model } {
  const next = copyReading(state)
  const { reading, model: after } = takeIn(model, next, value, options, loose)
  return { reading, state: next, model: after }
}

/**
 * The reading of a point, and the model after it: at the end of a day the shape of its rhythm moves a little. The state moves on, in place.
 *
 * @param calm whether no alarm stands: what has changed says nothing of a width that was learned too small
 * @param loose how many times as wide as learned the noise is known to be, beside what is followed
 */
export function takeIn(
  model: Model,
  state: ReadingState,
  value: Value,
  options: MonitorOptions,
  loose = 1,
  calm = true,
): { reading: Reading; model: Model } {
  return model.type === 'rate'
    ? readRate(model, state, value, options)
    : readScore(model, state, value, options, loose, calm)
}

/** A point that was read before, against a model that has another level alone: where in its rhythm it lies is known. */
export function readAgain(
  model: Model,
  followed: Followed,
  { place, score }: Reading,
  value: Value,
  options: MonitorOptions,
  clock: LocalClock,
): { reading: Reading; followed: Followed } {
  if (model.type === 'rate') return { reading: rateReading(model, clock, value, options), followed }
  const tables = tablesOf(model.rhythm)
  const deviation = (score - model.center) / model.sigma - offsetOf(tables, place)
  const { noise, square, lately } = followed
  const next = { noise: noise === null ? null : copyNoise(noise), square, lately }
  const reading = follow(model, tables, next, value.at, place, score, deviation, options.bucket)
  return { reading, followed: next }
}

function readScore(
  given: WhitenedModel,
  state: ReadingState,
  { at, value }: Value,
  { bucket, family }: MonitorOptions,
  loose: number,
  calm: boolean,
): { reading: Reading; model: Model } {
  const { slots } = given.rhythm
  if (!isSettled(state, slots, at)) {
    const { clock: kept, question: asked } = clocksAt(state, slots, at)
    state.clock = kept
    state.question = asked
  }
  const { clock, question } = state
  const today = placeOf(clock, at, slots > 0 ? slots : 1)
  const follows = given.rhythm.shaped && slots > 3
  let model = given
  let { open } = state
  if (follows && open !== null && open.day !== today.day) {
    const rhythm = closeDay(model.rhythm, open)
    if (rhythm !== model.rhythm) model = { ...model, rhythm }
    open = null
  }
  const tables = tablesOf(model.rhythm)
  const score = toScale(scaleOf(family), value)
  const distance = (score - model.center) / model.sigma
  const asked = follows && question !== null && at >= question.at ? question : null
  const turned = asked === null ? null : nearest(tables, distance, today, asked, at)
  const place = turned === null ? today : turned.place
  const deviation = turned === null ? distance - offsetOf(tables, today) : turned.deviation
  const reading = follow(model, tables, state, at, place, score, deviation, bucket, loose, calm)
  if (follows) {
    open ??= openDay(today.day, slots)
    addRest(open, today.slot, reading.deviation)
  }
  state.open = open
  if (turned !== null) state.question = turned.question
  return { model, reading }
}

/** What of a distance from the rhythm nothing led to expect; what that says of the noise is followed in place. */
function follow(
  { noise }: WhitenedModel,
  tables: Tables,
  followed: Followed,
  at: number,
  place: LocalPlace,
  score: number,
  far: number,
  bucket: number,
  loose = 1,
  calm = true,
): Reading {
  const { square } = followed
  const deviation = clamp(far, -FARTHEST, FARTHEST)
  const widened = square > USUAL ? Math.sqrt(square / USUAL) : 1
  const width = widthOf(tables, place) * widened * loose
  const trust = trustOf(tables, place.slot)
  const known = followed.noise as NoiseState
  const { innovations, raw } = stepNoise(noise, known, deviation / width, at, bucket, trust, calm)
  const own = (innovations[0] as number) * widened
  const lately = followed.lately + (Math.min(own * own * loose * loose, 36) - followed.lately) / DAYS
  followed.lately = lately
  if (calm) followed.square = square + (Math.min(own * own, 9) - square) / WEEKS
  return { at, place, score, deviation, innovations, raw: raw * widened * loose, lately, counted: null }
}

/** Whether clock and question are at a point what they were: at most points. */
function isSettled({ clock, question }: ReadingState, slots: number, at: number): boolean {
  if (clock.until !== null && at >= clock.until) return false
  if (clock.zone !== null || slots !== HOURS) return question === null
  return question !== null && question.points === 0
}

/** The clock at a point, and what is to be asked of it: where an answer has come the clock is that of the zone that the series moves with. */
function clocksAt(
  { clock: before, question: asked }: ReadingState,
  slots: number,
  at: number,
): Pick<ReadingState, 'clock' | 'question'> {
  const clock = keptClock(before, at)
  if (clock.zone !== null || slots !== HOURS) return { clock, question: null }
  if (asked === null) return { clock, question: questionAfter(at) }
  const answer = answerOf(asked, slots, at)
  if (answer === null) return { clock, question: asked }
  return answer.moved === null
    ? { clock, question: questionAfter(at) }
    : { clock: answer.moved, question: null }
}

/** A rhythm of hours is moved by a slot when clocks are set. */
const HOURS = 24

/** While it is open whether clocks have moved, a point is where it is nearest to the rhythm. */
function nearest(
  tables: Tables,
  distance: number,
  today: LocalPlace,
  question: ClockQuestion,
  at: number,
): { place: LocalPlace; deviation: number; question: ClockQuestion } {
  const still = distance - offsetOf(tables, today)
  const other = placeOf({ ...UTC, offset: question.shift }, at, tables.slots)
  const moved = distance - offsetOf(tables, other)
  const weighed = weighClock(
    question,
    still / loudnessOf(tables, today.slot),
    moved / loudnessOf(tables, other.slot),
  )
  const nearer = Math.abs(moved) < Math.abs(still)
  return { place: nearer ? other : today, deviation: nearer ? moved : still, question: weighed }
}

function readRate(
  model: RateModel,
  state: ReadingState,
  value: Value,
  options: MonitorOptions,
): { reading: Reading; model: Model } {
  state.clock = keptClock(state.clock, value.at)
  return { model, reading: rateReading(model, state.clock, value, options) }
}

function rateReading(
  model: RateModel,
  clock: LocalClock,
  { at, value, n }: Value,
  { family }: MonitorOptions,
): Reading {
  const counted = rateInput(model, localTime(clock, at), value, family === 'proportion' ? n : 1)
  const deviation = rateDeviation(model, counted)
  return {
    at,
    place: placeOf(clock, at, 24),
    score: value,
    deviation,
    innovations: [],
    raw: deviation,
    lately: 1,
    counted,
  }
}

function rateDeviation({ trials, rate, dispersion }: RateModel, { events, rest }: RateInput): number {
  const width = Math.sqrt(dispersion)
  if (!trials) return (2 * (Math.sqrt(events) - Math.sqrt(rate * rest))) / width
  const count = events + rest
  return (2 * Math.sqrt(count) * (Math.asin(Math.sqrt(events / count)) - Math.asin(Math.sqrt(rate)))) / width
}
