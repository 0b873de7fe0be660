// One point seen against a baseline: how far from it, and what of that nothing led to expect. Shared by all detectors.
import type { MonitorOptions } from '../change.ts'
import { clamp, scaleOf, toScale } from '../evidence/score.ts'
import { type NoiseState, startNoise, stepNoise } from '../noise/filters.ts'
import { addRest, closeDay, type OpenDay, openDay } from '../rhythm/adapt.ts'
import { keptClock, type LocalClock, type LocalPlace, localTime, placeOf } from '../rhythm/clock.ts'
import { offsetOf, trustOf, widthOf } from '../rhythm/rhythm.ts'
import type { Model } from './baseline.ts'
import { type RateInput, type RateModel, rateInput } from './rates.ts'
import type { Value } from './values.ts'
import type { WhitenedModel } from './whitened.ts'

/** Plain JSON. */
export interface ReadingState {
  /** Null for rates, which are not whitened. */
  readonly noise: NoiseState | null
  readonly clock: LocalClock
  /** The day that is under way, where the shape of a rhythm follows the seasons; null before its first point. */
  readonly open: OpenDay | null
  /** Mean square of the innovations, followed over weeks and over days: a width that was learned too small shows in the first. */
  readonly square: number
  readonly lately: number
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
  return {
    noise: model.type === 'whitened' ? (noise ?? startNoise(model.noise, [])) : null,
    clock,
    open: null,
    square: 1,
    lately: 1,
  }
}

/**
 * The reading of a point, the state after it, and the model after it: at the end of a day the shape of its rhythm moves a little.
 *
 * @param calm whether no alarm stands: what has changed says nothing of a width that was learned too small
 * @param loose how many times as wide as learned the noise is known to be, beside what is followed
 */
export function readPoint(
  model: Model,
  state: ReadingState,
  value: Value,
  options: MonitorOptions,
  loose = 1,
  calm = true,
): { reading: Reading; state: ReadingState; model: Model } {
  return model.type === 'rate'
    ? readRate(model, state, options.family === 'proportion' ? value : { ...value, n: 1 })
    : readScore(model, state, value, options, loose, calm)
}

function readScore(
  given: WhitenedModel,
  state: ReadingState,
  { at, value }: Value,
  { bucket, family }: MonitorOptions,
  loose: number,
  calm: boolean,
): { reading: Reading; state: ReadingState; model: Model } {
  const { slots } = given.rhythm
  const clock = keptClock(state.clock, at)
  const place = placeOf(clock, at, slots > 0 ? slots : 1)
  const follows = given.rhythm.shaped && slots > 3
  let model = given
  let { open } = state
  if (follows && open !== null && open.day !== place.day) {
    const rhythm = closeDay(model.rhythm, open)
    if (rhythm !== model.rhythm) model = { ...model, rhythm }
    open = null
  }
  const { rhythm } = model
  const score = toScale(scaleOf(family), value)
  const deviation = clamp((score - model.center) / model.sigma - offsetOf(rhythm, place), -FARTHEST, FARTHEST)
  const followed = state.square > USUAL ? Math.sqrt(state.square / USUAL) : 1
  const width = widthOf(rhythm, place) * followed * loose
  const before = state.noise as NoiseState
  const trust = trustOf(rhythm, place.slot)
  const filtered = stepNoise(model.noise, before, deviation / width, at, bucket, trust, calm)
  const { innovations } = filtered
  if (follows) open = addRest(open ?? openDay(place.day, slots), place.slot, deviation)
  const own = (innovations[0] as number) * followed
  const lately = state.lately + (Math.min(own * own * loose * loose, 36) - state.lately) / DAYS
  return {
    model,
    reading: {
      at,
      place,
      score,
      deviation,
      innovations,
      raw: filtered.raw * followed * loose,
      lately,
      counted: null,
    },
    state: {
      noise: filtered.state,
      clock,
      open,
      square: calm ? state.square + (Math.min(own * own, 9) - state.square) / WEEKS : state.square,
      lately,
    },
  }
}

function readRate(
  model: RateModel,
  state: ReadingState,
  { at, value, n }: Value,
): { reading: Reading; state: ReadingState; model: Model } {
  const clock = keptClock(state.clock, at)
  const counted = rateInput(model, localTime(clock, at), value, n)
  const deviation = rateDeviation(model, counted)
  return {
    model,
    reading: {
      at,
      place: placeOf(clock, at, 24),
      score: value,
      deviation,
      innovations: [],
      raw: deviation,
      lately: 1,
      counted,
    },
    state: clock === state.clock ? state : { ...state, clock },
  }
}

function rateDeviation({ trials, rate, dispersion }: RateModel, { events, rest }: RateInput): number {
  const width = Math.sqrt(dispersion)
  if (!trials) return (2 * (Math.sqrt(events) - Math.sqrt(rate * rest))) / width
  const count = events + rest
  return (2 * Math.sqrt(count) * (Math.asin(Math.sqrt(events / count)) - Math.asin(Math.sqrt(rate)))) / width
}
