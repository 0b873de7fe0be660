// Clocks on walls: what they show in a time zone, and when it is that they show a given time.
import type { Millis } from './clock.ts'
import { DAY } from './duration.ts'

/** What a clock on the wall shows. `month` is 1 to 12, `minute` counts from midnight. */
export interface WallTime {
  year: number
  month: number
  day: number
  minute: number
}

export function wallTime(zone: string, at: Millis): WallTime {
  const local = new Date(at + offsetOf(zone, at))
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  }
}

/**
 * The moment at which the clocks of the zone show this. Of two (an hour that is repeated) the first; where there is none (an hour that
 * is left out), as much later as the clocks were put forward.
 */
export function momentOf(zone: string, { year, month, day, minute }: WallTime): Millis {
  const shown = Date.UTC(year, month - 1, day, 0, minute)
  // The offsets a day before and a day after are those on either side of any change near it.
  const [before, after] = [offsetOf(zone, shown - DAY), offsetOf(zone, shown + DAY)]
  const first = shown - Math.max(before, after)
  if (first + offsetOf(zone, first) === shown) return first
  const second = shown - Math.min(before, after)
  return second + offsetOf(zone, second) === shown ? second : shown - before
}

/** What must be added to UTC to get the time on the clocks of the zone. */
export function offsetOf(zone: string, at: Millis): Millis {
  const parts = formatOf(zone).formatToParts(new Date(at))
  const find = (type: string): number => Number(parts.find(part => part.type === type)?.value)
  const local = Date.UTC(
    find('year'),
    find('month') - 1,
    find('day'),
    find('hour'),
    find('minute'),
    find('second'),
  )
  return local - Math.floor(at / 1000) * 1000
}

/** Making a format costs a hundred times as much as using one, and there are as many as zones in use. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  formats.set(zone, made)
  return made
}
