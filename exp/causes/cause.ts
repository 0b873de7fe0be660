// What else changed when a series did: the releases and the model swap whose moments lie inside the interval of the
// onset. They coincide, which is no proof, and none of them ever changes a threshold.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Release } from '../../events/release.ts'
import type { ModelSwap } from './model-swap.ts'

export type Cause = { kind: 'release'; release: Release } | { kind: 'model'; swap: ModelSwap }

export interface Causes {
  /** The most plausible first, at most three. */
  shown: readonly Cause[]
  /** How many more there are. */
  further: number
  /** Whether the time of the onset is one of which releases, and the models of its tasks, are known. */
  known: { releases: boolean; models: boolean }
}

export interface Circumstances {
  onset: Interval
  /** Width of a bucket of the series. */
  bucket: Millis
  labels: Labels
  /** Of any time; those outside the interval are passed over. */
  releases: readonly Release[]
  swap: ModelSwap | null
}

/** More than these are only counted: a list of everything that was released points at nothing. */
const MOST_SHOWN = 3

export const NOTHING_KNOWN: Causes = { shown: [], further: 0, known: { releases: false, models: false } }

/**
 * Where a cause may lie: the interval of the onset, a bucket wider on either side, since an onset is known to the
 * bucket. Null where the onset is not known.
 */
export function causeSpan({ lower, upper }: Interval, bucket: Millis): { from: Millis; to: Millis } | null {
  return Number.isFinite(lower) && Number.isFinite(upper)
    ? { from: lower - bucket, to: upper + bucket }
    : null
}

/**
 * First what concerns the series by name (a model that took over its own tasks, a component that is called like one
 * of its labels), then the rest; within each the one nearest to the likeliest moment of the onset.
 */
export function candidateCauses(circumstances: Circumstances, known: Causes['known']): Causes {
  const { onset, bucket, labels, releases, swap } = circumstances
  const span = causeSpan(onset, bucket)
  if (span === null) return NOTHING_KNOWN
  const all: Cause[] = [
    ...(swap === null ? [] : [{ kind: 'model' as const, swap }]),
    ...releases.map(release => ({ kind: 'release' as const, release })),
  ]
  const names = new Set(Object.values(labels).map(value => value.toLowerCase()))
  const isOwn = (cause: Cause): boolean =>
    cause.kind === 'model' || names.has(cause.release.component?.toLowerCase() ?? '')
  const distance = (cause: Cause): Millis => Math.abs(momentOf(cause) - onset.value)
  const candidates = all
    .filter(cause => momentOf(cause) >= span.from && momentOf(cause) <= span.to)
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || distance(a) - distance(b))
  const shown = candidates.slice(0, MOST_SHOWN)
  return { shown, further: candidates.length - shown.length, known }
}

export function momentOf(cause: Cause): Millis {
  return cause.kind === 'release' ? cause.release.at : cause.swap.at
}
