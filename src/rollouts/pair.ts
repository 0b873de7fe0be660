// Which version a rollback would leave, and which it would go back to.
import type { Millis } from '../core/clock.ts'
import type { Release } from '../events/release.ts'

export interface Pair {
  from: string
  to: string
}

/** `releases`: newest first. Null: there are not two versions of it. What is announced for later counts for nothing yet. */
export function pairOf(
  releases: readonly Release[],
  of: Pick<Release, 'component' | 'environment'>,
  now: Millis,
): Pair | null {
  const known = releases.filter(
    ({ component, environment, at }) =>
      component === of.component && environment === of.environment && at <= now,
  )
  const from = known[0]?.version
  const to = known.find(({ version }) => version !== from)?.version
  return from === undefined || to === undefined ? null : { from, to }
}
