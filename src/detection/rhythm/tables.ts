// What is asked of a rhythm at every point, in lists that are read fast: those of a rhythm itself may be frozen, which is slow.
import type { LocalPlace } from './clock.ts'
import { weekdayOf } from './clock.ts'
import { typeOf } from './day-types.ts'
import { CELL, type Rhythm, shapeError, WIDTH } from './rhythm.ts'

export interface Tables {
  readonly slots: number
  /** As in the rhythm. */
  readonly cells: readonly number[]
  readonly widths: readonly number[]
  /** How many times as wide as the noise the difference from the profile is, by type of day. */
  readonly doubt: readonly [number, number]
  readonly off: Rhythm['off']
}

const made = new WeakMap<Rhythm, Tables>()

/** The same for as long as the rhythm is. */
export function tablesOf(rhythm: Rhythm): Tables {
  return made.get(rhythm) ?? make(rhythm)
}

function make(rhythm: Rhythm): Tables {
  const { slots, off } = rhythm
  const doubt = (type: 0 | 1): number => Math.sqrt(1 + shapeError(rhythm, type))
  const tables = {
    slots,
    off,
    cells: unfrozen(rhythm.cells),
    widths: unfrozen(rhythm.widths),
    doubt: [doubt(0), doubt(1)] as const,
  }
  made.set(rhythm, tables)
  return tables
}

function unfrozen(list: readonly number[]): readonly number[] {
  return Object.isFrozen(list) ? Array.from(list) : list.slice()
}

/** Offset of a point from the level, in the baseline's sigma. */
export function offsetOf({ cells, slots }: Tables, { day, slot }: LocalPlace): number {
  return cells.length === 0 ? 0 : (cells[weekdayOf(day) * slots + slot] as number) / CELL
}

export function loudnessOf({ widths }: Tables, slot: number): number {
  return widths.length === 0 ? 1 : (widths[slot] as number) / WIDTH
}

/** An hour so many times as loud as either neighbour is loud by itself: what happens there does not last. */
const ALONE = 1.5

/** What share of a surprise at an hour enters the memory. */
export function trustOf({ widths, slots }: Tables, slot: number): number {
  if (widths.length === 0) return 1
  const own = widths[slot] as number
  const after = widths[slot + 1 === slots ? 0 : slot + 1] as number
  const before = widths[slot === 0 ? slots - 1 : slot - 1] as number
  const next = Math.max(after, before)
  return own > ALONE * next ? (next / own) ** 2 : 1
}

/** How many times as wide as usual the difference from the profile is at a point. */
export function widthOf(tables: Tables, { day, slot }: LocalPlace): number {
  return loudnessOf(tables, slot) * tables.doubt[typeOf(tables.off, day)]
}
