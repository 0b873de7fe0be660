// The daily and weekly rhythm of a baseline, kept only where it predicts weeks that it was not learned from.
import { mean } from 'simple-statistics'
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR, WEEK } from '../../core/duration.ts'
import { profileScore } from '../../stats/profile-test.ts'

/** Offsets to be added to a score (or to the log of a rate), each about zero on average. Empty: no rhythm. */
export interface Calendar {
  slotWidth: Millis
  /** By time of day, from midnight; moments are given by local time. */
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

/** Noise alone passes the test for a shared profile once in a hundred series. */
const SIGNIFICANT = 2.33
/** Two weeks are few rows for the test: one in ten passes by chance, and the shrinking takes care of it. */
const SIGNIFICANT_WEEK = 1.28
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
function calendarSize(calendar: Calendar): number {
  return Math.max(0, calendar.slots.length - 1) + Math.max(0, calendar.days.length - 1)
}

/**
 * How much wider the rest is than it looked in the baseline of `count` points: by what was learned from the noise
 * itself, and by what the profile is wrong by. The mean of an hour is off by a share of 1 / days of the variance; that
 * of a weekday by 1 / weeks, half of which cancels out within the week that evidence takes to gather. The latter
 * shows in sums over days, hardly in single points.
 */
export function calendarCaution(
  calendar: Calendar,
  count: number,
  bucket: Millis,
): { points: number; sums: number } {
  const days = Math.max(1, (count * bucket) / DAY)
  const hours = calendar.slots.length > 0 ? 1 + 1 / days : 1
  const weekdays = calendar.days.length > 0 ? 1 + (0.5 * 7) / days : 1
  const points = (hours * count) / Math.max(1, count - calendarSize(calendar) - 2)
  return { points, sums: points * weekdays }
}

/**
 * Learns a time-of-day and then a weekday profile. A profile must be more than autocorrelated noise would look
 * like, at one in a hundred; then it is learned on alternate weeks and judged on the others: it is kept if the
 * error falls by 10 %, and shrunk by its split-half reliability (Spearman 1910, Brown 1910), so that a profile of
 * which the two halves agree little counts little. A series of less than two weeks is halved by days.
 *
 * @param score a sample's value on the scale on which spreads are alike
 */
export function fitCalendar(
  samples: readonly Sample[],
  bucket: Millis,
  summarise: Summarise,
  score: (sample: Sample) => number,
): Calendar {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || bucket > DAY) return NO_CALENDAR
  const span = last.at - first.at + bucket
  if (span < FEWEST_DAYS * DAY) return NO_CALENDAR
  const half = span >= 2 * WEEK ? WEEK : DAY
  const even = (sample: Sample): boolean => Math.floor((sample.at - first.at) / half) % 2 === 0
  const slotWidth = Math.max(bucket, HOUR)
  const perDay = bucket < DAY && DAY % slotWidth === 0 ? DAY / slotWidth : 0
  const hour = ({ at }: Sample): number => slotOf(slotWidth, at)
  const dayRows = grid(samples, ({ at }) => Math.floor((at - first.at) / DAY), hour, perDay, score)
  const slots =
    perDay > 1 && profileScore(dayRows) > SIGNIFICANT
      ? profile(samples, even, perDay, hour, summarise, () => 0)
      : []
  const daily: Calendar = { slotWidth, slots, days: [] }
  const weekday = ({ at }: Sample): number => dayOf(at)
  const usual = slots.length === 0 ? [] : columnMeans(dayRows)
  const weekRows = grid(
    samples,
    ({ at }) => Math.floor((at - first.at) / WEEK),
    weekday,
    7,
    sample => score(sample) - (usual[hour(sample)] ?? 0),
  )
  const days =
    half === WEEK && profileScore(weekRows) > SIGNIFICANT_WEEK
      ? profile(samples, even, 7, weekday, summarise, ({ at }) => calendarOffset(daily, at))
      : []
  return slots.length === 0 && days.length === 0 ? NO_CALENDAR : { slotWidth, slots, days }
}

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
  return whole.map(value => Number((value * reliability).toPrecision(4)))
}

/** Mean score of each slot in each cycle; NaN where a cycle has no sample of the slot. */
function grid(
  samples: readonly Sample[],
  cycle: (sample: Sample) => number,
  slot: (sample: Sample) => number,
  size: number,
  score: (sample: Sample) => number,
): number[][] {
  const sums = new Map<number, Array<{ sum: number; count: number }>>()
  for (const sample of samples) {
    const row = sums.get(cycle(sample)) ?? Array.from({ length: size }, () => ({ sum: 0, count: 0 }))
    sums.set(cycle(sample), row)
    const cell = row[slot(sample)]
    if (cell === undefined) continue
    cell.sum += score(sample)
    cell.count += 1
  }
  return Array.from(sums.values(), row =>
    row.map(({ sum, count }) => (count === 0 ? Number.NaN : sum / count)),
  )
}

function columnMeans(rows: ReadonlyArray<readonly number[]>): number[] {
  return (rows[0] ?? []).map((_, column) => {
    const cells = rows.map(row => row[column] ?? Number.NaN).filter(cell => !Number.isNaN(cell))
    return cells.reduce((sum, cell) => sum + cell, 0) / Math.max(1, cells.length)
  })
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
