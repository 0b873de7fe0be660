// Events that are in the vocabulary and that nothing is made of: they are refused by name, since nobody could find them again.
import type { Event } from '../../../events/event.ts'
import type { RefusalReason } from '../../../events/intake.ts'
import { isRollout } from '../../../events/release.ts'
import { isLifecycleEvent, kindOf, type LifecycleEvent } from '../../../lifecycles/join.ts'
import type { RefusedCandidate } from '../../../sources/source.ts'

/** A refusal for each event that is no release and that no kind of lifecycle joins. */
export function unjoined(events: readonly Event[]): RefusedCandidate[] {
  return events
    .filter(event => !isRollout(event) && !isLifecycleEvent(event))
    .map(({ id, type }) => ({
      reason: 'unjoined' satisfies RefusalReason,
      detail: `${id}: no kind of lifecycle joins ${type}`,
    }))
}

/** One for an event on which its kind of lifecycle fails: the kind is named, for it is to blame, and not the source. */
export function unjoinableOf(event: LifecycleEvent, why: string): RefusedCandidate {
  const detail = `${event.id}: the kind of lifecycle ${kindOf(event)} fails on ${event.type}: ${why}`
  return { reason: 'unjoinable' satisfies RefusalReason, detail }
}
