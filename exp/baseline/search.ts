// Searches a baseline for a change of its own: what changed while it was being learned would else become what is normal.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { medianOf } from '../../stats/median.ts'
import { singleStep } from '../../stats/single-step.ts'
import { type LocalClock, placesOf, slotsOf, weekdayOf } from '../rhythm/clock.ts'
import { typeOf } from '../rhythm/day-types.ts'
import type { Profile } from '../rhythm/profile.ts'
import type { FoundStep } from './baseline.ts'
import { isDiscrete } from './discrete.ts'
import type { Scored } from './history.ts'
import { profileOf } from './whitened.ts'

/** A change within a baseline. */
export interface Found extends FoundStep {
  /** Natural log of the e-value. */
  evidence: number
  /** Start of the first bucket at which it may have begun, at 90 %. */
  earliest: Millis
}

/** Log evidence at which a change is believed: of days, asked every day; of hours, asked four times. */
const DAYS_BELIEVED = 4.75
const HOURS_BELIEVED = 7
/** Below so many points every further one makes a false find no likelier. */
const WHOLE_DAYS = 28
/** Days on either side, and half a day and a day of narrower buckets. */
const DAYS_BEFORE = 4
const DAYS_AFTER = 5
/** Values count as this many robust standard deviations from their neighbours' median at most. */
const CLIP = 4
const MAD_TO_SIGMA = 1.4826
/** The share of values beyond the midpoint of the step after it, less that before it, is at least this. */
const LEAST_DIVIDE = 0.4

/** The fewest points in which a change can be found. */
export function fewestToSearch(bucket: Millis): number {
  const { before, after } = sidesOf(bucket)
  return before + after
}

/** @param known the rhythm of these samples, where it was learned already */
export function searchBaseline(
  samples: readonly Scored[],
  bucket: Millis,
  clock: LocalClock,
  known: Profile | null = null,
): Found | null {
  const { before, after } = sidesOf(bucket)
  if (samples.length < before + after || isDiscrete(samples)) return null
  const slots = slotsOf(bucket)
  const places = placesOf(
    clock,
    samples.map(({ at }) => at),
    Math.max(1, slots),
  )
  const profile = known ?? profileOf(samples, places, slots)
  const shape = (index: number): number => {
    const { day, slot } = places[index] as { day: number; slot: number }
    const cell = profile.cells[weekdayOf(day) * slots + slot] ?? 0
    return cell - (profile.dayLevels[weekdayOf(day)] ?? 0)
  }
  const rest = tamed(samples.map(({ score }, index) => score - shape(index)))
  const off = bucket < 7 * DAY ? places.map(({ day }) => typeOf(profile.off, day)) : null
  const found = singleStep(rest, off, before, after)
  if (found === null || found.evidence < believed(samples.length, bucket)) return null
  if (off !== null && isConfounded(off, found.index, Math.max(1, slots))) return null
  if (!divides(rest, off, found.index, found.size)) return null
  return {
    from: samples[found.index]?.at ?? 0,
    earliest: samples[Math.max(before, found.lower)]?.at ?? 0,
    size: found.size,
    evidence: found.evidence,
  }
}

function sidesOf(bucket: Millis): { before: number; after: number } {
  if (bucket >= DAY) return { before: DAYS_BEFORE, after: DAYS_AFTER }
  const day = Math.max(1, slotsOf(bucket))
  return { before: Math.max(2 * DAYS_BEFORE, day), after: Math.max(DAYS_AFTER, day / 2) }
}

function believed(count: number, bucket: Millis): number {
  return bucket >= DAY ? DAYS_BELIEVED + Math.max(0, Math.log(count / WHOLE_DAYS)) : HOURS_BELIEVED
}

/** Spikes brought to within four robust standard deviations of the median of five. */
function tamed(values: readonly number[]): number[] {
  const near = values.map((_, index) => medianOf(values.slice(Math.max(0, index - 2), index + 3)))
  const far =
    CLIP * MAD_TO_SIGMA * medianOf(values.map((value, index) => Math.abs(value - (near[index] ?? 0))))
  if (!(far > 0)) return [...values]
  return values.map((value, index) => {
    const middle = near[index] ?? 0
    return Math.min(middle + far, Math.max(middle - far, value))
  })
}

/**
 * Days off (or on) that are all on one side of a step have any level that makes up for it: the step then rests on the days of the other
 * type, and an afternoon of them, which may be a short Friday, is not enough.
 */
function isConfounded(off: readonly number[], index: number, day: number): boolean {
  const on = (type: number, values: readonly number[]): number => values.filter(each => each === type).length
  const [before, after] = [off.slice(0, index), off.slice(index)]
  const types = [0, 1].map(type => ({ before: on(type, before), after: on(type, after) }))
  const apart = types.some(each => (each.before === 0) !== (each.after === 0))
  return apart && !types.some(each => each.before >= day && each.after >= day)
}

/** A step parts the values; a few that are far out only drag their mean. */
function divides(
  rest: readonly number[],
  off: readonly number[] | null,
  index: number,
  size: number,
): boolean {
  const contrast = off === null ? 0 : contrastOf(rest, off, index, size)
  const level = (place: number): number => (rest[place] ?? 0) - contrast * (off?.[place] ?? 0)
  const before = rest.slice(0, index).map((_, place) => level(place))
  const after = rest.slice(index).map((_, place) => level(index + place))
  const middle = medianOf(before) + size / 2
  const beyond = (values: readonly number[]): number =>
    values.filter(value => (size > 0 ? value > middle : value < middle)).length / values.length
  return beyond(after) - beyond(before) >= LEAST_DIVIDE
}

function contrastOf(rest: readonly number[], off: readonly number[], index: number, size: number): number {
  const plain = rest.map((value, place) => (place < index ? value : value - size))
  const of = (type: number): number[] => plain.filter((_, place) => off[place] === type)
  return of(0).length > 0 && of(1).length > 0 ? medianOf(of(1)) - medianOf(of(0)) : 0
}
