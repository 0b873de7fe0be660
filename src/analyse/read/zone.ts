// Turns what the clocks of a zone showed into moments, hours that are repeated or left out included.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { offsetsBetween } from '../../core/zone-offsets.ts'

/** The clocks were set at some moment; between `low` and `high` they show an hour twice, or skip it. */
interface Setting {
  low: Millis
  high: Millis
  before: Millis
  after: Millis
}

/** Whether the runtime knows a zone of this name. */
export function isZone(name: string): boolean {
  try {
    offsetsBetween(name, 0, 0)
    return true
  } catch {
    return false
  }
}

/**
 * Moments of clock readings (milliseconds as if they were UTC) in the order of a file. Of an hour that is shown twice the first is
 * taken, until the readings go back within it; a reading that the zone skips counts as later by as much as was skipped.
 */
export function momentsInZone(
  zone: string,
  readings: Float64Array,
): { times: Float64Array; skipped: number } {
  const known = readings.filter(reading => !Number.isNaN(reading))
  if (known.length === 0) return { times: readings.slice(), skipped: 0 }
  const low = known.reduce((least, value) => Math.min(least, value))
  const high = known.reduce((most, value) => Math.max(most, value))
  const { first, settings } = settingsBetween(zone, low - DAY, high + DAY)
  const n = readings.length
  const backwards = (readings[n - 1] as number) < (readings[0] as number)
  const times = new Float64Array(n)
  let skipped = 0
  let before = Number.NaN
  let again = -1
  for (let k = 0; k < n; k++) {
    const i = backwards ? n - 1 - k : k
    const reading = readings[i] as number
    const place = lastSetting(settings, reading)
    const setting = settings[place]
    if (setting === undefined || reading >= setting.high) {
      times[i] = reading - (setting?.after ?? first)
    } else if (setting.after > setting.before) {
      times[i] = reading - setting.before
      skipped++
    } else {
      if (before >= setting.low && before < setting.high && reading <= before) again = place
      times[i] = reading - (again === place ? setting.after : setting.before)
    }
    before = reading
  }
  return { times, skipped }
}

function settingsBetween(zone: string, from: Millis, to: Millis): { first: Millis; settings: Setting[] } {
  const offsets = offsetsBetween(zone, from, to)
  const settings = offsets.slice(1).map(({ at, offset }, k) => {
    const before = offsets[k]?.offset ?? offset
    return { low: at + Math.min(before, offset), high: at + Math.max(before, offset), before, after: offset }
  })
  return { first: offsets[0]?.offset ?? 0, settings }
}

/** Place of the last setting that begins at or before a reading; -1: none. */
function lastSetting(settings: readonly Setting[], reading: number): number {
  let low = 0
  let high = settings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((settings[middle] as Setting).low <= reading) low = middle + 1
    else high = middle
  }
  return low - 1
}
