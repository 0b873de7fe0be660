// What was written down, as it was known at the present of a clock: nothing of it lies in the future, and nothing of it can be changed.
import type { Millis } from '../../core/clock.ts'
import type { Store } from '../../storage/store.ts'

export type Facts = Pick<Store, 'lifecycles' | 'cells' | 'releases' | 'audits'>

/**
 * Lifecycles, cells, releases and audits of `recorded`. Of a cell counts what is over: what the latest hour held at a moment within it is not known
 * any more.
 */
export function asOf(recorded: Facts, now: () => Millis): Facts {
  const { lifecycles, cells, releases, audits } = recorded
  return {
    lifecycles: {
      ...lifecycles,
      put: refuse,
      remove: refuse,
      settle: refuse,
      compact: refuse,
    },
    cells: {
      ...cells,
      add: refuse,
      reopen: refuse,
      taken: refuse,
      widen: refuse,
      merge: refuse,
      read: function* (kind, source, from, to) {
        for (const slice of cells.read(kind, source, from, Math.min(to, now()))) {
          if (slice.to <= now()) yield slice
        }
      },
    },
    audits: {
      ...audits,
      add: refuse,
      sendCanary: refuse,
      receiveCanary: refuse,
      list: limit =>
        audits
          .list(Number.MAX_SAFE_INTEGER)
          .filter(({ endedAt }) => endedAt <= now())
          .slice(0, limit),
    },
    releases: {
      ...releases,
      add: refuse,
      between: (from, to) => releases.between(from, Math.min(to, now())),
      list: limit =>
        releases
          .list(Number.MAX_SAFE_INTEGER)
          .filter(({ at }) => at <= now())
          .slice(0, limit),
    },
  }
}

function refuse(): never {
  throw new Error('a replay changes nothing of what was written down')
}
