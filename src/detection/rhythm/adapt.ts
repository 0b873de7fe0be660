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
/** No value yet. */
const NONE = 1e6
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
  return { day, rests: Array.from({ length: slots }, () => NONE) }
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
  const present = open.rests.filter(rest => rest !== NONE).length
  if (cells.length === 0 || !rhythm.shaped || slots < 4 || present < FULL * slots) return rhythm
  const kind = typeOf(rhythm.off, open.day)
  const weights = open.rests.map((rest, slot) => (rest === NONE ? 0 : 1 / loudnessOf(rhythm, slot) ** 2))
  const level = locate(open.rests, weights)
  const rests = open.rests.map(rest => (rest === NONE ? 0 : rest / REST - level))
  const [stretch, shift] = regress(ownShape(rhythm, weekdayOf(open.day)), rests, weights)
  const learned = rhythm.learned[kind] + 1
  const gain = Math.max(1 / (learned + 1), kind === 1 ? GAIN_OFF : GAIN)
  const own = rhythm.weekday > 0 ? Math.max(1 / (learned / 3 + 1), GAIN_OFF) : gain
  const others = gain * (1 - rhythm.weekday)
  const moved = cells.map((cell, index) => {
    const weekday = Math.floor(index / slots)
    const slot = index % slots
    const { value, slope } = shapeAt(rhythm, weekday, slot)
    const followed = FOLLOWED * (stretch * value + shift * slope)
    const same = typeOf(rhythm.off, weekday) === kind
    const share = weekday === weekdayOf(open.day) ? own : others
    const rest =
      same && open.rests[slot] !== NONE ? share * ((rests[slot] ?? 0) - stretch * value - shift * slope) : 0
    return Math.round(cell + CELL * (followed + rest))
  })
  return {
    ...rhythm,
    cells: moved,
    learned: kind === 0 ? [learned, rhythm.learned[1]] : [rhythm.learned[0], learned],
  }
}

interface Shape {
  value: number
  slope: number
}

function ownShape(rhythm: Rhythm, weekday: number): Shape[] {
  return Array.from({ length: rhythm.slots }, (_, slot) => shapeAt(rhythm, weekday, slot))
}

/** The profile of a weekday about its own level, and how it changes from slot to slot. */
function shapeAt({ cells, slots }: Rhythm, weekday: number, slot: number): Shape {
  const from = weekday * slots
  let sum = 0
  for (let index = 0; index < slots; index += 1) sum += cells[from + index] as number
  const next = cells[from + ((slot + 1) % slots)] as number
  const before = cells[from + ((slot + slots - 1) % slots)] as number
  return { value: ((cells[from + slot] as number) - sum / slots) / CELL, slope: (next - before) / (2 * CELL) }
}

/** Least squares of the rests on size and slope of the profile, with a ridge. */
function regress(
  shape: readonly Shape[],
  rests: readonly number[],
  weights: readonly number[],
): [number, number] {
  let [aa, ab, bb, ay, by] = [RIDGE, 0, RIDGE, 0, 0]
  for (const [slot, { value, slope }] of shape.entries()) {
    const weight = weights[slot] ?? 0
    const rest = Math.min(3, Math.max(-3, rests[slot] ?? 0))
    aa += weight * value * value
    ab += weight * value * slope
    bb += weight * slope * slope
    ay += weight * value * rest
    by += weight * slope * rest
  }
  const below = aa * bb - ab * ab
  return below > 0 ? [(bb * ay - ab * by) / below, (aa * by - ab * ay) / below] : [0, 0]
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
      sum += weight * Math.min(1.5, Math.max(-1.5, rest / REST - level))
      total += weight
    }
    level += total > 0 ? sum / total : 0
  }
  return level
}
