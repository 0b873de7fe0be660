// Watches a new series for a while, then freezes the width of its buckets.
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR, WEEK } from '../core/duration.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import { type BucketPolicy, chooseBucket } from './bucket.ts'

/** A trial may end early once it holds this many times the minimum: eight buckets' worth. */
const ENOUGH = 16

/**
 * The width for a series first seen at `first`, or null while it cannot be told yet.
 *
 * The trial is looked at after every whole day. It ends when enough has come for eight buckets, at the
 * latest when `policy.trial` is over. The rate is taken from its last seven days, because a week is the
 * longest rhythm, and because what takes long to end begins to end slowly. The estimator itself says what
 * counts (its `n`), so every indicator is treated alike. The answer depends only on what happened before
 * the end of the trial: a backfill gives the one that a live run gave.
 */
export function trialBucket(
  indicator: Indicator,
  lifecycles: readonly Lifecycle[],
  first: Millis,
  closedUpTo: Millis,
  policy: BucketPolicy,
): Millis | null {
  const { minimum, maturity } = indicator
  const count = (from: Millis, to: Millis): number =>
    indicator.estimate({ from, to, asOf: to + maturity, lifecycles }).n
  for (let day = 1; ; day++) {
    const end = first + day * DAY
    if (end + maturity > closedUpTo) return null
    const over = end >= first + policy.trial
    if (!over && count(first, end) < ENOUGH * minimum) continue
    const from = Math.max(first, end - WEEK)
    return chooseBucket((count(from, end) * HOUR) / (end - from), minimum, policy)
  }
}
