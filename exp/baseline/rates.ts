// Evidence on counts and proportions from their own likelihoods: right for three events as for three thousand.
import { lagOne } from '../../stats/autocorrelation.ts'
import { pageEvidence, toleranceFor } from '../evidence/caution.ts'
import { SIZES } from '../evidence/mixture.ts'
import { clamp, toScale } from '../evidence/score.ts'
import type { Calendar, Sample } from './calendar.ts'
import { calendarCaution, calendarOffset, fitCalendar, NO_CALENDAR, summariseCounts } from './calendar.ts'

/** `events` of a count or successes of a proportion; `rest` is the exposure of a count or the failures. */
export interface RateInput {
  events: number
  rest: number
}

/** The pairs a, b of the log-likelihood ratios `events * a + rest * b`, one after another, for each size. */
type Ratios = readonly number[]

export interface RateFrozen {
  up: Ratios
  down: Ratios
}

/** Everything learned of a `count` or `proportion` series. */
export interface RateModel {
  type: 'rate'
  /** How many buckets its rate was learned from. */
  count: number
  logThreshold: number
  /** Whether events are successes among trials. */
  trials: boolean
  /** Events per bucket, or the share of successes. Never exactly 0, nor 1. */
  rate: number
  /** Trials in a typical bucket; 1 for counts. */
  typical: number
  /** How much more the sums of many buckets vary than independent events would; at least 1. */
  dispersion: number
  /** Log factors of a count's rate; empty for proportions. */
  calendar: Calendar
  level: RateFrozen
  /** Log evidence at which an alarm pages. */
  page: number
}

/** Splits a value into what the likelihood needs. */
export function rateInput(model: RateModel, at: number, value: number, n: number): RateInput {
  if (model.trials) return { events: value * n, rest: (1 - value) * n }
  return { events: value, rest: Math.exp(calendarOffset(model.calendar, at)) }
}

/**
 * `samples` are counts of weight 1, or proportions with their number of trials as weight. The rate gets half
 * an event more than was seen, so that an all-zero baseline says "less than about one in so many", not "never".
 */
export function fitRate(
  samples: readonly Sample[],
  bucket: number,
  trials: boolean,
  logThreshold: number,
): RateModel {
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length
  const calendar = trials
    ? NO_CALENDAR
    : fitCalendar(
        samples.map(sample => ({ ...sample, weight: mean })),
        bucket,
        summariseCounts,
        ({ value }) => toScale('anscombe', value),
      )
  const buckets = samples.map(({ at, value, weight }) =>
    trials
      ? { events: value * weight, exposure: weight }
      : { events: value, exposure: Math.exp(calendarOffset(calendar, at)) },
  )
  const { rate, dispersion, rho } = moments(
    buckets,
    trials,
    calendarCaution(calendar, samples.length, bucket).sums,
  )
  const typical = trials ? Math.max(1, buckets.reduce((sum, b) => sum + b.exposure, 0) / buckets.length) : 1
  const cautious = dispersion * (1 + (logThreshold * (1 + rho)) / ((1 - rho) * samples.length))
  const shape = {
    type: 'rate' as const,
    logThreshold,
    trials,
    typical,
    dispersion: Number(cautious.toPrecision(6)),
    calendar,
    page: pageEvidence(rho, samples.length, logThreshold),
  }
  return withRate(shape, rate, samples.length)
}

/** The model with another rate, learned from so many buckets. */
export function withRate(
  model: Omit<RateModel, 'rate' | 'count' | 'level'>,
  rate: number,
  count: number,
): RateModel {
  return { ...model, rate, count, level: ratios({ ...model, rate }, count, model.logThreshold) }
}

/** The rate of these buckets together, with half an event more than was seen. */
export function pooledRate({ trials }: Pick<RateModel, 'trials'>, inputs: readonly RateInput[]): number {
  let events = 0.5
  let exposure = trials ? 1 : 0
  for (const input of inputs) {
    events += input.events
    exposure += trials ? input.events + input.rest : input.rest
  }
  return events / exposure
}

