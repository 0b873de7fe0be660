// One series' values made comparable with its baseline: whitened scores, or counts with their likelihood.
import type { Millis } from '../../core/clock.ts'
import type { Family } from '../../indicators/indicator.ts'
import { clippedMoments } from '../../stats/robust.ts'
import type { WhitenedFit, WhitenedModel } from '../baseline/baseline.ts'
import { fitWhitened } from '../baseline/baseline.ts'
import type { Sample } from '../baseline/calendar.ts'
import { calendarOffset } from '../baseline/calendar.ts'
import { baselineLength, watchThreshold } from '../baseline/levels.ts'
import { CLIP } from '../baseline/mixture.ts'
import type { BaselineSummary, Scale } from '../baseline/score.ts'
import { clamp, fromScale, scaleOf, toScale } from '../baseline/score.ts'
import type { Memory } from '../baseline/whitening.ts'
import { whiten } from '../baseline/whitening.ts'
import type { MonitorOptions } from '../change.ts'
import type { LevelState } from '../detectors/level.ts'
import { levelEvidence, loosen } from '../detectors/level.ts'
import type { RateInput, RateModel } from '../detectors/rates.ts'
import {
  fitRate,
  logRatio,
  pooledRate,
  rateEvidence,
  rateInput,
  shiftedRate,
  withRate,
} from '../detectors/rates.ts'
import type { RecoveryInput } from './recovery.ts'

/** What was learned of a series; plain JSON, frozen. */
export type Model = WhitenedModel | RateModel

export interface ChannelState {
  memory: Memory
  level: LevelState
}

/** A point of the family's own kind: `n` is the number of trials of a proportion. */
export interface Value {
  at: Millis
  value: number
  n: number
}

export interface Reading extends RecoveryInput {
  state: ChannelState
  /** Distance from the baseline in standard deviations of single points, rhythm taken out, memory left in. */
  deviation: number
}

export function isRate(family: Family): boolean {
  return family === 'proportion' || family === 'count'
}

export function fitChannel(
  values: readonly Value[],
  family: Family,
  bucket: Millis,
): { model: Model; state: ChannelState; summary: BaselineSummary } & Pick<
  WhitenedFit,
  'innovations' | 'widening'
> {
  const logThreshold = Math.log(watchThreshold(bucket))
  const scale = scaleOf(family)
  const scores: Sample[] = values.map(({ at, value }) => ({ at, value: toScale(scale, value), weight: 1 }))
  const fit = fitWhitened(scores, bucket, logThreshold, leastSigma(scale, values))
  const summary: BaselineSummary = {
    from: values[0]?.at ?? 0,
    to: (values.slice(0, baselineLength(bucket)).at(-1)?.at ?? 0) + bucket,
    center: fit.model.center,
    sigma: fit.model.sigma,
    phi: fit.model.whitener.phi,
    scale,
  }
  if (!isRate(family)) {
    const state = { memory: fit.memory, level: levelEvidence.start(fit.model.level) }
    return { model: fit.model, state, innovations: fit.innovations, widening: fit.widening, summary }
  }
  const trials = family === 'proportion'
  const samples = values.map(({ at, value, n }) => ({ at, value, weight: trials ? n : 1 }))
  const model = fitRate(samples, bucket, trials, logThreshold)
  const state = { memory: fit.memory, level: rateEvidence.start(model.level) }
  return {
    model,
    state,
    innovations: fit.innovations,
    widening: fit.widening,
    summary: { ...summary, center: toScale(scale, model.rate), sigma: rateSigma(model, summary.sigma) },
  }
}

/** One point seen against the model: the next state of its evidence, and its score. */
export function stepChannel(
  model: Model,
  state: ChannelState,
  { at, value, n }: Value,
  family: Family,
  bucket: Millis,
): Reading {
  if (model.type === 'rate') return stepRate(model, state, { at, value, n })
  const deviation = deviationOf(model, at, value, family)
  const { innovation, memory } = whiten(model.whitener, state.memory, deviation, at, bucket)
  return {
    state: { memory, level: levelEvidence.step(model.level, state.level, innovation) },
    deviation,
    events: innovation,
    exposure: 1,
    distance: (sum, count) => sum / count,
    ratio: shift => shift * innovation - (shift * shift) / 2,
  }
}

/** Distance from the baseline in standard deviations of single points, rhythm taken out. */
export function deviationOf(model: WhitenedModel, at: Millis, value: number, family: Family): number {
  const score = toScale(scaleOf(family), value)
  return clamp((score - model.center - calendarOffset(model.calendar, at)) / model.sigma, -1e6, 1e6)
}

/** What a typical point would be at a shift of so many standard deviations. */
export function typicalAt(model: Model, shift: number): { events: number; exposure: number } {
  if (model.type === 'whitened') return { events: shift, exposure: 1 }
  return { events: shiftedRate(model, shift) * model.typical, exposure: model.typical }
}

