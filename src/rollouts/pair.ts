// Which version a rollback would leave, and which it would go back to.
import type { Millis } from '../core/clock.ts'
import type { Release } from '../events/release.ts'

/** The version that runs; null: none is known. What is announced for later does not run yet. */
export function runningOf(
  releases: readonly Release[],
  of: Pick<Release, 'component' | 'environment'>,
  now: Millis,
): string | null {
  return knownOf(releases, of, now)[0]?.version ?? null
}

export interface Pair {
  from: string
  to: string
}

/** `releases`: newest first. Null: there are not two versions of it. */
export function pairOf(
  releases: readonly Release[],
  of: Pick<Release, 'component' | 'environment'>,
  now: Millis,
): Pair | null {
  const known = knownOf(releases, of, now)
  const from = known[0]?.version
  const to = known.find(({ version }) => version !== from)?.version
  return from === undefined || to === undefined ? null : { from, to }
}

/** Of one component and environment. */
function knownOf(
  releases: readonly Release[],
  of: Pick<Release, 'component' | 'environment'>,
  now: Millis,
): readonly Release[] {
  return releases.filter(
    ({ component, environment, at }) =>
      component === of.component && environment === of.environment && at <= now,
  )
}
