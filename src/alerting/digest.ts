// When a report is due that comes whether anything is wrong or not.
import type { Millis } from '../core/clock.ts'
import { addDays, momentOf, wallTime } from '../core/zones/time-zone.ts'

export interface Digest {
  /** Unique; names the report. */
  name: string
  every: 'day' | 'week'
  /** Of a weekly report; 1 is Monday, 7 is Sunday. */
  weekday: number
  /** Minutes since midnight, on the clocks of `zone`. */
  at: number
  zone: string
  /** Names of contacts and rotas. */
  to: readonly string[]
}

/** The latest moment, not after `now`, at which the report was due. */
export function lastDue({ every, weekday, at, zone }: Digest, now: Millis): Millis {
  const today = { ...wallTime(zone, now), minute: at }
  const weekdayNow = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay() || 7
  const back = every === 'day' ? 0 : (weekdayNow - weekday + 7) % 7
  const due = momentOf(zone, addDays(today, -back))
  return due <= now ? due : momentOf(zone, addDays(today, -back - (every === 'day' ? 1 : 7)))
}
