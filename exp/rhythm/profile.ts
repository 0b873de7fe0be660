// The daily and weekly rhythm of a baseline: hour of the week, shrunk towards hour by kind of day, towards hour, towards none.
import { medianOf } from '../../stats/median.ts'
import { weekdayOf } from './clock.ts'
import { DAYS_OFF, type DaysOff, typeOf, USUAL_HANDICAP } from './day-types.ts'
import { EMPTY_PARTS, locate, nested, nestedLevels, partsAt } from './nested.ts'

/** The values of a baseline by local day and slot. */
export interface Days {
  readonly slots: number
  /** Numbers of the days, in order. */
  readonly days: readonly number[]
  /** A row a day; NaN where there is no value. */
  readonly rows: ReadonlyArray<readonly number[]>
}

export interface Profile {
  readonly slots: number
  /** Offsets by weekday (from Thursday) and slot, in the unit of the values; empty: no rhythm. */
  readonly cells: readonly number[]
  /** The part of it that is the levels of the seven days alone. */
  readonly dayLevels: readonly number[]
  readonly off: DaysOff
  /** Full days of either type that it was learned from. */
  readonly learned: readonly [number, number]
  /** Share of the weekday's own shape in it, 0 to 1. */
  readonly weekday: number
  /** Whether the hours have a shape, and how many levels of days were learned beside the one of all. */
  readonly shaped: boolean
  readonly levels: number
  /** Degrees of freedom that it took from the noise. */
  readonly spent: number
}

/** A day counts if so many of its slots have a value. */
const FULL = 0.75
const FEWEST_DAYS = 4
/** Values beyond this many robust standard deviations about the profile count as this many. */
const WILD = 4
/** An hour of the week whose every value lies so far out, on one side, has a level of its own. */
const STANDING = 3.5
const MAD_TO_SIGMA = 1.4826

export function noProfile(slots: number): Profile {
  return {
    slots,
    cells: [],
    dayLevels: Array.from({ length: 7 }, () => 0),
    off: DAYS_OFF[0] ?? 0,
    learned: [0, 0],
    weekday: 0,
    shaped: false,
    levels: 0,
    spent: 0,
  }
}

/** The profile that is best under any split of the week into days on and off; none where noise would look the same. */
export function fitProfile(all: Days): Profile {
  const { slots } = all
  const full = all.rows.map(row => row.filter(value => !Number.isNaN(value)).length >= FULL * slots)
  const rows = all.rows.filter((_, index) => full[index])
  const days = all.days.filter((_, index) => full[index])
  if (slots === 0 || rows.length < FEWEST_DAYS) return noProfile(slots)
  const middles = rows.map(row => medianOf(row.filter(value => !Number.isNaN(value))))
  const fits = DAYS_OFF.map(off => fitUnder(off, slots, days, rows, middles))
  let best = fits[0] as Fit
  for (const fit of fits.slice(1)) if (fit.loss < best.loss) best = fit
  return best.profile
}

interface Fit {
  profile: Profile
  loss: number
}

/** @param middles medians of the rows */
function fitUnder(
  off: DaysOff,
  slots: number,
  days: readonly number[],
  rows: Days['rows'],
  middles: readonly number[],
): Fit {
  const types = days.map(day => typeOf(off, day))
  const weekdays = days.map(weekdayOf)
  const start = [0, 1].map(type => startShape(slots, rows, middles, types, type))
  let shape = weekly(slots, (day, slot) => start[typeOf(off, day)]?.[slot] ?? 0)
  let parts = EMPTY_PARTS
  let levels: number[] = []
  for (let round = 0; round < 3; round += 1) {
    levels = rows.map((row, index) => {
      const from = (weekdays[index] as number) * slots
      return locate(row.map((value, slot) => value - (shape[from + slot] as number)))
    })
    const tamed = tame(rows, levels, weekdays, shape)
    parts = nested(tamed, types, weekdays)
    shape = weekly(slots, (day, slot) => partsAt(parts, typeOf(off, day), weekdayOf(day), slot))
  }
  const tamed = tame(rows, levels, weekdays, shape)
  const dayLevels = nestedLevels(levels, types, weekdays)
  const standing = standingCells(slots, rows, levels, weekdays, shape)
  const cells = weekly(
    slots,
    (day, slot) =>
      at(shape, slots, weekdayOf(day), slot) +
      (standing.get(weekdayOf(day) * slots + slot) ?? 0) +
      dayLevels.at(typeOf(off, day), weekdayOf(day)),
  )
  const shaped = parts.hour.kept > 0 || parts.type.kept > 0 || standing.size > 0
  const any = shaped || dayLevels.learned > 0
  const counts = [types.filter(type => type === 0).length, types.filter(type => type === 1).length] as const
  return {
    loss: lossOf(tamed, levels, types) * (off === DAYS_OFF[0] ? USUAL_HANDICAP : 1),
    profile: {
      slots,
      off,
      cells: any ? centred(cells) : [],
      dayLevels: weekly(1, day => dayLevels.at(typeOf(off, day), weekdayOf(day))),
      learned: counts,
      weekday: parts.weekday.kept,
      shaped,
      levels: dayLevels.learned,
      spent:
        (slots - 1) * (parts.hour.kept + parts.type.kept + 6 * parts.weekday.kept) +
        standing.size +
        dayLevels.learned,
    },
  }
}

