// The rhythm of one series as it is kept: offsets by hour of the week, how loud each hour is, and how sure all that is.
import type { DaysOff } from './day-types.ts'
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

/** A cell is in thousandths, a width in hundredths. */
export const CELL = 1000
export const WIDTH = 100

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

/** Squared standard error of the shape of a type of day, learned from so many days, in units of the noise. */
export function shapeError({ shaped, learned, weekday }: Rhythm, type: 0 | 1): number {
  if (!shaped) return 0
  const own = Math.max(1, learned[type])
  const same = Math.max(1, (learned[0] + learned[1]) / 7)
  const share = weekday * weekday
  return (1 - share) / own + share / same
}

/** Squared standard error of the level, in those of one of `count` points: the two types of day have each their own. */
export function levelErrorShare({ levels, learned }: Rhythm): number {
  if (levels === 0) return 1
  return learned[0] + learned[1] >= 14 ? 1.5 : 2
}
