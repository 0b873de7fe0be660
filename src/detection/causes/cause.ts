// What else changed when a series did: the releases and the model swap whose moments lie inside the interval of the
// onset. They coincide, which is no proof, and none of them ever changes a threshold.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Release } from '../../events/release.ts'
import type { ModelSwap } from './model-swap.ts'
import { type Named, nameCause } from './naming.ts'

export type Cause = { kind: 'release'; release: Release } | { kind: 'model'; swap: ModelSwap }

export interface Causes {
  /** The most plausible first, at most three. */
  shown: readonly Cause[]
  /** How many more there are. */
  further: number
  /** Whether the time of the onset is one of which releases, and the models of its tasks, are known. */
  known: { releases: boolean; models: boolean }
  /** The one of them that is the cause, as far as time and base rate can tell; left out where none may be named. */
  named?: Named<Cause>
}

export interface Circumstances {
  onset: Interval
  /** Width of a bucket of the series. */
  bucket: Millis
  labels: Labels
  /** Of any time; those outside the interval are passed over. */
  releases: readonly Release[]
  swap: ModelSwap | null
  /** What was released from a moment before the onset on; null: not known. Without it no cause is named. */
  history: { from: Millis; releases: readonly Release[] } | null
}

/**
 * Prior probabilities that a change is caused by a release, by a model that took over, and by anything else: other systems,
 * configuration, prompts, chance.
 */
const CAUSED_BY = { release: 0.4, model: 0.15, other: 0.45 }
/** Of the releases that cause a change, those of what its series is called like, where there are such. */
const OWN = 0.75
/** History that is too short tells no rate. */
const LEAST_HISTORY: Millis = 7 * DAY
/** A model that takes over half of the work or more is found where a change is looked at, so its rate is not known. */
const MODELS_EVERY: Millis = 60 * DAY
/** The moment at which it took over is itself estimated, from tasks that end some time after they begin. */
const SWAP_OFF: Millis = 3 * HOUR

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
  const named = namedOf(circumstances, names, shown)
  return {
    shown,
    further: candidates.length - shown.length,
    known,
    ...(named === null ? {} : { named }),
  }
}

/**
 * All that was released is weighed, and what is shown may be named. Releases of what the series is called like are a kind of their
 * own: how often anything else is released says nothing of them.
 */
function namedOf(
  { onset, bucket, swap, history }: Circumstances,
  names: ReadonlySet<string>,
  shown: readonly Cause[],
): Named<Cause> | null {
  const span = history === null ? 0 : onset.upper + bucket - history.from
  const isKnown = span >= LEAST_HISTORY
  const isOwn = ({ component }: Release): boolean => names.has(component?.toLowerCase() ?? '')
  const kinds = [...Map.groupBy(isKnown ? (history?.releases ?? []) : [], isOwn).values()]
  const releases = kinds.flatMap(kind =>
    kind.map(release => ({
      cause: shown.find(one => one.kind === 'release' && one.release.id === release.id) ?? null,
      at: release.at,
      prior: kinds.length === 1 ? CAUSED_BY.release : CAUSED_BY.release * (isOwn(release) ? OWN : 1 - OWN),
      perHour: (kind.length + 0.5) / (span / HOUR),
      off: 0,
    })),
  )
  const swaps = shown.flatMap(cause =>
    cause.kind === 'model' && swap !== null
      ? [{ cause, at: swap.at, prior: CAUSED_BY.model, perHour: HOUR / MODELS_EVERY, off: SWAP_OFF }]
      : [],
  )
  const unknown = CAUSED_BY.other + (isKnown ? 0 : CAUSED_BY.release)
  const named = nameCause<Cause | null>(onset, bucket, [...releases, ...swaps], unknown)
  return named?.cause ? { cause: named.cause, probability: named.probability } : null
}

export function momentOf(cause: Cause): Millis {
  return cause.kind === 'release' ? cause.release.at : cause.swap.at
}
