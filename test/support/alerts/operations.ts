// A store with alerts in it and the actions on them, for the tests of what people do.
import type { TestContext } from 'node:test'
import type { Episode } from '../../../src/alerting/episode.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { temporaryFolder } from '../folder.ts'
import { actingOn } from './acting.ts'
import { episodeOf, LEVEL, NOW } from './alert-samples.ts'

export const EPISODE = episodeOf(LEVEL)
export const ANN = { by: 'ann', note: 'on it' }

export function alertsIn(t: TestContext, ...episodes: readonly Episode[]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  for (const episode of episodes.length === 0 ? [EPISODE] : episodes) store.episodes.save(episode)
  const clock = manualClock(NOW)
  return { store, clock, acting: actingOn(store, clock) }
}

/** `actor action detail`, oldest first. */
export function said(store: Store): string[] {
  return store.history
    .list(100)
    .reverse()
    .map(({ actor, action, detail }) => `${actor} ${action} ${detail}`)
}

export const SILENCE = {
  matchers: [{ name: 'task_type', op: '=', value: 'build' }] as const,
  startsAt: NOW,
  endsAt: NOW + 2 * HOUR,
  createdBy: 'ann',
  comment: 'deployment',
}
