// What an indicator adds up of each lifecycle: a whole number, or one more number in a sketch.
import type { Millis } from '../core/clock.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import type { LogScale } from '../stats/sketches/log-sketch.ts'

/** Lifecycles are frozen. Each function answers the same for the same one every time: what was added is taken out again by asking anew. */
interface Kept {
  /** Snake case; indicators of a kind that mean the same thing share the object, so that it is kept once. */
  readonly name: string
  /** The moment in whose cell it is kept; null: the lifecycle does not count, or not yet. */
  at(lifecycle: Lifecycle): Millis | null
}

export interface Count extends Kept {
  readonly type: 'count'
  /** A whole number, so that the order of sums changes nothing; fractions are kept in fixed point. */
  count(lifecycle: Lifecycle): number
}

export interface Distribution extends Kept {
  readonly type: 'distribution'
  readonly scale: LogScale
  /** Zero or more. */
  value(lifecycle: Lifecycle): number
}

export type Measure = Count | Distribution

/** A count of the lifecycles for which `at` is a moment. */
export function counted(name: string, at: Count['at']): Count {
  return { type: 'count', name, at, count: () => 1 }
}
