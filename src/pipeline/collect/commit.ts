// A batch into the store: one commit holds its events, their lifecycles and where its source goes on from.
import type { Clock, Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Event } from '../../events/event.ts'
import { admit } from '../../events/intake.ts'
import { isRollout, releaseOf } from '../../events/release.ts'
import { capLabels } from '../../lifecycles/cap.ts'
import { applyEvent, isLifecycleEvent, type LifecycleEvent, lifecycleOf } from '../../lifecycles/join.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { MemoryChange } from '../../sources/memory.ts'
import type { Committed, RefusedCandidate } from '../../sources/source.ts'
import type { SourceState, Store } from '../../storage/store.ts'

/** What is counted of a batch once it is on disk. */
export interface CommitObserver {
  events(source: string, events: readonly Event[]): void
  late(source: string, count: number): void
  overflow(label: string, count: number): void
  refused(source: string, reason: string, count: number): void
}

export interface CommitDeps {
  store: Store
  clock: Clock
  log: Logger
  /** How old an event may be. */
  keep: Millis
  observe: CommitObserver
}

/**
 * Keeps what is fit to be kept and counts the rest. `advance` says where the source stands once it is kept. Throws
 * what the store throws; then nothing of the batch was kept.
 */
export function commitBatch(
  source: string,
  candidates: readonly unknown[],
  advance: (before: SourceState, now: Millis) => SourceState,
  { store, clock, log, keep, observe }: CommitDeps,
  memory: readonly MemoryChange[] = [],
): Committed {
  const outcome = store.transaction(() => {
    const before = store.sources.load(source)
    // A clock that has jumped back must not make good events look like the future.
    const now = Math.max(clock.now(), before.lastSuccessAt ?? 0)
    const { events, refused } = admit(candidates, { now, oldest: now - keep })
    const fresh = store.events.insert(events)
    for (const event of fresh.filter(isRollout)) store.releases.add(releaseOf(event))
    const overflowed = join(store, fresh.filter(isLifecycleEvent))
    store.sources.save(source, advance(before, clock.now()))
    store.sources.remember(source, memory)
    const late = fresh.filter(event => isLate(event, before.completeUpTo)).length
    return { fresh, late, refused, overflowed, duplicates: events.length - fresh.length }
  })
  observe.events(source, outcome.fresh)
  if (outcome.late > 0) observe.late(source, outcome.late)
  for (const [label, count] of Object.entries(outcome.overflowed)) observe.overflow(label, count)
  countRefusals(source, outcome.refused, observe, log)
  return { accepted: outcome.fresh.length, duplicates: outcome.duplicates, refused: outcome.refused }
}

/** Completeness never goes back: a bucket that has been closed stays closed. */
export function completeUpTo(before: SourceState, moment: Millis | null): Millis | null {
  if (before.completeUpTo === null || moment === null) return before.completeUpTo ?? moment
  return Math.max(before.completeUpTo, moment)
}

export function countRefusals(
  source: string,
  refused: readonly RefusedCandidate[],
  observe: Pick<CommitObserver, 'refused'>,
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

/**
 * A measured start is reported only when the task has ended: it belongs to the bucket of the end, and is not late. A
 * release belongs to no bucket.
 */
function isLate({ type, at }: Event, complete: Millis | null): boolean {
  return complete !== null && at < complete && type !== 'task.started' && type !== 'rollout.changed'
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
