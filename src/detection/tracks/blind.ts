// What a quiet series is not watched for, and why: silence for want of knowledge is not health.
import type { Millis } from '../../core/clock.ts'
import { WEEK } from '../../core/duration.ts'
import { mayBeRandomWalk } from '../baseline/baseline.ts'
import type { BlindSpot, MonitorOptions } from '../change.ts'
import type { SpreadFrozen } from '../detectors/spread.ts'
import type { Model } from './channel.ts'
import { isRate } from './channel.ts'

/** Autocorrelation from week to week beyond which no trend is read from weekly means. */
const WEEKLY_MEMORY = 0.2

/** Weekly means that hang together rise and fall in runs by themselves, and eight of them cannot tell. */
export function remembersWeeks(model: Model, bucket: Millis): boolean {
  return model.type === 'whitened' && model.whitener.phi ** (WEEK / bucket) > WEEKLY_MEMORY
}

/** A random walk hangs together from week to week as well, which is not said twice. */
export function blindSpots(
  model: Model,
  quantiles: SpreadFrozen | null,
  { bucket, family }: MonitorOptions,
): BlindSpot[] {
  const walks = model.type === 'whitened' && mayBeRandomWalk(model)
  const spots: BlindSpot[] = []
  if (walks) spots.push('random-walk')
  else if (remembersWeeks(model, bucket)) spots.push('long-memory')
  if (quantiles === null && !isRate(family)) spots.push('short-baseline')
  return spots
}
