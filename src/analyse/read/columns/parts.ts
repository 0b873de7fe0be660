// A time that stands in several columns: a date and a clock or an hour, a year and a month, a week or a quarter.
import { monthNumber } from '../times/months.ts'
import { type Column, repeats } from './column.ts'

/** The columns of a time, and its parts as one text that is read as any other. */
export interface TimeParts {
  places: number[]
  join(cells: readonly string[]): string
}

type Part = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute'

const NAMES: Readonly<Record<Part, RegExp>> = {
  year: /^(year|yr|yyyy|jahr|ann[ée]e|a[ñn]o|anno|ano|jaar)$/i,
  quarter: /^(quarter|qtr|q|quartal|trimestre|kwartaal)$/i,
  month: /^(month|mon|mm|monat|mois|mes|m[êe]s|mese|maand)$/i,
  week: /^(week|wk|kw|iso_?week|week_?(no|nr|number|of_year)|kalenderwoche|woche|semaine|semana|settimana)$/i,
  day: /^(day|dom|dd|day_?of_?month|tag|jour|d[ií]a|giorno|dag)$/i,
  hour: /^(hour|hr|hh|hour_?(of_?day|ending)|he|stunde|heure|hora|ora|uur|std)$/i,
  minute: /^(minute|min|minuto?|mi)$/i,
}
const CLOCK_NAME = /time|uhr|zeit|heure|hora|clock|hour|stunde|^(hh|ora)/i
const RANGES: Readonly<Record<Part, readonly [number, number]>> = {
  year: [1500, 2199],
  quarter: [1, 4],
  month: [1, 12],
  week: [1, 53],
  day: [1, 31],
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
  const clock = table.find(column => column.clock && (again || CLOCK_NAME.test(column.name)))
  if (clock !== undefined) {
    return { places: [date.place, clock.place], join: ([day, at]) => `${day} ${at}` }
  }
  const hour = again ? partOf(table, 'hour') : undefined
  if (hour === undefined) return null
  const minute = partOf(table, 'minute')
  const places = [date, hour, ...(minute === undefined ? [] : [minute])].map(({ place }) => place)
  return { places, join: ([day = '', ...at]) => `${day}${clockOf(at)}` }
}

function calendarParts(table: readonly Column[]): TimeParts | null {
  const year = partOf(table, 'year')
  if (year === undefined) return null
  const month = partOf(table, 'month')
  if (month === undefined) return weekOrQuarter(year, table)
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

function weekOrQuarter(year: Column, table: readonly Column[]): TimeParts | null {
  const week = partOf(table, 'week')
  const part = week ?? partOf(table, 'quarter')
  if (part === undefined) return null
  const letter = week === undefined ? 'Q' : 'W'
  return {
    places: [year.place, part.place],
    join: ([y = '', p = '']) =>
      `${y}-${letter}${week === undefined ? p.replace(/^q/i, '') : two(p.replace(/^(w|kw) ?/i, ''))}`,
  }
}

/** The column of a part, by its name and by all of its cells being such. */
function partOf(table: readonly Column[], part: Part): Column | undefined {
  const [least, most] = RANGES[part]
  const can = (cell: string): boolean => {
    if (part === 'month' && monthNumber(cell.replace(/\.$/, '')) > 0) return true
    const digits = part === 'quarter' ? cell.replace(/^q/i, '') : cell.replace(/^(w|kw) ?/i, '')
    return /^\d{1,4}$/.test(digits) && Number(digits) >= least && Number(digits) <= most
  }
  return table.find(
    ({ name, cells }) => NAMES[part].test(name.trim()) && cells.length > 0 && cells.every(can),
  )
}

function clockOf([hour, minute = '00']: readonly string[]): string {
  return hour === undefined ? '' : ` ${two(hour)}:${two(minute)}`
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}
