// A source whose batches a test writes down.

import { MINUTE } from '../../../src/core/duration.ts'
import type { Event } from '../../../src/events/event.ts'
import { LIFECYCLE_KINDS } from '../../../src/lifecycles/registry.ts'
import type { Batch, PulledSource } from '../../../src/sources/source.ts'

export function fakeSource(
  name: string,
  pulls: ReadonlyArray<ReadonlyArray<Partial<Batch>> | Error>,
): PulledSource {
  let round = 0
  return {
    name,
    feeds: LIFECYCLE_KINDS,
    budget: MINUTE,
    pull: async function* () {
      const batches = pulls[round++] ?? []
      if (batches instanceof Error) throw batches
      for (const batch of batches) {
        yield { events: [], cursor: {}, completeUpTo: null, progress: null, problems: [], ...batch }
      }
    },
    check: async () => [],
    close: async () => {},
  }
}

export function taskEvent(
  id: string,
  type: 'task.queued' | 'task.finished',
  at: number,
  source = 'platform',
): Event {
  return {
    id: `${id}:${type}`,
    type,
    at,
    source,
    subject: id,
    attributes: {},
    data: { taskType: 'build' },
  }
}

export function rolloutEvent(version: string, at: number): Event {
  return {
    id: `platform:deployments:${version}:rollout`,
    type: 'rollout.changed',
    at,
    source: 'platform',
    subject: version,
    attributes: {},
    data: { version, component: 'worker' },
  }
}
