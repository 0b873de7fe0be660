// The daily and weekly rhythm of the example platform, and arrivals that follow it.

import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import type { Random } from '../../core/random.ts'

const DAY_SWING = 0.5
const BUSIEST_HOUR = 14
const WEEKEND = 0.6
const WEEK_MEAN = (5 + 2 * WEEKEND) / 7

/** The height of the busiest hour of a weekday: no moment of the week has a higher rhythm. */
const PEAK = (1 + DAY_SWING) / WEEK_MEAN

/** Activity at `at` as a multiple of its mean over a week (UTC): day to night 3 to 1, weekends at 0.6. */
export function rhythm(at: Millis): number {
  const hour = (at % DAY) / HOUR
  const daily = 1 + DAY_SWING * Math.cos((2 * Math.PI * (hour - BUSIEST_HOUR)) / 24)
  return (daily * (isWeekend(at) ? WEEKEND : 1)) / WEEK_MEAN
}

/** The day that the epoch fell on was a Thursday, the fifth of a week that begins on Sunday. */
function isWeekend(at: Millis): boolean {
  const weekday = (Math.floor(at / DAY) + 4) % 7
  return weekday === 0 || weekday === 6
}

/**
 * The next arrival after `from` of an inhomogeneous Poisson process with `perDay` arrivals a day on average,
 * by thinning (Lewis and Shedler 1979).
 */
export function nextArrival(from: Millis, perDay: number, random: Random): Millis {
  let at = from
  do at += random.exponential(DAY / (perDay * PEAK))
  while (random.uniform() >= rhythm(at) / PEAK)
  return at
}
