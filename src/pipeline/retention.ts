// Retention, once a day: messages that were settled long ago are deleted.
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import type { Store } from '../storage/store.ts'

/** Every message holds a picture: a year of them would outgrow everything else. */
const MESSAGES_KEPT: Millis = 90 * DAY

export function forget(store: Store, now: Millis): void {
  const last = store.series.mark('retention')
  if (last !== null && now - last < DAY && now >= last) return
  store.transaction(() => {
    store.outbox.prune(now - MESSAGES_KEPT)
    store.series.setMark('retention', now)
  })
}
