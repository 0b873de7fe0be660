// What of a series no detector can tell, and why: silence for want of knowledge is not health.
import type { Millis } from '../../../core/clock.ts'
import { WEEK } from '../../../core/duration.ts'
import type { Model } from '../../baseline/baseline.ts'
import { mayBeRandomWalk } from '../../baseline/whitened.ts'

/** Autocorrelation from week to week beyond which no trend is read from weekly means. */
const WEEKLY_MEMORY = 0.2

/** Weekly means that hang together rise and fall in runs by themselves, and eight of them cannot tell. */
export function remembersWeeks(model: Model, bucket: Millis): boolean {
  return model.type === 'whitened' && (model.noise.phi[0] ?? 0) ** (WEEK / bucket) > WEEKLY_MEMORY
}

/** Whether the baseline left open that the series has no level at all. */
export function mayWalk(model: Model): boolean {
  return model.type === 'whitened' && mayBeRandomWalk(model)
}
