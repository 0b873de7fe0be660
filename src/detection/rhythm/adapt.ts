// Lets the shape of a rhythm follow the seasons, a little every day, while its level stays where it was learned.
import { weekdayOf } from './clock.ts'
import { typeOf } from './day-types.ts'
import { CELL, loudnessOf, type Rhythm } from './rhythm.ts'

/** The open day: what each of its slots differed from the profile by, in hundredths of sigma. Plain JSON. */
export interface OpenDay {
  readonly day: number
  readonly rests: readonly number[]
}

const REST = 100
const PER_REST = 1 / REST
/** No value yet: farther than any rest counts. */
const NONE = 999
/** A rest beyond this many sigma counts as this. */
const FARTHEST = 8
/** Share of the day's stretch and shift of the profile that is taken over. */
const FOLLOWED = 0.1
const RIDGE = 2
/** The least that a day counts for in its cells; days off are few, and those that there are count for more. */
const GAIN = 1 / 40
const GAIN_OFF = 1 / 16
/** A day is learned from if so many of its slots have a value. */
const FULL = 0.75

export function openDay(day: number, slots: number): OpenDay {
  const rests: number[] = []
  while (rests.length < slots) rests.push(NONE)
  return { day, rests }
}

export function addRest(open: OpenDay, slot: number, rest: number): OpenDay {
  const rests = open.rests.slice()
  rests[slot] = Math.round(Math.min(FARTHEST, Math.max(-FARTHEST, rest)) * REST)
  return { day: open.day, rests }
}

/**
 * At the end of a day its rests, less their own level, move the profile: along its size and its slope, all days by a tenth; and
 * each slot of days of the same type by its own rest over the days learned.
 */
export function closeDay(rhythm: Rhythm, open: OpenDay): Rhythm {
  const { slots, cells } = rhythm
  if (cells.length === 0 || !rhythm.shaped || slots < 4 || presentIn(open.rests) < FULL * slots) return rhythm
  const today = weekdayOf(open.day)
  const weights = open.rests.map((rest, slot) => (rest === NONE ? 0 : 1 / loudnessOf(rhythm, slot) ** 2))
  const level = locate(open.rests, weights)
  const rests = balanced(rhythm, open.rests, level)
  const moments = momentsOf(rhythm, today, rests, weights)
  const moved = cells.slice()
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const [stretch, shift] = ledBy(moments, momentsOf(rhythm, weekday, rests, weights))
    const share = shareOf(rhythm, open.day, weekday)
    const mean = meanOf(rhythm, weekday)
    const from = weekday * slots
    for (let slot = 0; slot < slots; slot += 1) {
      const cell = cells[from + slot] as number
      const led = stretch * (cell - mean) + shift * slopeAt(cells, from, slots, slot)
      const rest = open.rests[slot] === NONE ? 0 : share * (CELL * (rests[slot] as number) - led)
      moved[from + slot] = Math.floor(cell + FOLLOWED * led + rest + 0.5)
    }
  }
  const learned = learnedWith(rhythm, open.day)
  return { ...rhythm, cells: moved, learned }
}

/**
 * The rests about their level, in sigma, such that their mean in units of each slot's width is nothing: skewed noise leaves more on
 * one side of any robust location than on the other, and the cells would carry the level of the series away with it, day by day.
 */
function balanced(rhythm: Rhythm, rests: readonly number[], level: number): number[] {
  const scaled = rests.map((rest, slot) =>
    rest === NONE ? 0 : (rest * PER_REST - level) / loudnessOf(rhythm, slot),
  )
  const mean = scaled.reduce((sum, each) => sum + each, 0) / presentIn(rests)
  return scaled.map((each, slot) => (rests[slot] === NONE ? 0 : (each - mean) * loudnessOf(rhythm, slot)))
}

function presentIn(rests: readonly number[]): number {
  let present = 0
  for (const rest of rests) if (rest !== NONE) present += 1
  return present
}

