// A time that stands in several columns: a date and a clock or an hour, a year and a month, a week or a quarter.
import { monthNumber } from '../times/months.ts'
import { type Column, repeats } from './column.ts'

/** The columns of a time, and its parts as one text that is read as any other. */
export interface TimeParts {
  places: number[]
  join(cells: readonly string[]): string
}

type Part = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'day of the year' | 'hour' | 'minute'

const NAMES: Readonly<Record<Part, RegExp>> = {
  year: /^(year|yr|yyyy|jahr|ann[ée]e|a[ñn]o|anno|ano|jaar)$/i,
  quarter: /^(quarter|qtr|q|quartal|trimestre|kwartaal)$/i,
  month: /^(month|mon|mm|monat|mois|mes|m[êe]s|mese|maand)$/i,
  week: /^(week|wk|kw|iso_?week|week_?(no|nr|number|of_year)|kalenderwoche|woche|semaine|semana|settimana)$/i,
  day: /^(day|dom|dd|day_?of_?month|tag|jour|d[ií]a|giorno|dag)$/i,
  'day of the year': /^(doy|yday|jday|julian(_?day)?|day_?of_?year)$/i,
  hour: /^(hour|hr|hh|hour_?(of_?day|ending)|he|stunde|heure|hora|ora|uur|std)$/i,
  minute: /^(minute|min|minuto?|mi)$/i,
}
const CLOCK_NAME =
  /^(.*[^\p{L}])?(time|clock|hhmm|hour|uhr|uhrzeit|zeit|stunde|heure|hora|ora|time_?of_?day|(start|local|utc)_?time)$/iu
/** What is named so is how long something took. */
const TOOK_NAME =
  /(took|duration|elapsed|latency|dauer|dur[ée]e|duraci[óo]n|(run|response|wait|cpu|process(ing)?|queue|total|execution|build|load|lead|cycle)[^\p{L}]*time)$/iu
const RANGES: Readonly<Record<Part, readonly [number, number]>> = {
  year: [1500, 2199],
  quarter: [1, 4],
  month: [1, 12],
  week: [1, 53],
  day: [1, 31],
  'day of the year': [1, 366],
  hour: [0, 24],
  minute: [0, 59],
}

/** Null: no columns make up a time together. Columns of whole moments go before any parts. */
export function timeParts(table: readonly Column[]): TimeParts | null {
  if (table.some(({ dated, days }) => dated && !days)) return null
  const date = table.find(({ days }) => days)
  return date === undefined ? calendarParts(table) : dateAndClock(date, table)
}

/** A clock belongs to a date that comes again, or where its name says that it is one. */
function dateAndClock(date: Column, table: readonly Column[]): TimeParts | null {
  const again = repeats(date)
  const clock = table.find(
    column =>
      column.clock &&
      (isClockName(column.name) || (again && !TOOK_NAME.test(column.name.trim()) && runsOn(date, column))),
  )
  if (clock !== undefined) {
    return { places: [date.place, clock.place], join: ([day, at]) => `${day} ${at}` }
  }
  const hour = again ? partOf(table, 'hour') : undefined
  if (hour === undefined) return again ? dateAndDigits(date, table) : null
  const minute = partOf(table, 'minute')
  const places = [date, hour, ...(minute === undefined ? [] : [minute])].map(({ place }) => place)
  return { places, join: ([day = '', ...at]) => `${day}${clockOf(at)}` }
}

function isClockName(name: string): boolean {
  return CLOCK_NAME.test(name.trim()) && !TOOK_NAME.test(name.trim())
}

/** Whether the clock of a day only goes on, or in rows that begin with the newest only back, as no duration does. */
function runsOn(date: Column, { cells }: Column): boolean {
  const steps = date.cells.flatMap((day, k) => {
    const [before, now] = [cells[k - 1], cells[k]]
    return day === date.cells[k - 1] && before !== undefined && now !== undefined
      ? [now.padStart(8, '0') > before.padStart(8, '0')]
      : []
  })
  return steps.every(Boolean) || !steps.some(Boolean)
}

/** A clock in digits, as 530 for 05:30. */
function dateAndDigits(date: Column, table: readonly Column[]): TimeParts | null {
  const isClock = (cell: string): boolean => /^([01]?\d|2[0-3])?[0-5]?\d$/.test(cell)
  const digits = table.find(
    ({ name, place, cells, whole }) =>
      whole &&
      place !== date.place &&
      CLOCK_NAME.test(name) &&
      cells.every(isClock) &&
      cells.some(cell => cell.length > 2),
  )
  if (digits === undefined) return null
  return {
    places: [date.place, digits.place],
    join: ([day, at = '']) => `${day} ${at.padStart(4, '0').replace(/..$/, ':$&')}`,
  }
}

function calendarParts(table: readonly Column[]): TimeParts | null {
  const year = partOf(table, 'year')
  if (year === undefined) return null
  const month = partOf(table, 'month')
  if (month === undefined) return withinYear(year, table)
  const day = partOf(table, 'day')
  const clock = day === undefined ? undefined : table.find(column => column.clock)
  const hour = day === undefined ? undefined : partOf(table, 'hour')
  const minute = hour === undefined ? undefined : partOf(table, 'minute')
  const rest = clock === undefined ? [hour, minute] : [clock]
  const columns = [year, month, day, ...rest].filter(column => column !== undefined)
  return {
    places: columns.map(({ place }) => place),
    join: ([y = '', m = '', d = '01', ...at]) => {
      const number = /^\d+$/.test(m) ? m : String(monthNumber(m))
      return `${y}-${two(number)}-${two(d)}${clock === undefined ? clockOf(at) : ` ${at[0]}`}`
    },
  }
}

/** A year with a week, a quarter, or a day of the year. */
function withinYear(year: Column, table: readonly Column[]): TimeParts | null {
  for (const [part, written] of WITHIN_YEAR) {
    const column = partOf(table, part)
    if (column === undefined) continue
    return {
      places: [year.place, column.place],
      join: ([y = '', p = '']) => `${y}-${written(bareNumber(p))}`,
    }
  }
  return null
}

const WITHIN_YEAR = [
  ['week', (number: string) => `W${two(number)}`],
  ['quarter', (number: string) => `Q${number}`],
  ['day of the year', (number: string) => number.padStart(3, '0')],
] as const

/** The column of a part, by its name and by all of its cells being such. */
function partOf(table: readonly Column[], part: Part): Column | undefined {
  const [least, most] = RANGES[part]
  const can = (cell: string): boolean => {
    if (part === 'month' && monthNumber(cell.replace(/\.$/, '')) > 0) return true
    const digits = bareNumber(cell)
    return /^\d{1,4}$/.test(digits) && Number(digits) >= least && Number(digits) <= most
  }
  return table.find(
    ({ name, cells }) => NAMES[part].test(name.trim()) && cells.length > 0 && cells.every(can),
  )
}

/** The number of Q1, W05 or KW 5. */
function bareNumber(cell: string): string {
  return cell.replace(/^(q|w|kw) ?(?=\d)/i, '')
}

function clockOf([hour, minute = '00']: readonly string[]): string {
  return hour === undefined ? '' : ` ${two(hour)}:${two(minute)}`
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}
