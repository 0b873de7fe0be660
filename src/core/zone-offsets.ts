// What the clocks of a zone are ahead of UTC over a stretch of time, as a list: for rows of which every moment is asked.
import { Temporal } from 'temporal-polyfill'
import type { Millis } from './clock.ts'

/** From `at` on clocks are `offset` ahead of UTC. */
export interface ZoneOffset {
  at: Millis
  offset: Millis
}

/** The offset at `from`, then each moment up to `to` at which the clocks are set. Throws RangeError for a zone that does not exist. */
export function offsetsBetween(zone: string, from: Millis, to: Millis): ZoneOffset[] {
  let shown = Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toZonedDateTimeISO(zone)
  const offsets: ZoneOffset[] = [{ at: from, offset: shown.offsetNanoseconds / 1e6 }]
  for (;;) {
    const next = shown.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds > to) return offsets
    offsets.push({ at: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 })
    shown = next
  }
}
