// What may not be worse of a candidate: each guard says of a task, once it has had its time, whether it happened to it.
import type { Millis } from '../../core/clock.ts'
import type { Begun } from './observed.ts'

export interface Times {
  /** How long a task is given before it is judged. */
  horizon: Millis
  /** What nine of ten took no longer than, before. */
  slow: Millis
}

export interface Guard {
  name: string
  /** What happens to a task: `fail`. */
  words: string
  /** Whether the tolerable share is one of these. */
  isFailure: boolean
  happened(task: Begun, times: Times): boolean
}

export const GUARDS: readonly Guard[] = [
  {
    name: 'failures',
    words: 'fail',
    isFailure: true,
    // What failed later would be counted at one look and not at another.
    happened: ({ outcome, took }, { horizon }) => outcome === 'failed' && took !== null && took <= horizon,
  },
  {
    name: 'durations',
    words: 'take long',
    isFailure: false,
    happened: ({ took }, { slow }) => took === null || took > slow,
  },
]

/** Of past tasks that are needed to know how long they take. */
export const LEAST_PAST = 50

/** Null where too few are known to say, and nobody has said. */
export function timesOf(past: readonly Millis[], given: Millis | null): Times | null {
  if (past.length < LEAST_PAST) return given === null ? null : { horizon: given, slow: given }
  const sorted = past.toSorted((a, b) => a - b)
  const finite = sorted.filter(Number.isFinite)
  const at = (share: number): Millis =>
    Math.min(sorted[Math.ceil(share * sorted.length) - 1] ?? 0, finite.at(-1) ?? 0)
  const horizon = Math.max(1, given ?? at(0.99))
  return { horizon, slow: Math.min(horizon, Math.max(1, at(0.9))) }
}
