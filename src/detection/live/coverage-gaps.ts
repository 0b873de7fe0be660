// What a quiet series is not watched for, and why: silence for want of knowledge is not health.
import { type Model, mayCluster } from '../baseline/baseline.ts'
import { isRate } from '../baseline/values.ts'
import type { CoverageGap, MonitorOptions } from '../change.ts'
import { mayWalk, remembersWeeks } from '../detectors/shared/weeks.ts'

/** A random walk hangs together from week to week as well, which is not said twice. */
export function coverageGapsOf(
  model: Model,
  watched: ReadonlySet<string>,
  { bucket, family }: MonitorOptions,
): CoverageGap[] {
  const gaps: CoverageGap[] = []
  if (mayWalk(model)) gaps.push('random-walk')
  else if (remembersWeeks(model, bucket)) gaps.push('long-memory')
  if (!watched.has('variance') && !isRate(family)) gaps.push('short-baseline')
  if (mayCluster(model)) gaps.push('volatile')
  return gaps
}
