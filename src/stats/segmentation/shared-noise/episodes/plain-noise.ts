// Whether the noise of a row is as plain as an AR(1) of normal innovations has it: then less is asked of an episode.
import type { Span } from './spans.ts'

/** Standard errors by which a moment may exceed what normal, independent innovations would show. */
const EXCUSED = 2.5
/** Excess kurtosis that sizes learned by the hour and by the week around bring in by themselves. */
const OWN_TAIL = 0.15
/** Fewer blocks tell no memory. */
const FEWEST_BLOCKS = 20

/**
 * Innovations outside of `left`: neither heavy tails, nor days on which they go together (a wander that AR(1) does not know), nor
 * days on which they are larger than on others (clusters of volatility).
 */
export function isPlain(innovations: Float64Array, perDay: number, left: Span): boolean {
  const days = daysOutside(innovations, Math.max(4, Math.round(perDay)), left)
  if (days.length < FEWEST_BLOCKS) return false
  const all = new Sample()
  let sum = 0
  for (const day of days)
    for (const value of day) {
      all.add(value)
      sum += Math.abs(value)
    }
  const mean = sum / all.count
  const sizes = new Sample()
  const [sums, loud] = [new Sample(), new Sample()]
  for (const day of days) {
    for (const value of day) sizes.add(Math.abs(value) - mean)
    sums.add(day.reduce((total, value) => total + value, 0))
    loud.add(day.reduce((total, value) => total + Math.abs(value) - mean, 0))
  }
  const length = all.count / days.length
  const dispersed = 1 + EXCUSED * Math.sqrt(2 / days.length)
  return (
    all.fourth / all.square ** 2 - 3 < OWN_TAIL + EXCUSED * Math.sqrt(24 / all.count) &&
    sums.square / (length * all.square) < dispersed &&
    loud.square / (length * sizes.square) < dispersed
  )
}

/** Without the days next to what is left out: its ends may be elsewhere. */
function daysOutside(values: Float64Array, length: number, left: Span): Float64Array[] {
  const days: Float64Array[] = []
  for (let from = 0; from + length <= values.length; from += length)
    if (from + 2 * length <= left.from || from >= left.to + length)
      days.push(values.subarray(from, from + length))
  return days
}

/** Moments about nought. */
class Sample {
  count = 0
  #squares = 0
  #fourths = 0

  add(value: number): void {
    this.count++
    this.#squares += value * value
    this.#fourths += value ** 4
  }

  get square(): number {
    return this.#squares / this.count
  }

  get fourth(): number {
    return this.#fourths / this.count
  }
}
