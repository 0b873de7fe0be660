// When a report is due that comes whether anything is wrong or not.
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import { momentOf, wallTime } from '../core/time-zone.ts'

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
  const today = wallTime(zone, now)
  const weekdayNow = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay() || 7
  const back = every === 'day' ? 0 : (weekdayNow - weekday + 7) % 7
  const due = dueOn(today, back)
  return due <= now ? due : dueOn(today, back + (every === 'day' ? 1 : 7))

  function dueOn({ year, month, day }: typeof today, daysBack: number): Millis {
    const date = new Date(Date.UTC(year, month - 1, day) - daysBack * DAY)
    return momentOf(zone, {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      minute: at,
    })
  }
}
