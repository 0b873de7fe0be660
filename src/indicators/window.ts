// What the indicators share: when something happened, whether it counts, and how an estimate is worded.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import type { Estimate, Window } from './indicator.ts'

export function inside(at: Millis | null, { from, to }: Window): at is Millis {
  return at !== null && at >= from && at < to
}

export function endedInside(window: Window): Lifecycle[] {
  return window.lifecycles.filter(lifecycle => inside(lifecycle.endedAt, window))
}

/** As the `moments` of an indicator over what has ended. */
export function endMoment({ endedAt }: Lifecycle): readonly Millis[] {
  return endedAt === null ? [] : [endedAt]
}

export function answer({ value, lower, upper }: Interval, n: number): Estimate {
  return { ok: true, value, lower, upper, n }
}

export function insufficient(n: number): Estimate {
  return { ok: false, reason: 'insufficient', n }
}
