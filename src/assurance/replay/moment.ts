// Reads a moment that a line of the history holds, as `formatMoment` of `core/format.ts` wrote it.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { formatMoment } from '../../core/format.ts'

const WRITTEN = /^\w{3} (\d{1,2}) (\w{3})(?: (\d{4}))? (\d{2}):(\d{2}) UTC$/

/** `now` is when it was written: a year that is left out is that of it. Null: it is none. */
export function parseMoment(text: string, now: Millis): Millis | null {
  const [, day, month, year, hour, minute] = WRITTEN.exec(text) ?? []
  if (day === undefined) return null
  const at = Date.parse(`${day} ${month} ${year ?? new Date(now).getUTCFullYear()} ${hour}:${minute} UTC`)
  // What reads back otherwise was not what was meant.
  return Number.isFinite(at) && Math.abs(at - now) < 1000 * DAY && formatMoment(at, 'UTC', now) === text
    ? at
    : null
}
