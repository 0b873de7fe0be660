// Which column of a table holds the time and which the value, when nobody says.
import { readMoment } from '../times/moments.ts'
import { isMissing, isNumber } from '../numbers/numbers.ts'
import { listed, quoted } from '../quote.ts'

export interface Columns {
  /** Place of the time column; null: the rows are only counted. */
  time: number | null
  value: number
  /** What was chosen by a rule though there was a choice. */
  notes: string[]
}

export interface Wanted {
  /** Names of the columns; null: found by name or content. `none` as the time only counts the rows. */
  time: string | null
  value: string | null
}

const TIME_NAMES =
  /^[^\p{L}]*(t|ts|at|time|times|timestamp|date|datetime|ds|day|week|month|year|hour|minute|created_at|recorded_at|index|i)([^\p{L}].*)?$/iu
const VALUE_NAMES = /^_?(v|y|val|value|values|raw|metric)$/i
const NO_TIME = 'none'

/**
 * Chooses by name where one is given (else an error says which there are), then by the usual names, then by
 * content: the time is a column of dates, or the first of two columns of numbers; the value is the first other with numbers.
 * Throws RangeError where a column may hold times that cannot be read, rather than pass over it.
 */
export function chooseColumns(
  names: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  wanted: Wanted,
): Columns {
  const table = describeColumns(names, rows)
  const value = wanted.value === null ? null : named(names, wanted.value, '--value')
  const time = timeColumn(table, wanted.time, value)
  if (time !== null && wanted.time === null) refuseTwins(names, time, '--time')
  if (value !== null) return { time, value, notes: [] }
  const chosen = valueColumn(table, time)
  refuseTwins(names, chosen.value, '--value')
  return { time, ...chosen }
}

interface Column {
  name: string
  place: number
  cells: string[]
  numeric: boolean
  dated: boolean
}

function describeColumns(names: readonly string[], rows: ReadonlyArray<readonly string[]>): Column[] {
  return names.map((name, place) => {
    const cells = rows.map(row => row[place] ?? '').filter(cell => !isMissing(cell))
    const numeric = cells.length > 0 && cells.every(cell => isNumber(cell))
    const dated = cells.length > 0 && !numeric && cells.every(cell => readMoment(cell) !== null)
    return { name, place, cells, numeric, dated }
  })
}

function timeColumn(table: readonly Column[], wanted: string | null, value: number | null): number | null {
  const names = table.map(({ name }) => name)
  if (wanted === NO_TIME && !names.includes(NO_TIME)) return null
  if (wanted !== null) return named(names, wanted, '--time')
  const free = table.filter(({ place }) => place !== value)
  const chosen = free.find(({ name }) => TIME_NAMES.test(name)) ?? free.find(({ dated }) => dated)
  if (chosen !== undefined) return table.length === 1 && chosen.numeric ? null : chosen.place
  const [first, second] = table
  if (value === null && table.length === 2 && first?.numeric === true && second?.numeric === true) return 0
  const unread = free.find(column => mayBeTimes(column))
  if (unread !== undefined) {
    throw new RangeError(
      `column ${quoted(unread.name)} may hold times that cannot be read, such as ${quoted(unread.cells[0] ?? '')}: --time names another column, --time none only counts the rows`,
    )
  }
  return null
}

/** Words that never repeat and hold digits are as likely times as names. */
function mayBeTimes({ cells, numeric, dated }: Column): boolean {
  if (numeric || dated || cells.length < 2) return false
  return new Set(cells).size === cells.length && cells.every(cell => /\d.*\d/.test(cell))
}

function valueColumn(table: readonly Column[], time: number | null): { value: number; notes: string[] } {
  const others = table.filter(({ place }) => place !== time)
  const numeric = others.filter(column => column.numeric)
  const usual = numeric.find(({ name }) => VALUE_NAMES.test(name))
  if (usual !== undefined) return { value: usual.place, notes: [] }
  const telling = numeric.filter(column => !isCounter(column))
  const candidates = telling.length > 0 ? telling : numeric
  const fallback = table.length === 1 ? table[0] : others.find(({ name }) => VALUE_NAMES.test(name))
  const chosen = candidates[0] ?? fallback
  if (chosen === undefined) {
    throw new RangeError(
      `no column of numbers among ${listed(table.map(({ name }) => name))}. Say which with --value`,
    )
  }
  const rest = numeric.filter(({ place }) => place !== chosen.place).map(({ name }) => name)
  const note = `read column ${quoted(chosen.name)}; --value chooses among ${listed(rest)}`
  return { value: chosen.place, notes: rest.length > 0 ? [note] : [] }
}

/** Numbers that count up by one are the names of rows. */
function isCounter({ cells }: Column): boolean {
  return cells.length > 2 && cells.every((cell, k) => k === 0 || Number(cell) - Number(cells[k - 1]) === 1)
}

/** A column is named by its name, or where no other bears it by its place: `column 2`. */
function named(names: readonly string[], name: string, option: string): number {
  const place = names.indexOf(name)
  if (place >= 0) {
    refuseTwins(names, place, option)
    return place
  }
  const at = Number(/^column ([1-9]\d*)$/.exec(name)?.[1]) - 1
  if (at < names.length) return at
  throw new RangeError(`there is no column ${quoted(name)}, only ${listed(names)}`)
}

/** Throws where the name of the chosen column is that of another as well. */
function refuseTwins(names: readonly string[], place: number, option: string): void {
  const name = names[place] ?? ''
  const twins = names.flatMap((one, i) => (one === name ? [`"column ${i + 1}"`] : []))
  if (twins.length < 2) return
  throw new RangeError(
    `${twins.length} columns are named ${quoted(name)}: say which with ${option} ${twins.join(' or ')}`,
  )
}