/** Hours of the week that stand out every week: clipping would keep them out of the profile for ever. */
function standingCells(
  slots: number,
  rows: Days['rows'],
  levels: readonly number[],
  weekdays: readonly number[],
  shape: readonly number[],
): Map<number, number> {
  const byCell = new Map<number, number[]>()
  const rests: number[] = []
  for (const [index, row] of rows.entries()) {
    for (const [slot, value] of row.entries()) {
      if (Number.isNaN(value)) continue
      const rest = value - (levels[index] ?? 0) - at(shape, slots, weekdays[index], slot)
      rests.push(rest)
      const cell = (weekdays[index] ?? 0) * slots + slot
      const own = byCell.get(cell)
      if (own === undefined) byCell.set(cell, [rest])
      else own.push(rest)
    }
  }
  const far = STANDING * spreadOf(rests)
  const standing = new Map<number, number>()
  if (!(far > 0)) return standing
  for (const [cell, values] of byCell) {
    if (values.length < 2) continue
    if (values.every(value => value > far) || values.every(value => value < -far))
      standing.set(cell, medianOf(values))
  }
  return standing
}

/** Squares within the types of day: of the shapes, and of the levels once an hour. */
function lossOf(
  tamed: ReadonlyArray<readonly number[]>,
  levels: readonly number[],
  types: readonly number[],
): number {
  const slots = tamed[0]?.length ?? 0
  let loss = 0
  for (const type of [0, 1]) {
    const own = tamed.filter((_, index) => types[index] === type)
    for (let slot = 0; slot < slots; slot += 1) loss += squares(own.map(row => row[slot] ?? Number.NaN))
    loss += slots * squares(levels.filter((_, index) => types[index] === type))
  }
  return loss
}

function squares(values: readonly number[]): number {
  let sum = 0
  let square = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    square += value * value
    count += 1
  }
  return count === 0 ? 0 : square - (sum * sum) / count
}

/** Values less the level of their day, those far from the shape of their weekday brought nearer. */
function tame(
  rows: Days['rows'],
  levels: readonly number[],
  weekdays: readonly number[],
  shape: readonly number[],
): number[][] {
  const slots = rows[0]?.length ?? 0
  const far: number[] = []
  const rests = rows.map((row, index) => {
    const level = levels[index] as number
    const from = (weekdays[index] as number) * slots
    return row.map((value, slot) => {
      const rest = value - level - (shape[from + slot] as number)
      if (!Number.isNaN(rest)) far.push(Math.abs(rest))
      return rest
    })
  })
  const most = far.length === 0 ? 0 : WILD * MAD_TO_SIGMA * medianOf(far)
  for (const [index, row] of rests.entries()) {
    const from = (weekdays[index] as number) * slots
    for (let slot = 0; slot < slots; slot += 1) {
      const rest = row[slot] as number
      row[slot] = (most > 0 ? Math.min(most, Math.max(-most, rest)) : rest) + (shape[from + slot] as number)
    }
  }
  return rests
}

/** By slot, the median over the days of a type of what is above the day's own median; of all days where there is none. */
function startShape(
  slots: number,
  rows: Days['rows'],
  middles: readonly number[],
  types: readonly number[],
  type: number,
): number[] {
  const any = types.includes(type)
  return Array.from({ length: slots }, (_, slot) => {
    const values: number[] = []
    for (const [index, row] of rows.entries()) {
      const value = (row[slot] as number) - (middles[index] as number)
      if ((!any || types[index] === type) && !Number.isNaN(value)) values.push(value)
    }
    return values.length === 0 ? 0 : medianOf(values)
  })
}

function spreadOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : MAD_TO_SIGMA * medianOf(values.map(value => Math.abs(value)))
}

/** A value for each weekday (0 to 6 as day numbers, the epoch's week) and slot. */
function weekly(slots: number, value: (day: number, slot: number) => number): number[] {
  return Array.from({ length: 7 * slots }, (_, cell) => value(Math.floor(cell / slots), cell % slots))
}

function at(shape: readonly number[], slots: number, weekday: number | undefined, slot: number): number {
  return shape[(weekday ?? 0) * slots + slot] ?? 0
}

function centred(cells: readonly number[]): number[] {
  const middle = cells.reduce((sum, cell) => sum + cell, 0) / cells.length
  return cells.map(cell => cell - middle)
}
