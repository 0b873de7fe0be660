// The rhythm of a row by the hour of the week: chosen out of sample, each cell shrunk towards what it is part of.
import { medianOf } from './segment-robust.ts'

/** What the clocks show at each position. */
export interface Clocks {
  /** Positions a day. */
  perDay: number
  /** Hour of the day, 0 to 23; all 0 where a position is a day or more. */
  hour: Uint8Array
  /** Day of the week, 0 to 6, of which `weekend` are marked. */
  weekday: Uint8Array
  weekend: Uint8Array
  /** Number of the week and of the day, from 0. */
  week: Int32Array
  day: Int32Array
}

export type RhythmLevel = 'none' | 'hour' | 'dip' | 'weekend' | 'week'

export interface Rhythm {
  level: RhythmLevel
  /** What is taken off at each position; all 0 for `none`. */
  profile: Float64Array
}

/** Nested from the coarsest: hour, the same with weekends lower or higher as a whole, hour by weekday or weekend, hour of the week. */
const LEVELS = ['hour', 'dip', 'weekend', 'week'] as const
/** A cell of n values is shrunk towards its parent by n / (n + SHRINK). */
const SHRINK = 2
/** Least share by which a rhythm must lower the squared error out of sample; below six weeks; and a richer one once more. */
const WORTH = 0.03
const WORTH_SHORT = 0.1
/** A dip is one number more; from six weeks on so little is beyond chance. */
const WORTH_OF_DIP = 0.015
const SHORT_WEEKS = 6
/** Days by days below two weeks, and not at all below four days. */
const FEWEST_WEEKS = 2
const FEWEST_DAYS = 4

/**
 * Deviations of the values (NaN: missing) from the centred mean of a week are put in cells; odd weeks predict even ones and
 * the other way about, and the level that predicts best is kept if it is worth it. Below two weeks days take the place of weeks.
 */
export function rhythmOf(values: Float64Array, clocks: Clocks): Rhythm {
  const none: Rhythm = { level: 'none', profile: new Float64Array(values.length) }
  const days = values.length / clocks.perDay
  const weekly = days >= 7 * FEWEST_WEEKS
  if (days < FEWEST_DAYS) return none
  const about = deviations(values, Math.round(clocks.perDay * (weekly ? 7 : 1)))
  const half = weekly ? clocks.week : clocks.day
  const levels = LEVELS.filter(level => weekly || level === 'hour').filter(
    level => clocks.perDay > 1 || (level !== 'hour' && level !== 'dip'),
  )
  const worth = days < 7 * SHORT_WEEKS ? WORTH_SHORT : WORTH
  let best: { level: RhythmLevel; error: number } = { level: 'none', error: errorOf(about, null) }
  for (const level of levels) {
    const error = predicted(about, clocks, level, half, 1) + predicted(about, clocks, level, half, 0)
    const asked =
      best.level === 'none' ? worth : level === 'dip' && days >= 7 * SHORT_WEEKS ? WORTH_OF_DIP : WORTH
    if (error < (1 - asked) * best.error) best = { level, error }
  }
  if (best.level === 'none') return none
  return { level: best.level, profile: centred(profileOf(about, clocks, best.level), values) }
}

function errorOf(values: Float64Array, profile: Float64Array | null): number {
  let error = 0
  for (let i = 0; i < values.length; i++) {
    const left = (values[i] as number) - (profile === null ? 0 : (profile[i] as number))
    if (!Number.isNaN(left)) error += left * left
  }
  return error
}

/** Squared error on the cycles of one parity under the profile of the others. */
function predicted(
  about: Float64Array,
  clocks: Clocks,
  level: RhythmLevel,
  half: Int32Array,
  parity: number,
): number {
  const learnt = about.map((value, i) => ((half[i] as number) % 2 === parity ? Number.NaN : value))
  const profile = profileOf(learnt, clocks, level)
  return errorOf(
    about.map((value, i) => ((half[i] as number) % 2 === parity ? value : Number.NaN)),
    profile,
  )
}

/** At every position the median of its cell, shrunk towards that of the cell of which it is part; a dip is that of what hours leave. */
function profileOf(about: Float64Array, clocks: Clocks, level: RhythmLevel): Float64Array {
  let parent = new Float64Array(about.length)
  for (const each of LEVELS) {
    const cells = new Map<number, number[]>()
    for (let i = 0; i < about.length; i++) {
      const value = (about[i] as number) - (each === 'dip' ? (parent[i] as number) : 0)
      if (Number.isNaN(value)) continue
      const cell = cellAt(clocks, each, i)
      const known = cells.get(cell)
      if (known === undefined) cells.set(cell, [value])
      else known.push(value)
    }
    const medians = new Map<number, { n: number; median: number }>()
    for (const [cell, known] of cells) {
      medians.set(cell, { n: known.length, median: medianOf(Float64Array.from(known)) })
    }
    const above = parent
    parent = above.map((value, i) => {
      const { n, median } = medians.get(cellAt(clocks, each, i)) ?? { n: 0, median: 0 }
      return (n * (each === 'dip' ? value + median : median) + SHRINK * value) / (n + SHRINK)
    })
    if (each === level) break
  }
  return parent
}

function cellAt({ hour, weekday, weekend }: Clocks, level: RhythmLevel, i: number): number {
  const part = level === 'hour' ? 0 : level === 'week' ? (weekday[i] as number) : (weekend[i] as number)
  return level === 'dip' ? (weekend[i] as number) : part * 24 + (hour[i] as number)
}

/** Values less the mean of as many around them as a cycle has; at the ends the window is shifted inwards. */
function deviations(values: Float64Array, cycle: number): Float64Array {
  const n = values.length
  const sums = new Float64Array(n + 1)
  const counts = new Int32Array(n + 1)
  for (let i = 0; i < n; i++) {
    const value = values[i] as number
    const known = !Number.isNaN(value)
    sums[i + 1] = (sums[i] as number) + (known ? value : 0)
    counts[i + 1] = (counts[i] as number) + (known ? 1 : 0)
  }
  const width = Math.min(cycle, n)
  return values.map((value, i) => {
    const from = Math.min(Math.max(i - (width >> 1), 0), n - width)
    const count = (counts[from + width] as number) - (counts[from] as number)
    return value - ((sums[from + width] as number) - (sums[from] as number)) / count
  })
}

/** A rhythm moves no level: its mean over the known values is nought. */
function centred(profile: Float64Array, values: Float64Array): Float64Array {
  let sum = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i] as number)) continue
    sum += profile[i] as number
    count++
  }
  const mean = count === 0 ? 0 : sum / count
  return profile.map(value => value - mean)
}
