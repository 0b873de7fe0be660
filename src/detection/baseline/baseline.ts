// What a series is compared with: its model, and what the describer of a change needs to know of it.
import type { Millis } from '../../core/clock.ts'
import type { Family } from '../../indicators/indicator.ts'
import { clippedMoments } from '../../stats/robust.ts'
import type { MonitorOptions } from '../change.ts'
import { baselineLength, watchThreshold } from '../evidence/levels.ts'
import { CLIP } from '../evidence/mixture.ts'
import { loosen } from '../evidence/rows.ts'
import { type BaselineSummary, clamp, fromScale, type Scale, scaleOf, toScale } from '../evidence/score.ts'
import type { NoiseState } from '../noise/filters.ts'
import { type LocalClock, type LocalPlace, localTime, placeOf } from '../rhythm/clock.ts'
import type { Profile } from '../rhythm/profile.ts'
import { offsetOf, tablesOf } from '../rhythm/tables.ts'
import { calendarOffset } from './calendar.ts'
import { isDiscrete, unitOf } from './discrete.ts'
import type { Scored } from './history.ts'
import { fitRate, pooledRate, type RateModel, rateInput, shiftedRate, withRate } from './rates.ts'
import { isRate, type Value } from './values.ts'
import { fitWhitened, type WhitenedModel } from './whitened.ts'

/** What was learned of a series; plain JSON. */
export type Model = WhitenedModel | RateModel

/** Whether wild hours come in clusters of days: what such a cluster can be is no page. */
export function mayCluster(model: Model): boolean {
  return model.type === 'whitened' && model.volatile === true
}

/** What every detector begins with. */
export interface Baseline {
  model: Model
  summary: BaselineSummary
  options: MonitorOptions
  /** Innovations of the baseline under AR(1) alone, and where in the week each was. */
  innovations: readonly number[]
  places: readonly LocalPlace[]
  widening: number
  /** Its rhythm, in the unit of the scores. */
  profile: Profile
  /** Its scores in order of time. */
  samples: readonly Scored[]
  /** Where the filters stand after it; null for rates. */
  noise: NoiseState | null
  clock: LocalClock
}

/** A step that was found within a baseline: what comes from `from` on lies `size` above what the series is compared with. */
export interface FoundStep {
  from: Millis
  size: number
}

/** A baseline from scores alone; `step` is taken out of them first, and the level learned from what was before it. */
export function fitScores(
  samples: readonly Scored[],
  options: MonitorOptions,
  clock: LocalClock,
  step: FoundStep | null = null,
): Baseline {
  const { bucket, family } = options
  const scale = scaleOf(family)
  const cleaned = step === null ? samples : samples.map(each => withoutStep(each, step))
  const before = step === null ? samples.length : samples.filter(({ at }) => at < step.from).length
  const fit = fitWhitened(cleaned, {
    bucket,
    clock,
    logThreshold: Math.log(watchThreshold(bucket)),
    leastSigma: leastSigma(scale, samples),
    halfUnit: halfUnitOf(samples, scale),
    levelCount: Math.max(1, before),
  })
  const known = step === null ? samples.slice(0, baselineLength(bucket)) : samples.slice(0, before)
  return {
    model: fit.model,
    summary: {
      from: samples[0]?.at ?? 0,
      to: (known.at(-1)?.at ?? 0) + bucket,
      center: fit.model.center,
      sigma: fit.model.sigma,
      phi: fit.model.noise.phi[0] ?? 0,
      scale,
    },
    options,
    innovations: fit.innovations,
    places: fit.places,
    widening: fit.widening,
    profile: fit.profile,
    samples: cleaned,
    noise: fit.state,
    clock,
  }
}

function withoutStep({ at, score }: Scored, step: FoundStep): Scored {
  return at < step.from ? { at, score } : { at, score: score - step.size }
}

/** Half the unit of rounded values on their scale, about a score; undefined where they are not rounded. */
function halfUnitOf(samples: readonly Scored[], scale: Scale): ((score: number) => number) | undefined {
  const unit = unitOf(samples.map(({ score }) => fromScale(scale, score)))
  if (unit === null) return undefined
  return score => {
    const value = fromScale(scale, score)
    return (toScale(scale, value + unit / 2) - toScale(scale, Math.max(value, unit) - unit / 2)) / 2
  }
}

/** A baseline from points: with a likelihood of counts where the family has one. */
export function fitBaseline(
  values: readonly Value[],
  options: MonitorOptions,
  clock: LocalClock,
  step: FoundStep | null = null,
): Baseline {
  const scale = scaleOf(options.family)
  const samples = values.map(({ at, value }) => ({ at, score: toScale(scale, value) }))
  const plain = fitScores(samples, options, clock, step)
  const counted = countedAs(values, options.family)
  if (counted === null) return plain
  const trials = counted === 'trials'
  const before = step === null ? values : values.filter(({ at }) => at < step.from)
  const model = fitRate(
    before.map(({ at, value, n }) => ({
      at: localTime(clock, at),
      value,
      weight: options.family === 'proportion' ? n : 1,
    })),
    options.bucket,
    trials,
    Math.log(watchThreshold(options.bucket)),
  )
  const { summary } = plain
  return {
    ...plain,
    model,
    noise: null,
    summary: { ...summary, center: toScale(scale, model.rate), sigma: rateSigma(model, summary.sigma) },
  }
}