/** What a rest of a day counts for in the cells of a weekday: nothing in those of the other type. */
function shareOf(rhythm: Rhythm, day: number, weekday: number): number {
  const kind = typeOf(rhythm.off, day)
  if (typeOf(rhythm.off, weekday) !== kind) return 0
  const learned = rhythm.learned[kind] + 1
  const gain = Math.max(1 / (learned + 1), kind === 1 ? GAIN_OFF : GAIN)
  if (weekday !== weekdayOf(day)) return gain * (1 - rhythm.weekday)
  return rhythm.weekday > 0 ? Math.max(1 / (learned / 3 + 1), GAIN_OFF) : gain
}

function learnedWith({ off, learned: [on, away] }: Rhythm, day: number): readonly [number, number] {
  return typeOf(off, day) === 0 ? [on + 1, away] : [on, away + 1]
}

/** Mean of the profile over a weekday, in its cells' unit. */
function meanOf({ cells, slots }: Rhythm, weekday: number): number {
  let sum = 0
  for (let slot = 0; slot < slots; slot += 1) sum += cells[weekday * slots + slot] as number
  return sum / slots
}

/** How the cells of a day that begins at `from` change from slot to slot. */
function slopeAt(cells: readonly number[], from: number, slots: number, slot: number): number {
  const next = cells[from + (slot + 1 === slots ? 0 : slot + 1)] as number
  const before = cells[from + (slot === 0 ? slots - 1 : slot - 1)] as number
  return 0.5 * (next - before)
}

/** Sums of squares and products over a day: of the size of a weekday's profile, of its slope, and of the rests. */
interface Moments {
  readonly sizes: number
  readonly both: number
  readonly slopes: number
  readonly bySize: number
  readonly bySlope: number
}

function momentsOf(
  rhythm: Rhythm,
  weekday: number,
  rests: readonly number[],
  weights: readonly number[],
): Moments {
  let [sizes, both, slopes, bySize, bySlope] = [0, 0, 0, 0, 0]
  const { cells, slots } = rhythm
  const mean = meanOf(rhythm, weekday)
  const from = weekday * slots
  for (let slot = 0; slot < slots; slot += 1) {
    const value = ((cells[from + slot] as number) - mean) / CELL
    const slope = slopeAt(cells, from, slots, slot) / CELL
    const weight = weights[slot] as number
    const rest = Math.min(3, Math.max(-3, rests[slot] as number))
    sizes += weight * value * value
    both += weight * value * slope
    slopes += weight * slope * slope
    bySize += weight * value * rest
    bySlope += weight * slope * rest
  }
  return { sizes, both, slopes, bySize, bySlope }
}

/**
 * Least squares of a day's rests on size and slope of its own profile, with a ridge, as far as another weekday is led by it: a day
 * whose profile is flat says next to nothing of the size of a steep one, and would else move that by its own noise.
 */
function ledBy(today: Moments, other: Moments): [number, number] {
  const { both, bySize, bySlope } = today
  const sizes = RIDGE + Math.max(today.sizes, other.sizes)
  const slopes = RIDGE + Math.max(today.slopes, other.slopes)
  const below = sizes * slopes - both * both
  if (!(below > 0)) return [0, 0]
  return [(slopes * bySize - both * bySlope) / below, (sizes * bySlope - both * bySize) / below]
}

/** Huber's location of the day's rests at 1.5 sigma, in sigma. */
function locate(rests: readonly number[], weights: readonly number[]): number {
  let level = 0
  for (let round = 0; round < 5; round += 1) {
    let sum = 0
    let total = 0
    for (const [slot, rest] of rests.entries()) {
      if (rest === NONE) continue
      const weight = weights[slot] ?? 0
      sum += weight * Math.min(1.5, Math.max(-1.5, rest * PER_REST - level))
      total += weight
    }
    level += total > 0 ? sum / total : 0
  }
  return level
}
