// A batch into the store: one commit holds its events, their lifecycles and where its source goes on from.
import { type Clock, LAST_MOMENT, type Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Watchdog } from '../../core/watchdog.ts'
import type { Event } from '../../events/event.ts'
import { admit, PASSED_OVER } from '../../events/intake.ts'
import { isRollout, releaseOf } from '../../events/release.ts'
import type { Replaced } from '../../indicators/objective.ts'
import { isLifecycleEvent, kindOf } from '../../lifecycles/join.ts'
import { LIFECYCLE_KINDS, type LifecycleKind } from '../../lifecycles/registry.ts'
import type { Batch, Committed, RefusedCandidate, Source } from '../../sources/source.ts'
import type { SourceState, Store } from '../../storage/store.ts'
import type { Held } from '../held-to.ts'
import type { Plan } from '../plan.ts'
import { rememberRefused } from './problems/refused-events.ts'
import { rememberUnfed } from './problems/unfed.ts'
import { unjoinableOf, unjoined } from './problems/unjoined.ts'
import { type NoteFailing, record } from './record.ts'

/** What is counted of a batch once it is on disk. */
export interface CommitObserver {
  events(source: string, events: readonly Event[]): void
  late(source: string, count: number): void
  refused(source: string, reason: string, count: number): void
  fails: NoteFailing
  /** Null or left out: nothing is held to an objective. */
  held?: Held | null
}

export interface CommitDeps {
  store: Store
  clock: Clock
  log: Logger
  watchdog: Watchdog
  /** How old an event may be. */
  keep: Millis
  /** How long what has ended is kept as it was. */
  keepFacts: Millis
  plan: Pick<Plan, 'accumulated' | 'oneAtATime'>
  observe: CommitObserver
}

/** What is said beside candidates. */
interface Beside extends Pick<Batch, 'memory' | 'now' | 'kinds'> {
  /** Those that the source itself has refused. */
  turnedAway?: readonly RefusedCandidate[]
}

/**
 * Keeps what is fit to be kept and counts the rest. `advance` says where the source stands once it is kept; null: where it
 * stood, for the batch has more, and what may be lost with the power is brought again. Throws what the store throws; then
 * nothing of these candidates was kept.
 */
export function commitBatch(
  source: Pick<Source, 'name' | 'feeds'>,
  candidates: readonly unknown[],
  advance: ((before: SourceState, now: Millis) => SourceState) | null,
  { store, clock, log, watchdog, keep, keepFacts, plan, observe }: CommitDeps,
  { memory = [], now: theirs = 0, kinds = {}, turnedAway = [] }: Beside = {},
): Committed {
  const { name } = source
  const replaced: Replaced[] = []
  const outcome = (advance === null ? store.relaxed : store.transaction)(() => {
    const before = store.sources.load(name)
    // A clock that has jumped back, or that is behind the one by which a source writes, must not make good events look like the future.
    const now = Math.max(clock.now(), before.lastSuccessAt ?? 0, theirs)
    const admitted = admit(candidates, { source: name, now, oldest: now - keep })
    const { events } = admitted
    const strangers = unjoined(events)
    const releases = events.filter(isRollout).filter(event => store.releases.add(releaseOf(event)))
    const unjoinable: RefusedCandidate[] = []
    const recorded = record(
      events.filter(isLifecycleEvent),
      {
        store,
        accumulated: plan.accumulated,
        oneAtATime: plan.oneAtATime,
        settledBefore: now - keepFacts,
        watchdog,
        log,
        fails: observe.fails,
        ...(observe.held && { replaced: some => replaced.push(...some) }),
      },
      (event, why) => {
        unjoinable.push(unjoinableOf(event, why))
        observe.fails({ kind: 'lifecycle', name: kindOf(event) }, `it fails on ${event.type}: ${why}`)
      },
    )
    observe.held?.replaced(replaced)
    const fresh = [...releases, ...recorded]
    const late = fresh.filter(event => isLate(event, store)).length
    if (advance !== null) {
      const after = advance(before, clock.now())
      store.sources.save(name, after)
      noteKinds(store, name, kinds, after.completeUpTo)
    }
    store.sources.remember(name, memory)
    const refused = [...admitted.refused, ...strangers, ...unjoinable, ...turnedAway]
    rememberRefused(store.sources, name, refused, clock.now())
    rememberUnfed(store.sources, source, recorded, clock.now())
    return {
      fresh,
      late,
      refused,
      duplicates: events.length - strangers.length - unjoinable.length - fresh.length,
    }
  })
  observe.events(name, outcome.fresh)
  if (advance !== null) observe.held?.settled()
  if (outcome.late > 0) observe.late(name, outcome.late)
  countRefusals(name, outcome.refused, observe, log)
  return { accepted: outcome.fresh.length, duplicates: outcome.duplicates, refused: outcome.refused }
}

/** Completeness never goes back: a bucket that has been closed stays closed. */
export function completeUpTo(before: SourceState, moment: Millis | null): Millis | null {
  if (before.completeUpTo === null || moment === null) return before.completeUpTo ?? moment
  return Math.max(before.completeUpTo, moment)
}

/** Up to when everything of a kind of a source has been reported; null: not known yet. */
export function completeOf(
  { sources, series }: Pick<Store, 'sources' | 'series'>,
  kind: LifecycleKind,
  source: string,
): Millis | null {
  const { completeUpTo: all } = sources.load(source)
  return all === null ? null : Math.min(all, series.mark(`complete:${kind}:${source}`) ?? all)
}

/** Keeps which kinds are complete up to less than their source. */
function noteKinds(
  { series }: Pick<Store, 'series'>,
  source: string,
  kinds: NonNullable<Batch['kinds']>,
  all: Millis | null,
): void {
  for (const kind of LIFECYCLE_KINDS) {
    const name = `complete:${kind}:${source}` as const
    const at = kinds[kind]
    const own = at !== undefined && all !== null && at < all ? at : LAST_MOMENT
    if (own !== (series.mark(name) ?? LAST_MOMENT)) series.setMark(name, own)
  }
}

function countRefusals(
  source: string,
  refused: readonly RefusedCandidate[],
  observe: Pick<CommitObserver, 'refused'>,
  log: Logger,
): void {
  const byReason = Map.groupBy(refused, refusal => refusal.reason)
  for (const [reason, refusals] of byReason) {
    const total = refusals.reduce((sum, { count = 1 }) => sum + count, 0)
    observe.refused(source, reason, total)
    if (reason === PASSED_OVER) continue
    log.warn('events refused', {
      source,
      reason,
      count: total,
      first: refusals[0]?.detail,
    })
  }
}

const STARTS: readonly Event['type'][] = ['task.started', 'checkout.started']

/**
 * A start that is reported only when its lifecycle has ended belongs to the bucket of the end, and is not late. A release
 * belongs to no bucket.
 */
function isLate(event: Event, store: Pick<Store, 'sources' | 'series'>): boolean {
  if (!isLifecycleEvent(event) || STARTS.includes(event.type)) return false
  const complete = completeOf(store, kindOf(event), event.source)
  return complete !== null && event.at < complete
}
