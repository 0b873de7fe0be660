// Whether quiet and wild days alternate in a baseline by more than chance: then more of them is no change of the spread.
import { quantileSorted } from 'simple-statistics'

/** Points of a block: a day of hours. */
const DAY_POINTS = 24
const FEWEST_DAYS = 7
/** The values that count lie without the tenth and the ninetieth percentile. */
const QUANTILE = 0.1
/** Standard errors by which their number by day varies more than that of independent values. */
const BEYOND_CHANCE = 2

/**
 * How much more the numbers of marks by day vary than those of independent ones, and how much each resembles that of the day
 * before (lag-one autocorrelation); null where there are fewer than seven days, or nothing varies.
 *
 * @param marks 0 or 1 by point
 */
export function byDays(marks: readonly number[]): { days: number; ratio: number; together: number } | null {
  const days = Math.floor(marks.length / DAY_POINTS)
  if (days < FEWEST_DAYS) return null
  const counts = Array.from({ length: days }, (_, day) =>
    marks.slice(day * DAY_POINTS, (day + 1) * DAY_POINTS).reduce((sum, mark) => sum + mark, 0),
  )
  const mean = counts.reduce((sum, count) => sum + count, 0) / days
  const rest = counts.map(count => count - mean)
  const square = rest.reduce((sum, each) => sum + each * each, 0) / (days - 1)
  const single = mean * (1 - mean / DAY_POINTS)
  if (!(single > 0) || !(square > 0)) return null
  const together =
    rest.slice(1).reduce((sum, each, day) => sum + each * (rest[day] ?? 0), 0) / (square * days)
  return { days, ratio: square / single, together }
}

/** By an index of dispersion: under independence (days - 1) times the ratio is a chi-square of as many degrees of freedom. */
export function isVolatile(innovations: readonly number[]): boolean {
  const sorted = innovations.toSorted((a, b) => a - b)
  const [low, high] = [quantileSorted(sorted, QUANTILE), quantileSorted(sorted, 1 - QUANTILE)]
  const found = byDays(innovations.map(value => (value < low || value > high ? 1 : 0)))
  return found !== null && found.ratio > 1 + BEYOND_CHANCE * Math.sqrt(2 / (found.days - 1))
}
