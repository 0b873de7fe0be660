// Retention: what nobody asks for any more is let go, a little at every tick, and the file gives back what that frees.
import type { Millis } from '../core/clock.ts'
import { DAY, WEEK } from '../core/duration.ts'
import { inTurns, type Pause } from '../core/turns/pause.ts'
import { lifecycleKinds } from '../lifecycles/registry.ts'
import type { LifecycleStore } from '../storage/lifecycle-store.ts'
import type { CellStore, Store } from '../storage/store.ts'
import type { Plan } from './plan.ts'

/** How long what is kept, by what it is. Points are kept for ever. */
export interface Keep {
  /** How old an event may be to be accepted; so long it is known that one was taken. */
  events: Millis
  /** Lifecycles that have ended, as they were. */
  facts: Millis
  /** Cells an hour wide (or narrower); then they are days. */
  hours: Millis
  /** Cells a day wide; then they are weeks. */
  days: Millis
}

export interface RetentionDeps {
  store: Store
  plan: Pick<Plan, 'indicators' | 'oneAtATime'>
  keep: Keep
  pause: Pause
  /** Real seconds from some origin. */
  stopwatch: () => number
}

/** Every message holds a picture: a year of them would outgrow everything else. */
const MESSAGES_KEPT: Millis = 90 * DAY

/** Real seconds that one tick may spend on it. */
const BUDGET = 0.3

/** Lifecycles that are settled in one commit. */
const SETTLED_AT_ONCE = 200

type Stream = ReturnType<LifecycleStore['streams']>[number]

/** Returns whether something was left for the next tick. */
export async function retain(deps: RetentionDeps, now: Millis): Promise<boolean> {
  const { store, keep, stopwatch, pause } = deps
  pruneMessages(store, now)
  const ends = stopwatch() + BUDGET
  for (const step of steps(deps, keep, now)) {
    while (await step()) {
      await pause()
      if (stopwatch() > ends) return true
    }
  }
  return false
}

/** Once a day. */
export function pruneMessages(store: Store, now: Millis): void {
  const last = store.series.mark('retention')
  if (last !== null && now - last < DAY && now >= last) return
  store.transaction(() => {
    store.outbox.prune(now - MESSAGES_KEPT)
    store.series.setMark('retention', now)
  })
  store.checkpoint()
}

/** Each does a little in one commit, and says whether there is more of the same to do. */
function steps(deps: RetentionDeps, keep: Keep, now: Millis): Array<() => boolean | Promise<boolean>> {
  const { store } = deps
  const streams = store.lifecycles.streams()
  const widen = ({ kind, source }: Stream, width: Millis, before: Millis) =>
    Number.isFinite(before) && join(store.cells.widen(kind, source, width, before), deps)
  return [
    ...streams.map(stream => () => settleSome(stream, now - keep.facts, deps)),
    () => join(store.cells.merge(), deps),
    () => store.relaxed(() => store.lifecycles.compact(now - keep.events)),
    ...streams.flatMap(stream => {
      const frozen = frozenUpTo(stream, deps)
      return [
        () => widen(stream, DAY, Math.min(frozen, now - keep.hours)),
        () => widen(stream, WEEK, Math.min(frozen, now - keep.days)),
      ]
    }),
    () => store.shrink(),
  ]
}

/** Lifecycles that ended long enough ago become known by their names alone; their cells hold what they add up to. */
function settleSome({ kind, source }: Stream, before: Millis, { store, plan }: RetentionDeps): boolean {
  const reconstructed = store.series.mark(`reconstructed:${source}`) ?? Number.NEGATIVE_INFINITY
  const bound = kind === 'task' && plan.oneAtATime.has(source) ? reconstructed : before
  const upTo = Math.min(before - lifecycleKinds[kind].revisable, bound)
  const ended = store.lifecycles.overBefore(kind, source, upTo, SETTLED_AT_ONCE)
  if (ended.length === 0) return false
  store.relaxed(() => {
    for (const lifecycle of ended) {
      store.lifecycles.settle(lifecycle)
      store.lifecycles.remove(lifecycle)
    }
  })
  return ended.length === SETTLED_AT_ONCE
}

/** Before this moment every bucket is closed, and no series waits for the width of its buckets. */
function frozenUpTo({ kind, source }: Stream, { store, plan }: RetentionDeps): Millis {
  const own = plan.indicators.filter(({ indicator }) => indicator.kind === kind)
  const marks = [
    store.series.mark(`closed:${kind}:${source}`),
    ...own.map(({ indicator }) => store.series.mark(`resume:${indicator.name}:${source}`)),
  ]
  return Math.min(...marks.map(mark => mark ?? Number.NEGATIVE_INFINITY)) - WEEK
}

async function join(work: ReturnType<CellStore['merge']>, { store, pause }: RetentionDeps): Promise<boolean> {
  const write = await inTurns(work, pause)
  if (write !== null) store.relaxed(write)
  return write !== null
}
