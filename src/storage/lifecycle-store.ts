// What the stages need kept of lifecycles, one by one.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Lifecycle, LifecycleKey } from '../lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../lifecycles/registry.ts'

/** Lifecycles that may still change. One that ended long enough ago is settled: only that it was is known from then on. */
export interface LifecycleStore {
  get(key: LifecycleKey): Lifecycle | null
  put(lifecycle: Lifecycle): void
  remove(key: LifecycleKey): void
  /** Remembers that it was, by its subject and its moments; `remove` is called beside it where it was kept. */
  settle(lifecycle: Lifecycle): void
  /**
   * Whether one of that subject and of one of its moments was settled. Of one that is open, `before` is up to when any was: its end may have been
   * all that was known of it, so that it is looked for in the two days that follow its beginning, too.
   */
  wasSettled(lifecycle: Lifecycle, before?: Millis): boolean
  /** Whether two that differ in their labels alone are kept as the same: beyond some number not all label sets are told apart. */
  areKeptAlike(one: Labels, other: Labels): boolean
  /** Kept ones that ended at `from <= at < to`, in order of end. */
  ended(kind: LifecycleKind, source: string, from: Millis, to: Millis): Lifecycle[]
  /** Kept ones that ended or were removed at `from <= at < to`, in order of that. */
  over(kind: LifecycleKind, source: string, from: Millis, to: Millis): Lifecycle[]
  /** Kept ones that are open, in order of subject: the first `limit` of those after a subject. */
  open(kind: LifecycleKind, source: string, after: string, limit: number): Lifecycle[]
  /** Kept ones that ended or were removed before a moment, the earliest first. */
  overBefore(kind: LifecycleKind, source: string, before: Millis, limit: number): Lifecycle[]
  /** Every kind of a source of which anything was ever kept. */
  streams(): Array<Pick<LifecycleKey, 'kind' | 'source'>>
  /** Earliest moment of any lifecycle; null if there was none. */
  earliest(kind: LifecycleKind, source: string): Millis | null
  /** Latest moment at which a kept one ended or was removed; null: none has. */
  latest(kind: LifecycleKind, source: string): Millis | null
  openCount(kind: LifecycleKind): number
  /** How many are kept, open ones included. */
  keptCount(): number
  /** Tidies what is known of settled ones, and drops what lies before a moment; returns whether more is left to tidy. */
  compact(before: Millis): boolean
}
