// What the clocks of a zone show at every bucket of a row: by which a rhythm is known.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR, WEEK } from '../../core/duration.ts'
import { offsetsBetween } from '../../core/zones/zone-offsets.ts'
import type { Clocks } from '../../stats/segmentation/rhythm.ts'

/** 1 January 1970 was a Thursday; weeks begin on Monday. */
const MONDAY = 4 * DAY
const SATURDAY = 5

export interface RowClock {
  /** Start of the first bucket. */
  start: Millis
  bucket: Millis
  /** Whose clocks the rhythm goes by. */
  zone: string
}

/** A bucket counts as the hour and day in which its middle lies. */
export function clocksOf({ start, bucket, zone }: RowClock, length: number): Clocks {
  const hour = new Uint8Array(length)
  const weekday = new Uint8Array(length)
  const weekend = new Uint8Array(length)
  const week = new Int32Array(length)
  const day = new Int32Array(length)
  const offsets = offsetsBetween(zone, start, start + length * bucket)
  let setting = 0
  let first: { week: number; day: number } | null = null
  for (let i = 0; i < length; i++) {
    const middle = start + (i + 0.5) * bucket
    while (middle >= (offsets[setting + 1]?.at ?? Number.POSITIVE_INFINITY)) setting++
    const shown = middle + (offsets[setting]?.offset ?? 0)
    first ??= { week: Math.floor((shown - MONDAY) / WEEK), day: Math.floor(shown / DAY) }
    hour[i] = bucket >= DAY ? 0 : Math.floor((shown % DAY) / HOUR + 24) % 24
    weekday[i] = Math.floor(((((shown - MONDAY) % WEEK) + WEEK) % WEEK) / DAY)
    weekend[i] = (weekday[i] as number) >= SATURDAY ? 1 : 0
    week[i] = Math.floor((shown - MONDAY) / WEEK) - first.week
    day[i] = Math.floor(shown / DAY) - first.day
  }
  return { perDay: DAY / bucket, hour, weekday, weekend, week, day }
}
