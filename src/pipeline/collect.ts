// Sources -> events -> lifecycles. One commit a batch holds its events, their lifecycles and the cursor.
import type { Clock, Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Event } from '../events/event.ts'
import { admit, type Refusal } from '../events/intake.ts'
import { isRollout, releaseOf } from '../events/release.ts'
import { capLabels } from '../lifecycles/cap.ts'
import { applyEvent, isLifecycleEvent, type LifecycleEvent, lifecycleOf } from '../lifecycles/join.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import type { Batch, Source, SourceProblem } from '../sources/source.ts'
import type { SourceState, Store } from '../storage/store.ts'

/** How a source fared; kept in memory, shown on the page and in the metrics. */
export interface SourceStatus {
  name: string
  up: boolean
  /** Why it is down; null while up. */
  error: string | null
  completeUpTo: Millis | null
  lastSuccessAt: Millis | null
  /** Share of the backfill that is done, 0 to 1; null once caught up. */
  progress: number | null
  problems: readonly SourceProblem[]
  /** Real time of the last pull, seconds. */
  durationSeconds: number
}

export interface CollectObserver {
  progress(source: string, share: number | null): void
  events(source: string, events: readonly Event[]): void
  late(source: string, count: number): void
  overflow(label: string, count: number): void
  refused(source: string, reason: string, count: number): void
}

export interface CollectDeps {
  store: Store
  clock: Clock
  log: Logger
  /** How old an event may be. */
  keep: Millis
  observe: CollectObserver
  /** Real time, seconds, for durations; never for anything that is kept. */
  stopwatch: () => number
}

/** Reads one source up to the present. A source that fails is reported and never stops the others. */
export async function collect(source: Source, deps: CollectDeps, signal: AbortSignal): Promise<SourceStatus> {
  const started = deps.stopwatch()
  let problems: readonly SourceProblem[] = []
  let progress: number | null = null
  let error: string | null = null
  try {
    const { cursor } = deps.store.sources.load(source.name)
    for await (const batch of source.pull(cursor, signal)) {
      commit(source.name, batch, deps)
      problems = batch.problems
      progress = batch.progress
      deps.observe.progress(source.name, progress)
      if (signal.aborted) break
    }
  } catch (cause) {
    if (!signal.aborted) {
      error = messageOf(cause)
      deps.log.warn('source cannot be read', { source: source.name, error })
    }
  }
  const { completeUpTo, lastSuccessAt } = deps.store.sources.load(source.name)
  return {
    name: source.name,
    up: error === null,
    error,
    completeUpTo,
    lastSuccessAt,
    progress,
    durationSeconds: deps.stopwatch() - started,
    problems,
  }
}

function commit(source: string, batch: Batch, { store, clock, log, keep, observe }: CollectDeps): void {
  const outcome = store.transaction(() => {
    const before = store.sources.load(source)
    // A clock that has jumped back must not make good events look like the future.
    const now = Math.max(clock.now(), before.lastSuccessAt ?? 0)
    const { events, refused } = admit(batch.events, { now, oldest: now - keep })
    const fresh = store.events.insert(events)
    for (const event of fresh.filter(isRollout)) store.releases.add(releaseOf(event))
    const overflowed = join(store, fresh.filter(isLifecycleEvent))
    store.sources.save(source, advance(before, batch, clock.now()))
    const late = fresh.filter(event => isLate(event, before.completeUpTo)).length
    return { fresh, late, refused, overflowed }
  })
  observe.events(source, outcome.fresh)
  if (outcome.late > 0) observe.late(source, outcome.late)
  for (const [label, count] of Object.entries(outcome.overflowed)) observe.overflow(label, count)
  countRefusals(source, outcome.refused, observe, log)
  for (const problem of batch.problems) {
    if (problem.refused > 0) observe.refused(source, 'unreadable', problem.refused)
  }
}

/**
 * A measured start is told only when the task has ended: it belongs to the bucket of the end, and is not late. A
 * release belongs to no bucket.
 */
function isLate({ type, at }: Event, completeUpTo: Millis | null): boolean {
  return completeUpTo !== null && at < completeUpTo && type !== 'task.started' && type !== 'rollout.changed'
}

/** Completeness never goes back: a bucket that has been closed stays closed. */
function advance(before: SourceState, batch: Batch, now: Millis): SourceState {
  const moments = [before.completeUpTo, batch.completeUpTo].filter(at => at !== null)
  return {
    cursor: batch.cursor,
    completeUpTo: moments.length === 0 ? null : Math.max(...moments),
    lastSuccessAt: now,
  }
}

/** Most values that one label may take; what comes after them is called `other`. */
const MOST_LABEL_VALUES = 50

function join(store: Store, events: readonly LifecycleEvent[]): Readonly<Record<string, number>> {
  const touched = new Map<string, Lifecycle>()
  for (const event of events) {
    const { kind, source, subject } = lifecycleOf(event)
    const key = JSON.stringify([kind, source, subject])
    const current = touched.get(key) ?? store.lifecycles.get(kind, source, subject)
    touched.set(key, applyEvent(current, event))
  }
  const before = store.lifecycles.census()
  let census = before
  for (const lifecycle of touched.values()) {
    const capped = capLabels(census, lifecycle.labels, MOST_LABEL_VALUES)
    census = capped.census
    store.lifecycles.put({ ...lifecycle, labels: capped.labels })
  }
  if (census !== before) store.lifecycles.saveCensus({ ...census, overflowed: {} })
  return census.overflowed
}

function countRefusals(
  source: string,
  refused: readonly Refusal[],
  observe: CollectObserver,
  log: Logger,
): void {
  const byReason = Map.groupBy(refused, refusal => refusal.reason)
  for (const [reason, refusals] of byReason) {
    observe.refused(source, reason, refusals.length)
    log.warn('events refused', {
      source,
      reason,
      count: refusals.length,
      first: refusals[0]?.detail,
    })
  }
}
