// What is known of the subject of an event: for a source that has to tell whether what it reads is what it has read before.

import type { Event } from '../../events/event.ts'
import { isRollout } from '../../events/release.ts'
import { isLifecycleEvent, lifecycleOf } from '../../lifecycles/join.ts'
import type { KnownSubject } from '../../sources/memory.ts'
import type { Store } from '../../storage/store.ts'

/** Null where nothing is, or it was let go. */
export function knownSubject(
  { lifecycles, releases }: Pick<Store, 'lifecycles' | 'releases'>,
  event: Event,
): KnownSubject | null {
  if (isRollout(event)) {
    const release = releases.get(event.id)
    return release === null ? null : { begunAt: release.at, endedAt: null, reopenedAt: null, outcome: null }
  }
  const known = isLifecycleEvent(event) ? lifecycles.get(lifecycleOf(event)) : null
  if (known === null) return null
  const { openedAt, endedAt, outcome, measures } = known
  return { begunAt: openedAt, endedAt, reopenedAt: measures.reopened_at ?? null, outcome }
}