/**
 * A rate `distance` standard deviations of a typical bucket away, on the scale on which their spread does not
 * depend on the rate: 2 sqrt(rate) for counts, the arcsine for proportions. Stays inside the family's range.
 */
export function shiftedRate(
  model: Pick<RateModel, 'trials' | 'rate' | 'typical' | 'dispersion'>,
  distance: number,
): number {
  const { trials, rate, typical, dispersion } = model
  const unit = Math.sqrt(dispersion / typical)
  if (!trials) return Math.max(rate / 1000, Math.max(0, Math.sqrt(rate) + (distance * unit) / 2) ** 2)
  const angle = clamp(Math.asin(Math.sqrt(rate)) + (distance * unit) / 2, 0, Math.PI / 2)
  const least = Math.min(rate, 1 - rate) / 1000
  return clamp(Math.sin(angle) ** 2, least, 1 - least)
}

/** Tempered log-likelihood ratio of one rate against another; `[per event, per unit of the rest]`. */
export function logRatio(
  trials: boolean,
  dispersion: number,
  alternative: number,
  rate: number,
): readonly [number, number] {
  const perEvent = Math.log(alternative / rate) / dispersion
  if (!trials) return [perEvent, (rate - alternative) / dispersion]
  return [perEvent, Math.log((1 - alternative) / (1 - rate)) / dispersion]
}

function ratios(
  model: Pick<RateModel, 'trials' | 'rate' | 'typical' | 'dispersion'>,
  count: number,
  logThreshold: number,
): RateFrozen {
  const side = (sign: 1 | -1): number[] =>
    SIZES.flatMap(size => {
      const nu = toleranceFor(size, 1 / count, logThreshold)
      const [a, b] = logRatio(
        model.trials,
        model.dispersion,
        shiftedRate(model, sign * (nu + size)),
        shiftedRate(model, sign * nu),
      )
      return [Number(a.toPrecision(9)), Number(b.toPrecision(9))]
    })
  return { up: side(1), down: side(-1) }
}

interface Bucket {
  events: number
  exposure: number
}

/** Residuals beyond this many standard deviations are brought to it, so that one burst does not blind the rest. */
const BURST = 5

function moments(
  buckets: readonly Bucket[],
  trials: boolean,
  widening: number,
): { rate: number; dispersion: number; rho: number } {
  const exposure = buckets.reduce((sum, bucket) => sum + bucket.exposure, 0)
  let tamed = buckets
  let rate = 0
  let spread = 1
  let residuals: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const events = tamed.reduce((sum, bucket) => sum + bucket.events, 0)
    rate = (events + 0.5) / (exposure + (trials ? 1 : 0))
    const level = rate
    const widthOf = (bucket: Bucket): number =>
      Math.sqrt(Math.max(level * (trials ? 1 - level : 1) * bucket.exposure, 1e-300))
    residuals = tamed.map(bucket => (bucket.events - level * bucket.exposure) / widthOf(bucket))
    const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0)
    spread = Math.max(1, (squares * widening) / buckets.length)
    const most = BURST * Math.sqrt(spread)
    tamed = buckets.map(bucket => ({
      exposure: bucket.exposure,
      events: Math.min(bucket.events, Math.max(1, level * bucket.exposure + most * widthOf(bucket))),
    }))
  }
  const center = residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length
  const seen =
    buckets.some(({ events }) => events > 0) && (!trials || buckets.some(b => b.events < b.exposure))
  const rho = seen
    ? clamp(
        lagOne(
          residuals.map(residual => residual - center),
          () => true,
        ),
        0,
        0.97,
      )
    : 0
  return {
    rate,
    dispersion: (spread * (1 + rho)) / (1 - rho),
    rho,
  }
}
