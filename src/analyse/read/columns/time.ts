// Which column holds the time, or which hold its parts, when nobody says.
import { listed, quoted } from '../quote.ts'
import { type Column, named, refuseTwins } from './column.ts'
import { type TimeParts, timeParts } from './parts.ts'

export interface TimeChoice extends TimeParts {
  name: string
  notes: string[]
}

const TIME_NAMES =
  /^[^\p{L}]*(t|ts|at|time|times|timestamp|date|datetime|ds|day|week|month|year|hour|minute|created_at|recorded_at|index|i|datum|zeit|fecha|jour|mois|monat)([^\p{L}].*)?$/iu
const NO_TIME = 'none'
/** Numbers from here on may be Unix times. */
const UNIX = 1e8

/**
 * Null: the rows are only counted. By name where one is given, `date+hour` for several; else the parts of a calendar, a usual name, or
 * a column of dates. Throws RangeError where a column may hold times that cannot be read.
 */
export function timeColumns(
  table: readonly Column[],
  wanted: string | null,
  value: number | null,
): TimeChoice | null {
  const names = table.map(({ name }) => name)
  if (wanted === NO_TIME && !names.includes(NO_TIME)) return null
  if (wanted !== null) return wantedTime(table, wanted)
  const free = table.filter(({ place }) => place !== value)
  const parts = timeParts(free)
  if (parts !== null) {
    const whole = parts.places.map(place => names[place] ?? '')
    return {
      ...parts,
      name: whole.join('+'),
      notes: [`the time is read from ${whole.map(quoted).join(' and ')} together`],
    }
  }
  const chosen =
    free.find(({ name, clock }) => TIME_NAMES.test(name) && !clock) ?? free.find(({ dated }) => dated)
  if (chosen !== undefined) {
    if (table.length === 1 && chosen.numeric) return null
    refuseTwins(names, chosen.place, '--time')
    return { ...alone(chosen), notes: notesOf(chosen, free) }
  }
  const pair = value === null ? ofTwoNumbers(table) : null
  if (pair !== null) return alone(pair)
  refuseUnread(free)
  return null
}

function alone({ name, place }: Column): TimeChoice {
  return { name, places: [place], join: ([cell = '']) => cell, notes: [] }
}

function wantedTime(table: readonly Column[], wanted: string): TimeChoice {
  const names = table.map(({ name }) => name)
  const parted = names.includes(wanted) ? [wanted] : wanted.split('+').map(name => name.trim())
  const columns = parted.map(name => table[named(names, name, '--time')] as Column)
  const [first] = columns
  if (columns.length === 1 && first !== undefined) return alone(first)
  const parts = timeParts(columns)
  const places = columns.map(({ place }) => place)
  const plain = { places, join: (cells: readonly string[]) => cells.join(' ') }
  return { ...(parts?.places.length === columns.length ? parts : plain), name: parted.join('+'), notes: [] }
}

function notesOf(chosen: Column, free: readonly Column[]): string[] {
  const others = free.filter(
    ({ dated, place, name }) => dated && place !== chosen.place && !name.startsWith('_'),
  )
  if (others.length === 0) return []
  return [
    `the time is read from ${quoted(chosen.name)}; --time chooses among ${listed(others.map(({ name }) => name))}`,
  ]
}

/** Of two columns of numbers the one that may be Unix times, else the first. */
function ofTwoNumbers(table: readonly Column[]): Column | null {
  const [first, second, ...more] = table
  if (more.length > 0 || first?.numeric !== true || second?.numeric !== true) return null
  const mayBeUnix = ({ cells }: Column): boolean =>
    cells.every((cell, k) => Number(cell) >= UNIX && (k === 0 || Number(cell) > Number(cells[k - 1])))
  return mayBeUnix(second) && !mayBeUnix(first) ? second : first
}

/** Throws where words never repeat and hold digits: they are as likely times as names. */
function refuseUnread(free: readonly Column[]): void {
  const remedy = '--time names another column, --time none only counts the rows'
  const ofDay = free.find(({ name, clock }) => clock && TIME_NAMES.test(name))
  if (ofDay !== undefined) {
    throw new RangeError(
      `column ${quoted(ofDay.name)} holds times of day without a date, such as ${quoted(ofDay.cells[0] ?? '')}: ${remedy}`,
    )
  }
  const unread = free.find(
    ({ cells, numeric, clock }) =>
      !numeric &&
      !clock &&
      cells.length >= 2 &&
      new Set(cells).size === cells.length &&
      cells.every(cell => /\d.*\d/.test(cell)),
  )
  if (unread === undefined) return
  throw new RangeError(
    `column ${quoted(unread.name)} may hold times that cannot be read, such as ${quoted(unread.cells[0] ?? '')}: ${remedy}`,
  )
}
