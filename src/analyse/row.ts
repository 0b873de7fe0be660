// The rows of a file as a row with a position for every bucket, and the way between positions, indices and moments.
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import type { Interval } from '../core/interval.ts'
import type { RowClock } from '../detection/regimes/clocks.ts'
import type { SeriesFile } from './read/table.ts'
import { spacingOf } from './spacing.ts'

/** A moment in the series. Bounds are indices; `at` and the moments of the bounds are null where the rows have none. */
export interface Moment {
  index: number
  at: string | null
  lower: number
  upper: number
  lowerAt: string | null
  upperAt: string | null
}

export interface Row {
  file: SeriesFile
  positions: Float64Array
  bucket: Millis
  /** Null: the rows have no moments, come at no even pace, or slower than once a day. */
  clock: RowClock | null
}

const LATEST = 8.64e15

export function rowOf(file: SeriesFile): Row {
  const { bucket, positions, even } = spacingOf(file.times, file.kind ?? 'number')
  const paced = file.kind === 'moment' && even && bucket > 0 && bucket <= DAY
  const clock = paced ? { start: file.times[0] as number, bucket, zone: file.zone ?? 'UTC' } : null
  return { file, positions, bucket, clock }
}

/** The values at their positions, with NaN wherever the pace of the rows left one out. */
export function valuesAtPositions({ file, positions }: Row): Float64Array {
  const out = new Float64Array((positions.at(-1) ?? -1) + 1).fill(Number.NaN)
  for (let i = 0; i < positions.length; i++) out[positions[i] as number] = file.values[i] as number
  return out
}

/** ISO 8601 of an index, which may lie between rows or beyond the last; null where the rows have no moments. */
export function writtenAt({ file: { times, kind }, positions, bucket }: Row, index: number): string | null {
  if (kind !== 'moment') return null
  const last = positions.length - 1
  const whole = Math.min(Math.max(Math.floor(index), 0), last)
  const beyond = index - last
  const next = times[Math.min(whole + 1, last)] as number
  const start = times[whole] as number
  return written(beyond > 0 ? start + beyond * bucket : start + (index - whole) * (next - start))
}

export function written(at: Millis): string | null {
  return Math.abs(at) <= LATEST ? new Date(Math.round(at)).toISOString() : null
}

/** Index of the first row at or after a position; beyond the last row indices go on at its pace. */
export function rowAt({ positions }: Row, position: number): number {
  const last = positions.length - 1
  const end = positions[last] as number
  if (position > end) return last + (position - end)
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if ((positions[middle] as number) < position) low = middle + 1
    else high = middle
  }
  return low
}

/** A moment of an interval of positions. */
export function momentAt(row: Row, { value, lower, upper }: Interval): Moment {
  const at = (position: number): [index: number, at: string | null] => {
    const index = Math.ceil(rowAt(row, position))
    return [index, writtenAt(row, index)]
  }
  return moment(at, { value, lower, upper })
}

/** Of what begins where no row is, as a silence does: the time itself, and the index of the last row before it. */
export function gapMomentAt(row: Row, interval: Interval): Moment {
  const { positions, file, bucket } = row
  const at = (position: number): [index: number, at: string | null] => {
    const next = Math.ceil(rowAt(row, position))
    const index = positions[next] === position ? next : Math.max(0, next - 1)
    return [index, file.kind === 'moment' ? written((file.times[0] as number) + position * bucket) : null]
  }
  return moment(at, interval)
}

function moment(
  of: (position: number) => [index: number, at: string | null],
  { value, lower, upper }: Interval,
): Moment {
  const [index, at] = of(value)
  const [from, lowerAt] = of(lower)
  const [to, upperAt] = of(upper)
  return { index, at, lower: from, upper: to, lowerAt, upperAt }
}
