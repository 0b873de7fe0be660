// What parts failed on for good: an event that is refused, a fact that is not measured, a message that is given up. No later answer
// makes up for it, so that it is said for a while.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { nameOf, type Owner } from '../../core/loop-guard/owners.ts'

export interface Failings {
  note(owner: Owner, message: string, at: Millis): void
  /** What each part has failed on last, where that is not longer ago than `FAILED_LATELY`. */
  all(now: Millis): ReadonlyArray<{ owner: Owner; message: string }>
}

export const FAILED_LATELY: Millis = HOUR

export function createFailings(): Failings {
  const noted = new Map<string, { owner: Owner; message: string; at: Millis }>()
  return {
    note: (owner, message, at) => void noted.set(nameOf(owner), { owner, message, at }),
    all: now =>
      [...noted.values()]
        .filter(({ at }) => now - at < FAILED_LATELY)
        .map(({ owner, message }) => ({ owner, message })),
  }
}