/** Where a channel stands that has seen nothing yet. */
export function startChannel(model: Model): ChannelState {
  return restartChannel(model, { memory: { deviation: 0, at: null }, level: { up: [], down: [] } })
}

/** Signed distance of another model's level from this one's, in standard deviations of single points of this one. */
export function distanceBetween(model: Model, other: Model): number {
  if (model.type === 'rate' && other.type === 'rate') return rateDistance(model, other.rate)
  if (model.type === 'whitened' && other.type === 'whitened')
    return (other.center - model.center) / model.sigma
  return 0
}

/** The same model with its level so many standard deviations of single points away. */
export function shiftModel(model: Model, distance: number): Model {
  if (model.type === 'whitened') return { ...model, center: model.center + distance * model.sigma }
  return withRate(model, shiftedRate(model, distance), model.count)
}

/** The same model with the level of these points, and their spread if wanted, as well as so few can tell them. */
export function relevel(
  model: Model,
  summary: BaselineSummary,
  values: readonly Value[],
  { family, bucket }: MonitorOptions,
  rescale: boolean,
): { model: Model; summary: BaselineSummary } {
  const ends = { from: values[0]?.at ?? summary.from, to: (values.at(-1)?.at ?? summary.to) + bucket }
  if (model.type === 'rate') {
    const inputs = values.map(({ at, value, n }) => rateInput(model, at, value, n))
    const moved = withRate(model, pooledRate(model, inputs), values.length)
    return { model: moved, summary: { ...summary, ...ends, center: toScale(summary.scale, moved.rate) } }
  }
  const rest = values.map(
    ({ at, value }) => toScale(scaleOf(family), value) - calendarOffset(model.calendar, at),
  )
  const { location: center, scale } = clippedMoments(rest, CLIP)
  const sigma = rescale && scale > 0 ? scale : model.sigma
  const level = loosen(model.level, 1 / model.count, 1 / values.length, Math.log(watchThreshold(bucket)))
  const whitener = { ...model.whitener, shift: 0 }
  return {
    model: { ...model, center, sigma, whitener, level, count: values.length },
    summary: { ...summary, ...ends, center, sigma },
  }
}

/** The evidence begins anew; what the next point is predicted from stays. */
export function restartChannel(model: Model, state: ChannelState): ChannelState {
  const level = model.type === 'rate' ? rateEvidence.start(model.level) : levelEvidence.start(model.level)
  return { ...state, level }
}

/** Ends of the central 95 % of single points at a moment, in the series' own unit. */
export function normalBand(
  model: Model,
  summary: BaselineSummary,
  at: Millis,
): { value: number; lower: number; upper: number } {
  const offset = calendarOffset(model.calendar, at)
  const { scale, sigma } = summary
  const center =
    model.type === 'rate'
      ? toScale(scale, model.trials ? model.rate : model.rate * Math.exp(offset))
      : summary.center + offset
  return {
    value: fromScale(scale, center),
    lower: fromScale(scale, center - 1.96 * sigma),
    upper: fromScale(scale, center + 1.96 * sigma),
  }
}

/** The resolution at which a warming series was kept is single precision, and not to be taken for spread. */
const RESOLUTION = 1e-6

function leastSigma(scale: Scale, values: readonly Value[]): number {
  if (scale !== 'identity') return RESOLUTION
  return Math.max(1e-12, RESOLUTION * values.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0))
}

function stepRate(model: RateModel, state: ChannelState, { at, value, n }: Value): Reading {
  const input = rateInput(model, at, value, n)
  return {
    state: { ...state, level: rateEvidence.step(model.level, state.level, input) },
    deviation: rateDeviation(model, input),
    events: input.events,
    exposure: model.trials ? input.events + input.rest : input.rest,
    distance: (events, exposure) => rateDistance(model, events / exposure),
    ratio: shift => {
      const [a, b] = logRatio(model.trials, model.dispersion, shiftedRate(model, shift), model.rate)
      return input.events * a + input.rest * b
    },
  }
}

/** The inverse of `shiftedRate`. */
function rateDistance({ trials, rate, typical, dispersion }: RateModel, other: number): number {
  const onScale = (value: number): number =>
    trials ? Math.asin(Math.sqrt(clamp(value, 0, 1))) : Math.sqrt(value)
  return (2 * (onScale(other) - onScale(rate))) / Math.sqrt(dispersion / typical)
}

function rateDeviation({ trials, rate, dispersion }: RateModel, { events, rest }: RateInput): number {
  const width = Math.sqrt(dispersion)
  if (!trials) return (2 * (Math.sqrt(events) - Math.sqrt(rate * rest))) / width
  const count = events + rest
  return (2 * Math.sqrt(count) * (Math.asin(Math.sqrt(events / count)) - Math.asin(Math.sqrt(rate)))) / width
}

/** Spread of single points on the scale: never less than that of independent events. */
function rateSigma(model: RateModel, observed: number): number {
  return Math.max(
    observed,
    model.trials ? 0.5 / Math.sqrt(model.typical) : Math.min(1, 2 * Math.sqrt(model.rate)),
  )
}
