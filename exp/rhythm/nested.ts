// The parts of a rhythm, each within the one before: hours, hours by type of day, hours by weekday; and the levels of the days.
import { medianOf } from '../../stats/median.ts'
import { type Component, component } from './components.ts'

/** Weekdays are told apart from two weeks on. */
const FOR_WEEKDAYS = 14
/** Noise alone passes for a shared shape once in a hundred series, for one of its own of each weekday once in a thousand. */
const SHAPE = 2.33
const WEEKDAY = 3.09
/** Two types of day are few: one in ten passes by chance, and the shrinking takes care of it. */
const CONTRAST = 1.28
const MAD_TO_SIGMA = 1.4826

export interface Parts {
  hour: Component
  type: Component
  weekday: Component
}

const NONE: Component = { means: [], kept: 0 }
export const EMPTY_PARTS: Parts = { hour: NONE, type: NONE, weekday: NONE }

export function nested(
  table: ReadonlyArray<readonly number[]>,
  types: readonly number[],
  weekdays: readonly number[],
): Parts {
  const hour =
    (table[0]?.length ?? 0) > 1
      ? component(
          table,
          table.map(() => 0),
          1,
          SHAPE,
        )
      : NONE
  const rest = less(table, () => hour.means[0])
  const type = (table[0]?.length ?? 0) > 1 ? component(rest, types, 2, SHAPE) : NONE
  const left = less(rest, index => type.means[types[index] ?? 0])
  const weekday =
    table.length >= FOR_WEEKDAYS && (table[0]?.length ?? 0) > 1 ? component(left, weekdays, 7, WEEKDAY) : NONE
  return { hour, type, weekday }
}

export function partsAt({ hour, type, weekday }: Parts, kind: number, day: number, slot: number): number {
  return (hour.means[0]?.[slot] ?? 0) + (type.means[kind]?.[slot] ?? 0) + (weekday.means[day]?.[slot] ?? 0)
}

/** What the days of either type, and each weekday, lie above the others, as far as it is more than noise. */
export function nestedLevels(
  levels: readonly number[],
  types: readonly number[],
  weekdays: readonly number[],
): { at(type: number, weekday: number): number; learned: number } {
  const center = locate(levels)
  const table = levels.map(level => [level - center])
  const both = types.includes(0) && types.includes(1)
  const type = both ? component(table, types, 2, CONTRAST) : NONE
  const rest = less(table, index => type.means[types[index] ?? 0])
  const weekday = levels.length >= FOR_WEEKDAYS ? component(rest, weekdays, 7, SHAPE) : NONE
  return {
    at: (kind, day) => (type.means[kind]?.[0] ?? 0) + (weekday.means[day]?.[0] ?? 0),
    learned: (type.kept > 0 ? 1 : 0) + (weekday.kept > 0 ? 6 : 0),
  }
}

/** The mean with what lies beyond two robust standard deviations about the median brought to there. */
export function locate(values: readonly number[]): number {
  const present = values.some(Number.isNaN) ? values.filter(value => !Number.isNaN(value)) : values
  const middle = medianOf(present)
  const far = 2 * MAD_TO_SIGMA * medianOf(present.map(value => Math.abs(value - middle)))
  if (!(far > 0)) return middle
  let sum = 0
  for (const value of present) sum += Math.min(middle + far, Math.max(middle - far, value))
  return sum / present.length
}

function less(
  table: ReadonlyArray<readonly number[]>,
  means: (row: number) => readonly number[] | undefined,
): number[][] {
  return table.map((row, index) => {
    const own = means(index)
    return row.map((value, column) => value - (own?.[column] ?? 0))
  })
}
