// Where a row went far away for hours and came back: set aside before regimes are sought, for no regime is so short.
import { spreadOf } from '../../segment-robust.ts'
import { LONGEST_DAYS } from './episodes.ts'

/** Positions in a row whose mean lies so many spreads off are worth a search. */
const WORTH_A_LOOK = 4
const FAR = 2

/** The row less its running median over twice the longest episode: a step keeps its edge there, and what is shorter stays whole. At the ends the window is shifted inwards. */
export function aboutMedian(row: Float64Array, perDay: number): Float64Array {
  const medians = slidingMedian(row, Math.ceil(LONGEST_DAYS * perDay))
  return row.map((value, i) => value - (medians[i] as number))
}

/** Whether anything lies so far off, for long enough, that a search would find it. */
export function hasFar(residuals: Float64Array): boolean {
  const known = residuals.filter(value => !Number.isNaN(value))
  const far = FAR * spreadOf(known)
  let sum = 0
  for (let i = 0; i < known.length; i++) {
    sum += (known[i] as number) - (i < WORTH_A_LOOK ? 0 : (known[i - WORTH_A_LOOK] as number))
    if (i >= WORTH_A_LOOK - 1 && Math.abs(sum) > WORTH_A_LOOK * far) return true
  }
  return false
}

/** The row without the values of the spans. */
export function withoutSpans(
  row: Float64Array,
  spans: ReadonlyArray<{ from: number; to: number }>,
): Float64Array {
  const left = Float64Array.from(row)
  for (const { from, to } of spans) left.fill(Number.NaN, from, to)
  return left
}

/** Medians of the known values of `2 reach + 1` positions; NaN where there are none. */
function slidingMedian(row: Float64Array, reach: number): Float64Array {
  const window = new Float64Array(2 * reach + 2)
  let count = 0
  const place = (value: number): number => {
    let [low, high] = [0, count]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((window[middle] as number) < value) low = middle + 1
      else high = middle
    }
    return low
  }
  const add = (value: number | undefined): void => {
    if (value === undefined || Number.isNaN(value)) return
    const at = place(value)
    window.copyWithin(at + 1, at, count)
    window[at] = value
    count++
  }
  const remove = (value: number | undefined): void => {
    if (value === undefined || Number.isNaN(value)) return
    const at = place(value)
    window.copyWithin(at, at + 1, count)
    count--
  }
  const width = Math.min(2 * reach + 1, row.length)
  for (let i = 0; i < width; i++) add(row[i])
  return row.map((_, i) => {
    if (i > reach && i + reach < row.length) {
      remove(row[i - reach - 1])
      add(row[i + reach])
    }
    if (count === 0) return Number.NaN
    return ((window[(count - 1) >> 1] as number) + (window[count >> 1] as number)) / 2
  })
}
