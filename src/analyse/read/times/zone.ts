// Turns what the clocks of a zone showed into moments, hours that are repeated or left out included.
import { DAY } from '../../../core/duration.ts'
import { clockSettings, settingBefore } from '../../../core/zones/zone-offsets.ts'

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
  const clock = clockSettings(zone, low - DAY, high + DAY)
  const { first, settings } = clock
  const n = readings.length
  const backwards = (readings[n - 1] as number) < (readings[0] as number)
  const times = new Float64Array(n)
  let skipped = 0
  let before = Number.NaN
  let again = -1
  for (let k = 0; k < n; k++) {
    const i = backwards ? n - 1 - k : k
    const reading = readings[i] as number
    const place = settingBefore(clock, reading)
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
