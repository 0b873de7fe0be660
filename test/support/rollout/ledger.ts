// A rollout that could be rolled back, and a store in which it is ready.
import type { TestContext } from 'node:test'
import type { RolloutSettings } from '../../../src/config/keys/rollouts.ts'
import { rollouts } from '../../../src/config/keys/rollouts.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { KeptRehearsal, RehearsalEnd } from '../../../src/storage/rollout-store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { task } from '../facts/lifecycles.ts'
import { temporaryFolder } from '../folder.ts'

export const NOW = Date.UTC(2026, 10, 20, 12)
export const DIGEST = 'sha256:0a'

export function settingsOf(more: Readonly<Record<string, unknown>> = {}): RolloutSettings {
  const [one] = rollouts.parse([
    {
      name: 'api',
      artefact: { file: '/srv/app-{version}.tgz' },
      rehearse: ['restore', '{to}'],
      invariants: [{ name: 'orders', run: ['orders'] }],
      ...more,
    },
  ])
  if (one === undefined) throw new Error('no rollout')
  return one
}

export function endOf(endedAt: Millis, more: Partial<RehearsalEnd> = {}): RehearsalEnd {
  return {
    endedAt,
    interrupted: false,
    before: DIGEST,
    after: DIGEST,
    restore: { name: 'restore', ok: true, seconds: 40, words: '' },
    invariants: [{ name: 'orders', ok: true, seconds: 1, words: '' }],
    ...more,
  }
}

export function rehearsalOf(begunAt: Millis, end: RehearsalEnd | null = null): KeptRehearsal {
  return { id: `r${begunAt}`, from: 'v2', to: 'v1', by: 'ann', begunAt, limit: 2 * HOUR, end }
}

export function released(store: Store, version: string, at: Millis, component: string | null = null): void {
  const about = { component, environment: null, note: null, source: 'api', by: 'ci' }
  store.releases.add({ id: `${component} ${version} ${at}`, at, version, ...about })
}

export function emptyLedger(t: TestContext): Store {
  const store = openSqliteStore(temporaryFolder(t), { scratch: true })
  t.after(() => store.close())
  return store
}

/** v1, then v2; v1 recorded, looked at an hour ago and rehearsed three; tasks came since. */
export function readyLedger(
  t: TestContext,
  given: { end?: Partial<RehearsalEnd>; rehearsedAt?: Millis; lastTask?: Millis | null } = {},
): Store {
  const { end = {}, rehearsedAt = NOW - 3 * HOUR, lastTask = NOW - MINUTE } = given
  const store = emptyLedger(t)
  released(store, 'v1', NOW - 9 * DAY)
  released(store, 'v2', NOW - 8 * DAY)
  store.rollouts.record('api', { version: 'v1', digest: DIGEST, at: NOW - 9 * DAY, by: 'ci' })
  store.rollouts.look('api', { version: 'v1', at: NOW - HOUR, digest: DIGEST, fault: null })
  store.rollouts.begin('api', rehearsalOf(rehearsedAt - MINUTE, endOf(rehearsedAt, end)))
  if (lastTask !== null) store.lifecycles.put(task(lastTask - 61_000, 1000, 60_000, { subject: 't' }))
  return store
}
