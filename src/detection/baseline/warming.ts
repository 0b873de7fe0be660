// The points of a series that is not yet known, kept packed until there are enough of them for a baseline.
import type { Millis } from '../../core/clock.ts'
import type { Family } from '../../indicators/indicator.ts'
import type { MonitorOptions } from '../change.ts'
import { packFloat, packWhole, unpackFloats, unpackWholes } from '../evidence/packed.ts'
import { type LocalClock, placesOf, slotsOf, weekdayOf } from '../rhythm/clock.ts'
import { countedAs } from './baseline.ts'
import type { Value } from './values.ts'

/** Plain JSON: at most 11 characters a point. */
export interface WarmingState {
  have: number
  /** The first point, to which the others are relative. */
  from: Millis
  last: Millis
  /** What values are kept relative to: single precision is enough for a difference, not for a large offset. */
  origin: number
  values: string
  gaps: string
  trials: string
}

/** Gaps are kept in sixteenths of a bucket. */
const GRAIN = 16
/** A gap longer than this many buckets makes what was before it worthless: warming starts again. */
const LONGEST_GAP = 255

export function addWarming(
  state: WarmingState | null,
  point: Value,
  bucket: Millis,
  family: Family,
): WarmingState {
  const trials = family === 'proportion'
  const gap = state === null ? 0 : (point.at - state.last) / bucket
  if (state === null || gap > LONGEST_GAP) {
    const origin = family === 'real' ? point.value : 0
    return {
      have: 1,
      from: point.at,
      last: point.at,
      origin,
      values: packFloat(point.value - origin),
      gaps: packWhole(0, 2),
      trials: trials ? packWhole(point.n, 3) : '',
    }
  }
  return {
    ...state,
    have: state.have + 1,
    last: point.at,
    values: state.values + packFloat(point.value - state.origin),
    gaps: state.gaps + packWhole(gap * GRAIN, 2),
    trials: trials ? state.trials + packWhole(point.n, 3) : '',
  }
}

export function warmedValues(state: WarmingState, bucket: Millis): Value[] {
  const gaps = unpackWholes(state.gaps, 2)
  const trials = unpackWholes(state.trials, 3)
  let at = state.from
  return unpackFloats(state.values).map((difference, index) => {
    at += ((gaps[index] ?? 0) * bucket) / GRAIN
    return { at, value: state.origin + difference, n: trials[index] ?? 0 }
  })
}

/**
 * Whether points that are less than a whole baseline can be watched by: plain numbers, of each day of the week half of its points at
 * least. Whether a weekday that fell into a gap is a day off is not known.
 */
export function isWholeWeek(
  values: readonly Value[],
  { bucket, family }: MonitorOptions,
  clock: LocalClock,
): boolean {
  if (countedAs(values, family) !== null) return false
  const slots = slotsOf(bucket)
  if (slots === 0) return true
  const times = values.map(({ at }) => at)
  const counts = [0, 0, 0, 0, 0, 0, 0]
  for (const { day } of placesOf(clock, times, slots))
    counts[weekdayOf(day)] = (counts[weekdayOf(day)] ?? 0) + 1
  return counts.every(count => count >= slots / 2)
}
