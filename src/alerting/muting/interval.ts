// Recurring stretches of time in a named time zone: working hours, a maintenance window on the first Sunday.
import type { Millis } from '../../core/clock.ts'
import { addDays, type WallTime, wallTime } from '../../core/zones/time-zone.ts'

export interface TimeInterval {
  name: string
  /** IANA name. Times of day are those on its clocks, over every change to and from summer time. */
  zone: string
  /** Any of these; none: every day. 1 is Monday, 7 is Sunday. */
  weekdays: readonly number[]
  /** Days of the month, 1 to 31; negative ones count from its end. None: every day. */
  days: readonly number[]
  /** 1 to 12; none: every month. */
  months: readonly number[]
  /** Minutes since midnight, `from` inclusive, `to` exclusive. None: the whole day. `to` before `from` spans midnight. */
  times: ReadonlyArray<{ from: number; to: number }>
}

/** Whether the moment lies in the interval. The hours after midnight of a span belong to the day it began on. */
export function isWithin(interval: TimeInterval, at: Millis): boolean {
  const today = wallTime(interval.zone, at)
  const { times } = interval
  if (times.length === 0) return isDay(interval, today)
  return times.some(({ from, to }) => {
    if (from < to) return today.minute >= from && today.minute < to && isDay(interval, today)
    if (today.minute >= from) return isDay(interval, today)
    return today.minute < to && isDay(interval, addDays(today, -1))
  })
}

/** Parses `09:30` to minutes since midnight; `24:00` is the end of the day. Null for anything else. */
export function parseTimeOfDay(text: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? []
  const total = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && total <= 1440 ? total : null
}

function isDay({ weekdays, days, months }: TimeInterval, { year, month, day }: WallTime): boolean {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return (
    (weekdays.length === 0 || weekdays.includes(weekday)) &&
    (months.length === 0 || months.includes(month)) &&
    (days.length === 0 || days.includes(day) || days.includes(day - length - 1))
  )
}
