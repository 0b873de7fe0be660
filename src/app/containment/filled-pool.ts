// Whose calls fill the threads in which Node.js makes those of everybody, for whoever has to say why others wait.
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { followPool } from '../../core/loop-guard/thread-pool.ts'

export interface Filling {
  /** Who was found last; null: nobody was. */
  by(): Interruption | null
  /** To be called where the threads are filled: blames who has filled them, if that is a part. */
  look(): void
  stop(): void
}

/** By async hooks, which cost every callback: for a command, not for a service. */
export function followFilling(owners: Owners, blame: (owner: Owner, what: string) => void): Filling {
  const pool = followPool(owners)
  let by: Interruption | null = null
  return {
    by: () => by,
    look: () => {
      by = pool.holder() ?? by
      if (by !== null) blame(by.owner, fillingWords(by))
    },
    stop: () => pool.stop(),
  }
}

/** `4 calls of fs that do not end keep all others waiting`. */
export function fillingWords({ place }: Interruption): string {
  return `${place} ${place.endsWith('does not end') ? 'keeps' : 'keep'} all others waiting`
}
