// Lets the shape of a rhythm follow the seasons, a little every day, while its level stays where it was learned.
import { doubles } from '../../core/doubles.ts'
import { weekdayOf } from './clock.ts'
import { typeOf } from './day-types.ts'
import { CELL, type Rhythm } from './rhythm.ts'
import { loudnessOf, type Tables, tablesOf } from './tables.ts'

/** The open day: what each of its slots differed from the profile by, in hundredths of sigma. Plain JSON. */
export interface OpenDay {
  readonly day: number
  readonly rests: number[]
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

/** In place. */
export function addRest({ rests }: OpenDay, slot: number, rest: number): void {
  rests[slot] = Math.round(Math.min(FARTHEST, Math.max(-FARTHEST, rest)) * REST)
}

/**
 * At the end of a day its rests, less their own level, move the profile: along its size and its slope, all days by a tenth; and
 * each slot of days of the same type by its own rest over the days learned.
 */
export function closeDay(rhythm: Rhythm, open: OpenDay): Rhythm {
  const tables = tablesOf(rhythm)
  const { slots, cells } = tables
  const present = presentIn(open.rests)
  if (cells.length === 0 || !rhythm.shaped || slots < 4 || present < FULL * slots) return rhythm
  const said = saidBy(tables, open.rests, present)
  const moved = cells.slice()
  const own = profileOf(moved, weekdayOf(open.day), slots)
  const today = momentsOf(own, said)
  const shares: number[] = []
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const share = shareOf(rhythm, open.day, weekday)
    shares.push(share)
    if (copyAlike(cells, moved, weekday, slots, shares)) continue
    const profile = profileOf(moved, weekday, slots)
    const [stretch, shift] = ledBy(today, momentsOf(profile, said))
    const from = weekday * slots
    for (let slot = 0; slot < slots; slot += 1) {
      const led = stretch * (profile.sizes[slot] as number) + shift * (profile.slopes[slot] as number)
      const rest = open.rests[slot] === NONE ? 0 : share * (CELL * (said.rests[slot] as number) - led)
      moved[from + slot] = Math.floor((moved[from + slot] as number) + FOLLOWED * led + rest + 0.5)
    }
  }
  return { ...rhythm, cells: moved, learned: learnedWith(rhythm, open.day) }
}

/** Where an earlier weekday had the same cells, and a rest counts for as much in it, what it has come to is what this one comes to. */
function copyAlike(
  cells: readonly number[],
  moved: number[],
  weekday: number,
  slots: number,
  shares: readonly number[],
): boolean {
  const from = weekday * slots
  for (let earlier = 0; earlier < weekday; earlier += 1) {
    if (shares[earlier] !== shares[weekday]) continue
    const by = (earlier - weekday) * slots
    let slot = from
    while (slot < from + slots && cells[slot] === cells[slot + by]) slot += 1
    if (slot < from + slots) continue
    for (let cell = from; cell < from + slots; cell += 1) moved[cell] = moved[cell + by] as number
    return true
  }
  return false
}

/** What a day says, by slot: its rests about their level, in sigma, and the weight of each. */
interface Said {
  readonly rests: readonly number[]
  readonly weights: readonly number[]
}

/**
 * The rests are such that their mean in units of each slot's width is nothing: skewed noise leaves more on one side of any robust
 * location than on the other, and the cells would carry the level of the series away with it, day by day.
 */
function saidBy(tables: Tables, given: readonly number[], present: number): Said {
  const { slots } = tables
  const weights = doubles(slots)
  const rests = weights.slice()
  for (let slot = 0; slot < slots; slot += 1)
    weights[slot] = given[slot] === NONE ? 0 : 1 / loudnessOf(tables, slot) ** 2
  const level = locate(given, weights)
  let sum = 0
  for (let slot = 0; slot < slots; slot += 1) {
    if (given[slot] === NONE) continue
    const scaled = ((given[slot] as number) * PER_REST - level) / loudnessOf(tables, slot)
    rests[slot] = scaled
    sum += scaled
  }
  const mean = sum / present
  for (let slot = 0; slot < slots; slot += 1)
    if (given[slot] !== NONE) rests[slot] = ((rests[slot] as number) - mean) * loudnessOf(tables, slot)
  return { rests, weights }
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

/** The profile of a weekday by slot, in its cells' unit: how far it is from its mean, and how it changes from slot to slot. */
interface Profile {
  readonly sizes: readonly number[]
  readonly slopes: readonly number[]
}

function profileOf(cells: readonly number[], weekday: number, slots: number): Profile {
  const from = weekday * slots
  let sum = 0
  for (let slot = 0; slot < slots; slot += 1) sum += cells[from + slot] as number
  const mean = sum / slots
  const sizes = doubles(slots)
  const slopes = sizes.slice()
  for (let slot = 0; slot < slots; slot += 1) {
    sizes[slot] = (cells[from + slot] as number) - mean
    const next = cells[from + (slot + 1 === slots ? 0 : slot + 1)] as number
    const before = cells[from + (slot === 0 ? slots - 1 : slot - 1)] as number
    slopes[slot] = 0.5 * (next - before)
  }
  return { sizes, slopes }
}

/** Sums of squares and products over a day: of the size of a weekday's profile, of its slope, and of the rests. */
interface Moments {
  readonly sizes: number
  readonly both: number
  readonly slopes: number
  readonly bySize: number
  readonly bySlope: number
}

function momentsOf(profile: Profile, { rests, weights }: Said): Moments {
  let [sizes, both, slopes, bySize, bySlope] = [0, 0, 0, 0, 0]
  for (let slot = 0; slot < rests.length; slot += 1) {
    const value = (profile.sizes[slot] as number) / CELL
    const slope = (profile.slopes[slot] as number) / CELL
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
    for (let slot = 0; slot < rests.length; slot += 1) {
      const rest = rests[slot] as number
      if (rest === NONE) continue
      const weight = weights[slot] as number
      sum += weight * Math.min(1.5, Math.max(-1.5, rest * PER_REST - level))
      total += weight
    }
    level += total > 0 ? sum / total : 0
  }
  return level
}
