// Learns a baseline once more, from itself and as many quiet points again, by running sums alone.
import type { Millis } from '../../core/clock.ts'
import {
  addLagged,
  innovationMoments,
  type LaggedSums,
  lagOneOf,
  meanOf,
  NO_SUMS,
  varianceOf,
} from '../../stats/lagged-sums.ts'
import { levelVariance, mayBeRandomWalk, whiteningPhi } from '../baseline/baseline.ts'
import { calendarBias, calendarCaution } from '../baseline/calendar.ts'
import { pageEvidence } from '../baseline/caution.ts'
import { watchThreshold } from '../baseline/levels.ts'
import { CLIP } from '../baseline/mixture.ts'
import type { BaselineSummary } from '../baseline/score.ts'
import { clamp } from '../baseline/score.ts'
import type { MonitorOptions } from '../change.ts'
import { loosen } from '../detectors/level.ts'
import type { SpreadFrozen } from '../detectors/spread.ts'
import { type ChannelState, deviationOf, type Model, type Value } from './channel.ts'

/** Plain JSON. Deviations are those from the first baseline, clipped. */
export interface Learning {
  /** Of the first baseline alone: how many points, their variance, and what whitening left of them. */
  readonly first: {
    readonly count: number
    readonly variance: number
    readonly innovation: { readonly mean: number; readonly variance: number }
  }
  /** Of all points so far, those of the first baseline too. */
  readonly all: LaggedSums
  readonly last: { readonly at: Millis; readonly deviation: number }
}

/** What the second look replaces. */
export interface Learned {
  model: Model
  channel: ChannelState
  summary: BaselineSummary
  quantiles: SpreadFrozen | null
}

/**
 * No look is taken at evidence of this power of a watch's or more. With 0.5 a half-sigma step in AR(.5) four days after
 * the baseline takes 1.76 times the least instead of 1.60, and one three weeks after it 1.07 instead of 1.08; with 0.3 the
 * two are 1.53 and 1.17.
 */
const CALM = 0.4

/** Null for a random walk, which has no level to learn, and for a rate, whose dispersion is no sum over its points. */
export function startLearning(
  model: Model,
  values: readonly Value[],
  options: MonitorOptions,
): Learning | null {
  if (model.type === 'rate' || mayBeRandomWalk(model)) return null
  let row: Row = { all: NO_SUMS, last: null }
  for (const { at, value } of values)
    row = add(row, at, deviationOf(model, at, value, options.family), options)
  const { all, last } = row
  const innovation = innovationMoments(all, model.whitener.phi)
  return last === null
    ? null
    : { first: { count: all.count, variance: varianceOf(all), innovation }, all, last }
}

export function addLearning(
  learning: Learning,
  at: Millis,
  deviation: number,
  options: MonitorOptions,
): Learning {
  const { all, last } = add(learning, at, deviation, options)
  return { first: learning.first, all, last }
}

/** Whether there are twice as many points as the baseline had, and nothing that speaks of a change in the making. */
export function isReady({ first, all }: Learning, evidence: number, { bucket }: MonitorOptions): boolean {
  return all.count >= 2 * first.count && evidence < watchThreshold(bucket) ** CALM
}

/**
 * The same model with its level, spread and memory learned from all points. Rhythm and shape of the noise stay as they
 * were; the evidence gathered so far stays too. All caution that comes from the baseline's own error shrinks with it.
 */
export function relearn(
  { model, channel, summary, quantiles }: Learned,
  { first, all }: Learning,
  { bucket }: MonitorOptions,
): Learned {
  if (model.type === 'rate') return { model, channel, summary, quantiles }
  const { count } = all
  const logThreshold = Math.log(watchThreshold(bucket))
  const visible = lagOneOf(all)
  const bias = (calendarBias(model.calendar, visible, first.count) * first.count) / count
  const phi = whiteningPhi(visible + bias, count, logThreshold)

  const mean = meanOf(all)
  const growth = Math.sqrt(varianceOf(all) / first.variance)
  if (!(growth > 0 && Number.isFinite(growth))) return { model, channel, summary, quantiles }
  const before = first.innovation
  const after = innovationMoments(all, phi)
  const rhythm = calendarCaution(model.calendar, first.count, bucket).sums
  const cautions = [first.count, count].map(n => Math.sqrt((1 + logThreshold / n) * rhythm))
  const caution = (cautions[1] ?? 1) / (cautions[0] ?? 1)
  const widening = Math.sqrt(after.variance / before.variance)
  const whitener = {
    phi,
    shift: Number(((model.whitener.shift - before.mean + after.mean) / growth).toPrecision(9)),
    spread: Number(((model.whitener.spread * widening * caution) / growth).toPrecision(9)),
  }
  const known = levelVariance(model.whitener.phi, first.count)
  const center = model.center + mean * model.sigma
  const sigma = model.sigma * growth
  return {
    model: {
      ...model,
      count,
      center,
      sigma,
      whitener,
      level: loosen(model.level, known, levelVariance(phi, count), logThreshold),
      page: pageEvidence(phi, count, logThreshold),
    },
    channel: {
      ...channel,
      memory: { ...channel.memory, deviation: (channel.memory.deviation - mean) / growth },
    },
    summary: { ...summary, center, sigma, phi },
    quantiles:
      quantiles === null
        ? null
        : { ...quantiles, low: quantiles.low / caution, high: quantiles.high / caution },
  }
}

type Row = Pick<Learning, 'all'> & { last: Learning['last'] | null }

function add(
  { all, last }: Row,
  at: Millis,
  deviation: number,
  { bucket }: MonitorOptions,
): Pick<Learning, 'all' | 'last'> {
  const value = clamp(deviation, -CLIP, CLIP)
  const before = last !== null && at - last.at <= 1.5 * bucket ? last.deviation : null
  return { all: addLagged(all, value, before), last: { at, deviation: value } }
}
