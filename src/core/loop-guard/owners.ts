// To whom belongs what runs now: a part that somebody else may have written, with all that it starts and leaves behind.
import { AsyncLocalStorage } from 'node:async_hooks'

export const OWNER_KINDS = [
  'source',
  'notifier',
  'channel',
  'lifecycle',
  'measure',
  'indicator',
  'detector',
  'metric',
  'page',
] as const
export type OwnerKind = (typeof OWNER_KINDS)[number]

export interface Owner {
  /** `channel`: a way to people that composes; `notifier`: the same where it sends; `lifecycle`: a kind of them, which joins events. */
  kind: OwnerKind
  name: string
}

export interface Owners {
  /** Runs work that belongs to `owner`, null: to slowburn itself. Timers and promises that it starts belong to the same. */
  under<T>(owner: Owner | null, work: () => T): T
  /** What runs from here on belongs to `owner`, until another is entered or the work that was begun by whoever calls has ended. */
  enter(owner: Owner | null): void
  current(): Owner | null
  /** From now on `hear` learns who is entered; null: nobody does. */
  listen(hear: ((owner: Owner | null) => void) | null): void
  /** Says whether what runs from here on is interrupted by itself when it takes too long; returns what was said before. */
  limit(isLimited: boolean): boolean
  /** 1 while that is so, 0 else, in memory that another thread may read. */
  readonly limited: Int32Array
  /** As `current`, null while what runs is interrupted by itself: whom to blame where it never ends. */
  unlimited(): Owner | null
}

export function createOwners(): Owners {
  const storage = new AsyncLocalStorage<Owner | null>()
  const limited = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let heard: ((owner: Owner | null) => void) | null = null
  const current = (): Owner | null => storage.getStore() ?? null
  return {
    under: (owner, work) => {
      if (heard === null) return storage.run(owner, work)
      const before = current()
      heard(owner)
      try {
        return storage.run(owner, work)
      } finally {
        heard?.(before)
      }
    },
    enter: owner => {
      storage.enterWith(owner)
      heard?.(owner)
    },
    current,
    listen: hear => {
      heard = hear
    },
    limit: now => {
      const before = limited[0] === 1
      limited[0] = now ? 1 : 0
      return before
    },
    limited,
    unlimited: () => (limited[0] === 1 ? null : current()),
  }
}

export function sameOwner(one: Owner | null, other: Owner): boolean {
  return one !== null && one.kind === other.kind && one.name === other.name
}

/** `source platform`: no two owners have the same. */
export function nameOf({ kind, name }: Owner): string {
  return `${kind} ${name}`
}
