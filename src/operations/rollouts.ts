// What is written into the ledger of rollbacks: digests, looks at artefacts, rehearsals as they begin and end. Nothing is run here: whoever ran it says what came of it.
import { randomBytes } from 'node:crypto'
import type { RolloutSettings } from '../config/keys/rollouts.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import { nearestOf } from '../core/names/nearest.ts'
import { isUnderway, readinessOf } from '../rollouts/readiness.ts'
import type { RehearsalEnd } from '../storage/rollout-store.ts'
import type { Store } from '../storage/store.ts'
import { type Outcome, type Refused, type Rollouts, refused } from './operations.ts'

export interface RolloutsOptions {
  rollouts: readonly RolloutSettings[]
  store: Pick<Store, 'transaction' | 'rollouts' | 'releases' | 'lifecycles' | 'history'>
  /** The clock by which facts come. */
  clock: Clock
}

const ID_BYTES = 8

export function createRollouts({ rollouts, store, clock }: RolloutsOptions): Rollouts {
  const within = <T>(
    name: string,
    work: (settings: RolloutSettings, now: Millis) => Outcome<T>,
  ): Outcome<T> => {
    const settings = rollouts.find(one => one.name === name)
    return settings === undefined
      ? unknown(name, rollouts)
      : store.transaction(() => work(settings, clock.now()))
  }
  const note = (at: Millis, actor: string, detail: string): void =>
    store.history.add({ at, actor, action: 'rehearsed', episodeId: null, detail })
  return {
    readiness: () => rollouts.map(settings => readinessOf(settings, store, clock.now())),
    record: (rollout, { version, digest, by }) =>
      within(rollout, (_, at) => {
        if (store.rollouts.record(rollout, { version, digest, at, by })) return { done: true, changed: true }
        const known = store.rollouts.digests(rollout).find(one => one.version === version)
        if (known?.digest === digest) return { done: true, changed: false }
        return refused(
          'state',
          `${version} is recorded with ${known?.digest ?? 'another digest'}, and that stands`,
        )
      }),
    look: (rollout, { version, digest, fault, by }) =>
      within(rollout, (settings, at) => {
        store.rollouts.look(rollout, { version, at, digest, fault })
        const { runs } = readinessOf(settings, store, at)
        if (digest !== null && runs === version) store.rollouts.record(rollout, { version, digest, at, by })
        return { done: true, changed: true }
      }),
    begin: (rollout, { from, to, by }) =>
      within(rollout, (settings, begunAt) => {
        const other = store.rollouts.rehearsals(rollout).find(one => isUnderway(one, begunAt))
        if (other !== undefined)
          return refused(
            'state',
            `${other.by} rehearses ${rollout} already, from ${other.from} to ${other.to}`,
          )
        const id = randomBytes(ID_BYTES).toString('hex')
        store.rollouts.begin(rollout, { id, from, to, by, begunAt, limit: limitOf(settings), end: null })
        return { done: true, changed: true, id }
      }),
    end: (rollout, id, by, end) =>
      within(rollout, (_, endedAt) => {
        const one = store.rollouts.rehearsals(rollout).find(known => known.id === id)
        if (one === undefined) return refused('unknown', `no rehearsal of ${rollout} has begun as ${id}`)
        if (!isUnderway(one, endedAt))
          return refused('state', 'it has ended, or had its time: then it is broken')
        store.rollouts.end(rollout, id, { ...end, endedAt })
        note(endedAt, by, `${rollout} from ${one.from} to ${one.to}: ${outcomeOf(end)}`)
        return { done: true, changed: true }
      }),
  }
}

/** Looks before and after, restoring, and each invariant have their own; to say so takes a moment. */
function limitOf({ timeout, invariants }: RolloutSettings): Millis {
  return timeout * (3 + invariants.length) + 5 * MINUTE
}

function outcomeOf({ interrupted, restore, invariants }: Omit<RehearsalEnd, 'endedAt'>): string {
  if (interrupted) return 'stopped before its end'
  if (!restore.ok) return 'restoring failed'
  const failed = invariants.filter(({ ok }) => !ok)
  return failed.length === 0
    ? 'restored'
    : `restored, and ${failed.map(({ name }) => name).join(', ')} did not hold`
}

function unknown(name: string, rollouts: readonly RolloutSettings[]): Refused {
  const nearest = nearestOf(
    name,
    rollouts.map(one => one.name),
  )
  const hint = nearest === null ? '' : `; did you mean ${nearest}?`
  return refused('unknown', `the configuration of the service has no rollout ${name}${hint}`)
}
