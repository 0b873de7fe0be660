// Learns what is normal for a whitened series from its first points, once; it is frozen from then on.
import { excludesRandomWalk, lagOne } from '../../stats/autocorrelation.ts'
import { clippedMoments } from '../../stats/robust.ts'
import type { LevelFrozen } from '../detectors/level.ts'
import { fitLevel } from '../detectors/level.ts'
import type { Calendar, Sample } from './calendar.ts'
import {
  calendarBias,
  calendarCaution,
  calendarOffset,
  calendarSize,
  fitCalendar,
  summariseScores,
} from './calendar.ts'
import { cautiousPhi, pageEvidence } from './caution.ts'
import { CLIP } from './mixture.ts'
import { clamp } from './score.ts'
import type { Memory, Whitener } from './whitening.ts'
import { whiten } from './whitening.ts'

/** Everything learned of a `positive` or `real` series; scores are on the scale of its family. */
export interface WhitenedModel {
  type: 'whitened'
  /** How many points its level was learned from. */
  count: number
  center: number
  /** Standard deviation of single scores about the calendar. */
  sigma: number
  calendar: Calendar
  whitener: Whitener
  level: LevelFrozen
  /** Log evidence at which an alarm pages. */
  page: number
}

export interface WhitenedFit {
  model: WhitenedModel
  /** Where the whitener stands after the last point of the baseline. */
  memory: Memory
  /** The baseline's own innovations, made as those to come will be; those will be so many times as wide. */
  innovations: number[]
  widening: number
}

/** Mean square of innovations below which there are none. */
const NOTHING = 1e-12
/** The most that a series is whitened with which is known to be no random walk. */
const LARGEST_PHI = 0.97
/** A series that may be one has no level to shift from: only a drift of its steps can be told. */
const RANDOM_WALK = 0.999
/**
 * Of a random walk all that was learned is its drift, whose error never averages out. With an error variance that is so
 * many times as large, the largest tolerance of `caution.ts` comes to three standard errors of the drift.
 */
const DRIFT_CAUTION = 14

/** What a row of `count` points whose `lagOne` is `estimate` is whitened with. */
export function whiteningPhi(estimate: number, count: number, logThreshold: number): number {
  return excludesRandomWalk(estimate, count)
    ? cautiousPhi(estimate, count, logThreshold, LARGEST_PHI)
    : RANDOM_WALK
}

/** Squared standard error of the level of the innovations, made larger where the level is that of a drift. */
export function levelVariance(phi: number, count: number): number {
  return (phi === RANDOM_WALK ? DRIFT_CAUTION : 1) / count
}

/** Whether its baseline left open that the series has no level at all. */
export function mayBeRandomWalk({ whitener }: WhitenedModel): boolean {
  return whitener.phi === RANDOM_WALK
}

/**
 * `samples` are scores on their scale, in order of time, of weight 1. `leastSigma` is what a constant baseline
 * gets for its spread, so that whatever is not equal to it counts as far away.
 */
export function fitWhitened(
  samples: readonly Sample[],
  bucket: number,
  logThreshold: number,
  leastSigma: number,
): WhitenedFit {
  const calendar = fitCalendar(samples, bucket, summariseScores, sample => sample.value)
  const rest = samples.map(({ at, value }) => value - calendarOffset(calendar, at))
  const { location: center, scale } = clippedMoments(rest, CLIP)
  const count = samples.length
  const widening = calendarCaution(calendar, count, bucket)
  const freedom = Math.max(1, count - calendarSize(calendar) - 1)
  const sigma = Math.max(scale * Math.sqrt(count / freedom), leastSigma)
  const deviations = rest.map(value => clamp((value - center) / sigma, -1e6, 1e6))
  const adjacent = (index: number): boolean =>
    (samples[index]?.at ?? 0) - (samples[index - 1]?.at ?? 0) <= 1.5 * bucket
  const visible = lagOne(
    deviations.map(value => clamp(value, -CLIP, CLIP)),
    adjacent,
  )
  const estimate = visible + calendarBias(calendar, visible, count)
  const phi = whiteningPhi(estimate, count, logThreshold)
  const caution = Math.sqrt((1 + logThreshold / count) * widening.sums)
  const fit = fitWhitener(deviations, samples, phi, bucket, caution)
  const { whitener } = fit
  const live = whitenAll(whitener, deviations, samples, bucket)
  return {
    model: {
      type: 'whitened',
      count,
      center,
      sigma,
      calendar,
      whitener,
      level: fitLevel(fit.innovations, levelVariance(phi, count), logThreshold),
      page: pageEvidence(phi, count, logThreshold),
    },
    memory: live.memory,
    innovations: live.innovations,
    widening: Math.sqrt(widening.points),
  }
}

function fitWhitener(
  deviations: readonly number[],
  samples: readonly Sample[],
  phi: number,
  bucket: number,
  caution: number,
): { whitener: Whitener; innovations: number[] } {
  let whitener: Whitener = { phi, shift: 0, spread: Math.sqrt(1 - phi * phi) }
  let innovations: number[] = []
  for (let round = 0; round < 8; round += 1) {
    innovations = whitenAll(whitener, deviations, samples, bucket).innovations
    const { shift, spread } = whitener
    const moments = meanSquare(innovations)
    // A constant has no spread to be found: what is left is the last digit of its mean.
    if (moments.square < NOTHING) break
    whitener = {
      phi,
      shift: shift + moments.mean * spread,
      spread: spread * Math.max(0.1, Math.sqrt(moments.square)),
    }
    if (Math.abs(moments.mean) < 1e-6 && Math.abs(moments.square - 1) < 1e-6) break
  }
  return {
    whitener: {
      phi,
      shift: Number(whitener.shift.toPrecision(9)),
      spread: Number((Math.max(whitener.spread, 1e-9) * caution).toPrecision(9)),
    },
    innovations,
  }
}

function whitenAll(
  whitener: Whitener,
  deviations: readonly number[],
  samples: readonly Sample[],
  bucket: number,
): { innovations: number[]; memory: Memory } {
  let memory: Memory = { deviation: 0, at: null }
  const innovations = deviations.map((deviation, index) => {
    const step = whiten(whitener, memory, deviation, samples[index]?.at ?? 0, bucket)
    memory = step.memory
    return step.innovation
  })
  return { innovations, memory }
}

function meanSquare(values: readonly number[]): { mean: number; square: number } {
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  return { mean: sum / values.length, square: squares / values.length }
}
