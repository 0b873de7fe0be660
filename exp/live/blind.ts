// What a quiet series is not watched for, and why: silence for want of knowledge is not health.
import { type Model, mayCluster } from '../baseline/baseline.ts'
import { isRate } from '../baseline/values.ts'
import type { BlindSpot, MonitorOptions } from '../change.ts'
import { mayWalk, remembersWeeks } from '../detectors/shared/weeks.ts'

/** A random walk hangs together from week to week as well, which is not said twice. */
export function blindSpots(
  model: Model,
  watched: ReadonlySet<string>,
  { bucket, family }: MonitorOptions,
): BlindSpot[] {
  const spots: BlindSpot[] = []
  if (mayWalk(model)) spots.push('random-walk')
  else if (remembersWeeks(model, bucket)) spots.push('long-memory')
  if (!watched.has('variance') && !isRate(family)) spots.push('short-baseline')
  if (mayCluster(model)) spots.push('volatile')
  return spots
}
