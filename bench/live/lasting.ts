// Whether a series has changed at a moment for weeks, by a rule that knows nothing of detectors: for what nobody has marked.
import { DAY, HOUR } from '../../src/core/duration.ts'
import { medianOf } from '../../src/stats/median.ts'

export interface Hour {
  at: number
  value: number
}

const WEEKS = 28 * DAY
/** What was raised may have begun so much earlier: these hours count for neither side. */
const BETWEEN = 48 * HOUR
const FEWEST = 24
/** Medians by hour of the day are taken off where there are so many hours before. */
const FEWEST_FOR_SHAPE = 120
const MAD_TO_SIGMA = 1.4826
const WIDER = 1.5

/**
 * Of the four weeks after, or what there is of them, the median lies one robust standard deviation of the four weeks before from theirs and
 * beyond the median of any stretch of them as long (half of them at most); or the robust standard deviation is 1.5 times theirs, or less than it over 1.5.
 *
 * @param until what comes from then on has another cause
 */
export function isLasting(hours: readonly Hour[], at: number, until: number): boolean {
  const toScale = hours.every(({ value }) => value > 0) ? Math.log : (value: number): number => value
  const before = hours.filter(hour => hour.at < at - BETWEEN && hour.at >= at - BETWEEN - WEEKS)
  const after = hours.filter(hour => hour.at >= at && hour.at < Math.min(at + WEEKS, until))
  if (before.length < FEWEST || after.length < FEWEST) return false
  const usual = shapeOf(before, toScale)
  const rest = (of: readonly Hour[]): number[] =>
    of.map(hour => toScale(hour.value) - (usual[hourOf(hour)] ?? 0))
  const [old, fresh] = [rest(before), rest(after)]
  const [wide, now] = [spreadOf(old), spreadOf(fresh)]
  if (!(wide > 0)) return false
  const stretch = Math.min(fresh.length, Math.floor(old.length / 2))
  const stretches = old.slice(stretch - 1).map((_, from) => medianOf(old.slice(from, from + stretch)))
  const level = medianOf(fresh)
  const beyond = level > Math.max(...stretches) || level < Math.min(...stretches)
  if (beyond && Math.abs(level - medianOf(old)) >= wide) return true
  return now >= WIDER * wide || now * WIDER <= wide
}

function shapeOf(before: readonly Hour[], toScale: (value: number) => number): number[] {
  const all = medianOf(before.map(({ value }) => toScale(value)))
  return Array.from({ length: 24 }, (_, hour) => {
    const own = before.filter(each => hourOf(each) === hour).map(({ value }) => toScale(value))
    return before.length < FEWEST_FOR_SHAPE || own.length === 0 ? all : medianOf(own)
  })
}

function spreadOf(values: readonly number[]): number {
  const middle = medianOf(values)
  return MAD_TO_SIGMA * medianOf(values.map(value => Math.abs(value - middle)))
}

function hourOf({ at }: Hour): number {
  return Math.floor(at / HOUR) % 24
}
