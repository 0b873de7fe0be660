// Which columns of a table hold the time, the value, and what may tell several series apart.
import { type Column, describeColumns, isFew, named, refuseTwins } from './column.ts'
import type { LabelColumn } from './labels.ts'
import { type TimeChoice, timeColumns } from './time.ts'
import { isNameOfRows, valueColumn } from './value.ts'

export interface Columns {
  /** Null: the rows are only counted. */
  time: TimeChoice | null
  value: number
  /** Columns that may tell several series apart, words first. */
  labels: LabelColumn[]
  /** What was chosen by a rule though there was a choice. */
  notes: string[]
}

/** Names of numbers that say when. */
const CALENDAR =
  /^(is_?)?(year|quarter|month|week|weekday|weekend|day|dow|day_?of_?(week|month|year)|doy|hour|minute|season|holiday)$/i

export interface Wanted {
  /** Names of the columns; null: found by name or content. `none` as the time only counts the rows. */
  time: string | null
  value: string | null
}

/**
 * Chooses by name where one is given (else an error says which there are), then by the usual names, then by
 * content: the time is a column of dates, or the first of two columns of numbers; the value is the first other of measures.
 * Throws RangeError where a column may hold times that cannot be read, rather than pass over it.
 */
export function chooseColumns(
  names: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  wanted: Wanted,
): Columns {
  const table = describeColumns(names, rows)
  const given = wanted.value === null ? null : named(names, wanted.value, '--value')
  const time = timeColumns(table, wanted.time, given)
  const places = time?.places ?? []
  const { value, notes } = given === null ? valueColumn(table, places) : { value: given, notes: [] }
  if (given === null) refuseTwins(names, value, '--value')
  const rest = table.filter(({ place }) => place !== value && !places.includes(place))
  return { time, value, labels: labelColumns(rest), notes: [...(time?.notes ?? []), ...notes] }
}

/** Words that are no times, then whole numbers that name rows, or are few, and are no part of a date. */
function labelColumns(rest: readonly Column[]): LabelColumn[] {
  const words = rest.filter(({ numeric, dated, clock }) => !numeric && !dated && !clock)
  const ids = rest.filter(
    column => ((column.whole && isNameOfRows(column)) || isFew(column)) && !CALENDAR.test(column.name),
  )
  return [...words, ...ids].map(({ name, place }) => ({ name, place }))
}
