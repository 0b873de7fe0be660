// The rhythm of one series as it is kept: offsets by hour of the week, how loud each hour is, and how sure all that is.
import type { LocalPlace } from './clock.ts'
import { weekdayOf } from './clock.ts'
import { type DaysOff, typeOf } from './day-types.ts'
import type { Profile } from './profile.ts'

/** Plain JSON. */
export interface Rhythm {
  readonly slots: number
  readonly off: DaysOff
  /** By weekday (from Thursday) and slot, in thousandths of the baseline's sigma; empty: none. */
  readonly cells: readonly number[]
  /** By slot, how many hundredths of the usual width its noise has; empty: all alike. */
  readonly widths: readonly number[]
  /** Days of either type that the shape rests on. */
  readonly learned: readonly [number, number]
  /** Share of each weekday's own shape in it. */
  readonly weekday: number
  readonly shaped: boolean
  readonly levels: number
}

const CELL = 1000
const WIDTH = 100

/** A profile in units of sigma, and widths by slot. */
export function rhythmOf(profile: Profile, sigma: number, widths: readonly number[]): Rhythm {
  const { slots, off, learned, weekday, shaped, levels } = profile
  const cells = profile.cells.map(cell => Math.round((cell / sigma) * CELL))
  return {
    slots,
    off,
    cells,
    widths: widths.map(width => Math.round(width * WIDTH)),
    learned,
    weekday,
    shaped,
    levels,
  }
}

/** Offset of a point from the level, in the baseline's sigma. */
export function offsetOf({ cells, slots }: Rhythm, { day, slot }: LocalPlace): number {
  return cells.length === 0 ? 0 : (cells[weekdayOf(day) * slots + slot] as number) / CELL
}

export function loudnessOf({ widths }: Rhythm, slot: number): number {
  return widths.length === 0 ? 1 : (widths[slot] as number) / WIDTH
}

/** An hour so many times as loud as either neighbour is loud by itself: what happens there does not last. */
const ALONE = 1.5

/** What share of a surprise at an hour enters the memory. */
export function trustOf({ widths, slots }: Rhythm, slot: number): number {
  if (widths.length === 0) return 1
  const own = widths[slot] as number
  const next = Math.max(widths[(slot + 1) % slots] as number, widths[(slot + slots - 1) % slots] as number)
  return own > ALONE * next ? (next / own) ** 2 : 1
}

/** Squared standard error of a shape learned from so many days, in units of the noise. */
function shapeError({ shaped, off, learned, weekday }: Rhythm, day: number): number {
  if (!shaped) return 0
  const own = Math.max(1, learned[typeOf(off, day)])
  const same = Math.max(1, (learned[0] + learned[1]) / 7)
  const share = weekday * weekday
  return (1 - share) / own + share / same
}

/** How many times as wide as usual the difference from the profile is at a point. */
export function widthOf(rhythm: Rhythm, { day, slot }: LocalPlace): number {
  if (!rhythm.shaped && rhythm.widths.length === 0) return 1
  return loudnessOf(rhythm, slot) * Math.sqrt(1 + shapeError(rhythm, day))
}

/** Squared standard error of the level, in those of one of `count` points: the two types of day have each their own. */
export function levelErrorShare({ levels, learned }: Rhythm): number {
  if (levels === 0) return 1
  return learned[0] + learned[1] >= 14 ? 1.5 : 2
}

export { CELL }
