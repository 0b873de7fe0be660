// The daily and weekly rhythm of a baseline, kept only where it predicts weeks that it was not learned from.
import { mean, median } from 'simple-statistics'
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR, WEEK } from '../core/duration.ts'

/** Offsets to be added to a score (or to the log of a rate), each about zero on average. Empty: no rhythm. */
export interface Calendar {
  slotWidth: Millis
  /** By time of day in UTC, from midnight. */
  slots: readonly number[]
  /** By day, from the epoch's Thursday. */
  days: readonly number[]
}

export interface Sample {
  at: Millis
  /** Value and weight, as `summarise` wants them. */
  value: number
  weight: number
}

/** Summarises the samples of one slot as an offset from the whole. */
export type Summarise = (samples: readonly Sample[], offset: (sample: Sample) => number) => number

/** Shared by every series without a rhythm. */
export const NO_CALENDAR: Calendar = { slotWidth: HOUR, slots: [], days: [] }

/** A component is kept if the squared error on the other weeks falls by this share. */
const LEAST_GAIN = 0.1
const FEWEST_DAYS = 4

export function calendarOffset(calendar: Calendar, at: Millis): number {
  let offset = 0
  if (calendar.slots.length > 0) offset += calendar.slots[slotOf(calendar.slotWidth, at)] ?? 0
  if (calendar.days.length > 0) offset += calendar.days[dayOf(at)] ?? 0
  return offset
}

/** How many numbers were learned: each costs the baseline one degree of freedom. */
export function calendarSize(calendar: Calendar): number {
  return Math.max(0, calendar.slots.length - 1) + Math.max(0, calendar.days.length - 1)
}

/**
 * Learns a time-of-day and then a weekday profile. Each is learned on alternate weeks and judged on the
 * others; it is kept if the error falls by 10 %, and shrunk by its split-half reliability
 * (Spearman 1910, Brown 1910), so that a profile of which the two halves agree little counts little.
 * A series of less than two weeks is halved by days instead of weeks.
 */
export function fitCalendar(samples: readonly Sample[], bucket: Millis, summarise: Summarise): Calendar {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || bucket > DAY) return NO_CALENDAR
  const span = last.at - first.at + bucket
  if (span < FEWEST_DAYS * DAY) return NO_CALENDAR
  const half = span >= 2 * WEEK ? WEEK : DAY
  const even = (sample: Sample): boolean => Math.floor((sample.at - first.at) / half) % 2 === 0
  const slotWidth = Math.max(bucket, HOUR)
  const slots =
    bucket < DAY && DAY % slotWidth === 0
      ? profile(
          samples,
          even,
          DAY / slotWidth,
          ({ at }) => slotOf(slotWidth, at),
          summarise,
          () => 0,
        )
      : []
  const daily: Calendar = { slotWidth, slots, days: [] }
  const days =
    half === WEEK
      ? profile(
          samples,
          even,
          7,
          ({ at }) => dayOf(at),
          summarise,
          ({ at }) => calendarOffset(daily, at),
        )
      : []
  return slots.length === 0 && days.length === 0 ? NO_CALENDAR : { slotWidth, slots, days }
}

/** For scores that add: the median of what the slot's scores are above what is explained already. */
export const summariseScores: Summarise = (samples, offset) =>
  median(samples.map(sample => sample.value - offset(sample)))

/** For counts: the log of observed over expected events, pulled towards one event. */
export const summariseCounts: Summarise = (samples, offset) => {
  let events = 1
  let exposure = 1
  for (const sample of samples) {
    events += sample.value
    exposure += sample.weight * Math.exp(offset(sample))
  }
  return Math.log(events / exposure)
}

function profile(
  samples: readonly Sample[],
  even: (sample: Sample) => boolean,
  size: number,
  slot: (sample: Sample) => number,
  summarise: Summarise,
  offset: (sample: Sample) => number,
): number[] {
  const one = offsets(samples.filter(even), size, slot, summarise, offset)
  const other = offsets(
    samples.filter(sample => !even(sample)),
    size,
    slot,
    summarise,
    offset,
  )
  const whole = offsets(samples, size, slot, summarise, offset)
  if (one === null || other === null || whole === null) return []
  let products = 0
  let squares = 0
  for (let index = 0; index < size; index += 1) {
    const a = one[index] ?? 0
    const b = other[index] ?? 0
    products += a * b
    squares += (a * a + b * b) / 2
  }
  const agreement = squares > 0 ? products / squares : 0
  if (agreement <= 0 || agreement * agreement < LEAST_GAIN) return []
  const reliability = (2 * agreement) / (1 + agreement)
  return whole.map(value => Number((value * reliability).toPrecision(6)))
}

/** One centred offset a slot; null if a slot has no sample, for then nothing can be said of it. */
function offsets(
  samples: readonly Sample[],
  size: number,
  slot: (sample: Sample) => number,
  summarise: Summarise,
  offset: (sample: Sample) => number,
): number[] | null {
  const members: Sample[][] = Array.from({ length: size }, () => [])
  for (const sample of samples) members[slot(sample)]?.push(sample)
  if (members.some(of => of.length === 0)) return null
  const values = members.map(of => summarise(of, offset))
  const center = mean(values)
  return values.map(value => value - center)
}

function slotOf(slotWidth: Millis, at: Millis): number {
  return Math.floor((((at % DAY) + DAY) % DAY) / slotWidth)
}

function dayOf(at: Millis): number {
  return ((Math.floor(at / DAY) % 7) + 7) % 7
}
