// A live run over a known history: at every tick, only what had happened by then is there to be seen.
import type { Millis } from '../../src/core/clock.ts'
import type { Labels } from '../../src/core/series-key.ts'
import type { Indicator } from '../../src/indicators/indicator.ts'
import { verificationsOf } from '../../src/lifecycles/kinds/claim.ts'
import type { Lifecycle } from '../../src/lifecycles/lifecycle.ts'
import type { BucketPolicy } from '../../src/series/bucket.ts'
import { estimateSeries, planPass } from '../../src/series/estimate.ts'
import type { Point } from '../../src/series/series.ts'

export interface LiveRun {
  indicator: Indicator
  by: readonly string[]
  since: Millis
  policy: BucketPolicy
  history: readonly Lifecycle[]
}

export interface LiveSeries {
  labels: Labels
  bucket: Millis
  points: Point[]
}

/** Runs a pass at each of the ascending `ticks` and returns the series as they stand at the end. */
export function runLive(
  { indicator, by, since, policy, history }: LiveRun,
  ticks: readonly Millis[],
): LiveSeries[] {
  const series = new Map<string, LiveSeries>()
  let resumeFrom = since
  for (const closedUpTo of ticks) {
    const known = [...series.values()].map(({ labels, bucket, points }) => ({
      labels,
      bucket,
      lastAt: points.at(-1)?.at ?? 0,
    }))
    const pass = { indicator, by, known, closedUpTo, since, resumeFrom, policy }
    const span = planPass(pass)
    if (span === null) continue
    const seen = overlapping(knownAt(history, closedUpTo), span)
    const result = estimateSeries(pass, seen)
    resumeFrom = result.resumeFrom
    for (const { labels, bucket, points } of result.series) {
      const key = JSON.stringify(labels)
      const row = series.get(key) ?? { labels, bucket, points: [] }
      row.points.push(...points)
      series.set(key, row)
    }
  }
  return [...series.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** As the store answers: not ended before `from`, opened before `to`; in order of end, open ones last. */
function overlapping(all: readonly Lifecycle[], { from, to }: { from: Millis; to: Millis }): Lifecycle[] {
  return all
    .filter(({ openedAt, endedAt }) => (openedAt ?? 0) < to && (endedAt ?? from) >= from)
    .sort((a, b) => (a.endedAt ?? Number.MAX_VALUE) - (b.endedAt ?? Number.MAX_VALUE))
}

function knownAt(history: readonly Lifecycle[], now: Millis): Lifecycle[] {
  return history.filter(({ openedAt }) => (openedAt ?? 0) < now).map(lifecycle => asKnownAt(lifecycle, now))
}

function asKnownAt(lifecycle: Lifecycle, now: Millis): Lifecycle {
  const { startedAt, start, endedAt, kind } = lifecycle
  if (kind === 'claim') return claimAsKnownAt(lifecycle, now)
  const ended = endedAt !== null && endedAt < now
  const started = startedAt !== null && startedAt < now && (ended || start === 'measured')
  return {
    ...lifecycle,
    startedAt: started ? startedAt : null,
    start: started ? start : null,
    endedAt: ended ? endedAt : null,
    outcome: ended ? lifecycle.outcome : null,
  }
}

function claimAsKnownAt(claim: Lifecycle, now: Millis): Lifecycle {
  const { audited, unaudited } = verificationsOf(claim)
  if (audited === null ? (unaudited?.at ?? 0) < now : audited.at < now) return claim
  const { probability = 0, propensity = 0 } = claim.measures
  if (audited === null || unaudited === null || unaudited.at >= now) {
    return { ...claim, endedAt: null, outcome: null, measures: { probability, propensity } }
  }
  return {
    ...claim,
    endedAt: unaudited.at,
    outcome: String(unaudited.outcome),
    measures: { probability, propensity, audit: 0 },
  }
}