/**
 * Whether points are shares of trials or counts of events: by their family, or because a row of plain numbers holds nothing but
 * a few small whole ones, most of them the same.
 */
export function countedAs(values: readonly Value[], family: Family): 'trials' | 'events' | null {
  if (isRate(family)) return family === 'proportion' ? 'trials' : 'events'
  if (!values.every(({ value }) => Number.isInteger(value) && value >= 0 && value < FEW)) return null
  if (!isDiscrete(values.map(({ at, value }) => ({ at, score: value })))) return null
  const kinds = new Set(values.map(({ value }) => value))
  if (kinds.size < 2) return null
  return [...kinds].every(value => value <= 1) ? 'trials' : 'events'
}

/** Whole numbers below this are taken for counts. */
const FEW = 50

/** What a typical point would be at a shift of so many standard deviations. */
export function typicalAt(model: Model, shift: number): { events: number; exposure: number } {
  if (model.type === 'whitened') return { events: shift, exposure: 1 }
  return { events: shiftedRate(model, shift) * model.typical, exposure: model.typical }
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

/** The inverse of `shiftedRate`. */
export function rateDistance({ trials, rate, typical, dispersion }: RateModel, other: number): number {
  const onScale = (value: number): number =>
    trials ? Math.asin(Math.sqrt(clamp(value, 0, 1))) : Math.sqrt(value)
  return (2 * (onScale(other) - onScale(rate))) / Math.sqrt(dispersion / typical)
}

/** The same model with the level of these points, and their spread if wanted, as well as so few can tell them. */
export function relevel(
  model: Model,
  summary: BaselineSummary,
  values: readonly Value[],
  { family, bucket }: MonitorOptions,
  clock: LocalClock,
  rescale: boolean,
): { model: Model; summary: BaselineSummary } {
  const ends = { from: values[0]?.at ?? summary.from, to: (values.at(-1)?.at ?? summary.to) + bucket }
  if (model.type === 'rate') {
    const inputs = values.map(({ at, value, n }) => rateInput(model, localTime(clock, at), value, n))
    const moved = withRate(model, pooledRate(model, inputs), values.length)
    return { model: moved, summary: { ...summary, ...ends, center: toScale(summary.scale, moved.rate) } }
  }
  const slots = Math.max(1, model.rhythm.slots)
  const tables = tablesOf(model.rhythm)
  const rest = values.map(
    ({ at, value }) =>
      toScale(scaleOf(family), value) - model.sigma * offsetOf(tables, placeOf(clock, at, slots)),
  )
  const { location: center, scale } = clippedMoments(rest, CLIP)
  const sigma = rescale && scale > 0 ? scale : model.sigma
  const logThreshold = Math.log(watchThreshold(bucket))
  const factors = model.rows.factors.map(each =>
    loosen(each, 1 / model.count, 1 / values.length, logThreshold),
  )
  const noise = { ...model.noise, shift: model.noise.shift.map(() => 0) }
  return {
    model: { ...model, center, sigma, noise, rows: { ...model.rows, factors }, count: values.length },
    summary: { ...summary, ...ends, center, sigma },
  }
}

/** Ends of the central 95 % of single points at a moment, in the series' own unit. */
export function normalBand(
  model: Model,
  { scale, sigma, center: level }: BaselineSummary,
  clock: LocalClock,
  at: Millis,
): { value: number; lower: number; upper: number } {
  const center =
    model.type === 'rate'
      ? rateCenter(model, scale, localTime(clock, at))
      : level + sigma * rhythmAt(model, clock, at)
  return {
    value: fromScale(scale, center),
    lower: fromScale(scale, center - 1.96 * sigma),
    upper: fromScale(scale, center + 1.96 * sigma),
  }
}

function rhythmAt({ rhythm }: WhitenedModel, clock: LocalClock, at: Millis): number {
  return offsetOf(tablesOf(rhythm), placeOf(clock, at, Math.max(1, rhythm.slots)))
}

function rateCenter(model: RateModel, scale: Scale, at: Millis): number {
  return toScale(scale, model.trials ? model.rate : model.rate * Math.exp(calendarOffset(model.calendar, at)))
}

/** The resolution at which a warming series was kept is single precision, and not to be taken for spread. */
const RESOLUTION = 1e-6

function leastSigma(scale: Scale, samples: readonly Scored[]): number {
  if (scale !== 'identity') return RESOLUTION
  return Math.max(1e-12, RESOLUTION * samples.reduce((most, { score }) => Math.max(most, Math.abs(score)), 0))
}

/** Spread of single points on the scale: never less than that of independent events. */
function rateSigma(model: RateModel, observed: number): number {
  return Math.max(
    observed,
    model.trials ? 0.5 / Math.sqrt(model.typical) : Math.min(1, 2 * Math.sqrt(model.rate)),
  )
}
