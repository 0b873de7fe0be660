// Parts that held up everything and were interrupted: none of them is asked again until a person starts slowburn anew, for it would
// do so again. What follows from that outlives a start in place.
import type { Millis } from '../../core/clock.ts'
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import { nameOf, type Owner } from '../../core/loop-guard/owners.ts'
import type { Source } from '../../sources/source.ts'

export interface Interrupted extends Interruption {
  at: Millis
  /** Of a source, what it feeds: its series and those beside them stay what they are while it is not made. */
  feeding?: Feeding | undefined
}

type Feeding = Pick<Source, 'feeds' | 'severalTables' | 'oneAtATime'>

export interface InterruptedParts {
  has(owner: Owner): boolean
  /** Null where it was not interrupted. */
  get(owner: Owner): Interrupted | null
  add(one: Interrupted): void
  /** The earliest first. */
  all(): readonly Interrupted[]
}

/** `before`: what was interrupted in the process that this one has replaced. */
export function createInterrupted(before: readonly Interrupted[] = []): InterruptedParts {
  const parts = new Map(before.map(one => [nameOf(one.owner), one]))
  return {
    has: owner => parts.has(nameOf(owner)),
    get: owner => (parts.size === 0 ? null : (parts.get(nameOf(owner)) ?? null)),
    add: one => void parts.set(nameOf(one.owner), one),
    all: () => [...parts.values()],
  }
}

/** Why it is not asked. */
export function interruptedWords({ place }: Pick<Interrupted, 'place'>): string {
  return `it held up everything at ${place} and was interrupted; it is not asked again until a person restarts or reloads slowburn`
}
