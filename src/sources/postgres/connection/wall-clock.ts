// Times without a zone as moments: what a column holds is what the clocks of the platform showed, in summer and in winter.
import type { Millis } from '../../../core/clock.ts'
import { DAY } from '../../../core/duration.ts'
import { type ClockSettings, clockSettings, settingBefore } from '../../../core/zones/zone-offsets.ts'

/** What the clocks show counts as if it were UTC: `shown`, in milliseconds. */
export interface WallClock {
  /** When they show it. Of two moments the first; what they never show counts as later by as much as they were put forward. */
  momentOf(shown: Millis): Millis
  /** The second moment at which they show it; null where there is but one. */
  secondMomentOf(shown: Millis): Millis | null
  /** No row of this moment or a later one holds less. */
  leastFrom(moment: Millis): Millis
  /** No row of this moment or an earlier one holds more. */
  mostUpTo(moment: Millis): Millis
}

export const UTC_CLOCK: WallClock = {
  momentOf: shown => shown,
  secondMomentOf: () => null,
  leastFrom: moment => moment,
  mostUpTo: moment => moment,
}

/** The zone is asked for so long a stretch at a time; none is further ahead of UTC than a day. */
const STRETCH = 2_000 * DAY

/** Throws RangeError for a zone that does not exist, when it is asked for the first time. */
export function wallClock(zone: string | null): WallClock {
  if (zone === null || zone === 'UTC') return UTC_CLOCK
  const stretches = new Map<number, ClockSettings>()
  const stretchOf = (at: Millis): ClockSettings => {
    const number = Math.floor(at / STRETCH)
    const known = stretches.get(number)
    if (known !== undefined) return known
    const made = clockSettings(zone, number * STRETCH - 2 * DAY, (number + 1) * STRETCH + 2 * DAY)
    stretches.set(number, made)
    return made
  }
  return {
    momentOf: shown => {
      const clock = stretchOf(shown)
      const last = clock.settings[settingBefore(clock, shown)]
      if (last === undefined) return shown - clock.first
      return shown - (shown < last.high ? last.before : last.after)
    },
    secondMomentOf: shown => {
      const clock = stretchOf(shown)
      const last = clock.settings[settingBefore(clock, shown)]
      return last !== undefined && shown < last.high && last.after < last.before ? shown - last.after : null
    },
    leastFrom: moment => {
      const { offset, near } = around(stretchOf(moment), moment)
      if (near === undefined) return moment + offset
      if (near.after < near.before) return moment < near.at ? near.low : moment + offset
      return moment + (moment < near.at ? offset : near.before)
    },
    mostUpTo: moment => {
      const { offset, near } = around(stretchOf(moment), moment)
      return near !== undefined && near.after < near.before && moment >= near.at ? near.high : moment + offset
    },
  }
}

/** The offset at a moment, and the setting of the clocks that is less away from it than they were set by. */
function around({ first, settings }: ClockSettings, moment: Millis) {
  const last = settings.findLast(({ at }) => at <= moment)
  const near = settings.find(({ at, low, high }) => Math.abs(moment - at) < high - low)
  return { offset: last?.after ?? first, near }
}
