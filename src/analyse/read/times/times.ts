// Reads the time column as a whole: one cell may settle what others leave open, such as the order of day and month.
import type { Millis } from '../../../core/clock.ts'
import { Growing } from '../growing.ts'
import { printable, quoted } from '../quote.ts'
import { type DigitShape, serialDay, shapeOf, spelledOut, UNIX } from './digits.ts'
import { readMoment } from './moments.ts'
import { areMonthsOfYears, monthOfYear } from './months.ts'
import { momentsInZone } from './zone.ts'

/** How a column of times is written: as moments, or as plain numbers that only order the rows. */
export type TimeKind = 'moment' | 'number'

/** The order of numeric dates, the unit of Unix times, or numbers that only order the rows. */
export const TIME_FORMATS = [
  'dmy',
  'mdy',
  'ymd',
  's',
  'ms',
  'us',
  'ns',
  'min',
  'h',
  'd',
  'excel',
  'number',
] as const
export type TimeFormat = (typeof TIME_FORMATS)[number]

export interface TimeOptions {
  /** Null: shown by the column itself, or asked for. */
  format: TimeFormat | null
  /** Zone of times that name none; null: UTC. */
  zone: string | null
}

const LAYOUT = 'yyyymmddHHMMSSsss'
const NUMERIC_FORMATS = 's, min, h, d, excel, ymd'
const SUM = /total|sum|summe|gesamt|som[am]e?|average|mean|avg|mittel/i
const NUMBER = /^[+-]?\d+(\.\d+)?$/
export interface Times {
  times: Float64Array
  kind: TimeKind
  notes: string[]
}

interface Cell {
  cell: string
  line: number
}

/** The cells of one column, in the order of the file. */
export class TimeColumn {
  readonly #name: string
  readonly #options: TimeOptions
  readonly #shape: DigitShape
  /** Whether cells such as Jan-20 are months of a year. */
  readonly #months: boolean
  readonly #dayFirst = new Growing()
  /** Filled only from the first date on that reads otherwise with the month first. */
  #monthFirst: Growing | null = null
  #kind: TimeKind | null = null
  /** The first cell of digits alone. */
  #first: string | null = null
  #zone: string | null = null
  #clock: Cell | null = null
  #open: Cell | null = null
  #onlyDayFirst: Cell | null = null
  #onlyMonthFirst: Cell | null = null

  /** `sample`: the first cells, by which numbers such as 1998 or 202601311200 are known as years or moments. */
  constructor(name: string, sample: readonly string[], options: TimeOptions) {
    this.#name = name
    this.#options = options
    this.#shape = chosenShape(options.format, name, sample)
    this.#months = areMonthsOfYears(sample.filter(cell => cell !== ''))
  }

  read(cell: string, line: number): void {
    if (!NUMBER.test(cell)) {
      this.#moment(this.#months ? monthOfYear(cell) : cell, { cell, line })
      return
    }
    this.#first ??= cell
    if (this.#shape === 'digits') this.#moment(spelledOut(cell), { cell, line })
    else if (this.#shape === 'excel') this.#serial({ cell, line })
    else this.#number(Number(cell), { cell, line })
  }

  finish(): Times {
    const dayFirst = this.#isDayFirst()
    const readings = dayFirst || this.#monthFirst === null ? this.#dayFirst : this.#monthFirst
    const months = this.#months ? [`the times in ${quoted(this.#name)} are read as months and years`] : []
    const notes = [...months, ...this.#shapeNotes(), ...this.#orderNotes(dayFirst)]
    const { zone } = this.#options
    const local = this.#kind === 'moment' && this.#zone !== null && this.#zone !== 'given'
    if (!local || this.#clock === null || zone === null) {
      if (local && this.#clock !== null) {
        notes.push(
          `the times in ${quoted(this.#name)} name no zone and are taken as UTC; --zone names another`,
        )
      }
      return { times: readings.numbers(), kind: this.#kind ?? 'number', notes }
    }
    const { times, skipped } = momentsInZone(zone, readings.numbers())
    if (skipped > 0)
      notes.push(`${skipped} time(s) are ones that the clocks of ${zone} skip; taken as an hour later`)
    return { times, kind: 'moment', notes }
  }

  #number(value: number, { cell, line }: Cell): void {
    const { format } = this.#options
    const unit =
      UNIX.find(each => each.format === format) ??
      (format === null ? UNIX.find(each => Math.abs(value) >= each.from) : undefined)
    if (format === 'dmy' || format === 'mdy') this.#refuse({ cell, line }, `is no date as ${format}`)
    this.#isKind(unit === undefined ? 'number' : 'moment', { cell, line })
    this.#isZone('given', { cell, line })
    this.#push(value * (unit?.millis ?? 1), value * (unit?.millis ?? 1))
  }

  #moment(text: string, { cell, line }: Cell): void {
    const moment = readMoment(text)
    if (moment === null) this.#refuse({ cell, line }, 'is no time that can be read')
    const { dayFirst, monthFirst, zone, clock } = moment
    this.#isKind('moment', { cell, line })
    if (zone !== 'given' && zone !== 'none' && this.#options.zone === null) {
      this.#refuse({ cell, line }, `names the zone ${zone}, which is no offset: say which it is with --zone`)
    }
    this.#isZone(zone === 'given' ? 'given' : 'none', { cell, line })
    if (clock) this.#clock ??= { cell, line }
    if (dayFirst !== monthFirst) {
      if (Number.isNaN(monthFirst)) this.#onlyDayFirst ??= { cell, line }
      else if (Number.isNaN(dayFirst)) this.#onlyMonthFirst ??= { cell, line }
      else this.#open ??= { cell, line }
      this.#refuseMixed({ cell, line })
    }
    this.#push(dayFirst, monthFirst)
  }

  #serial({ cell, line }: Cell): void {
    this.#isKind('moment', { cell, line })
    this.#isZone('none', { cell, line })
    if (cell.includes('.')) this.#clock ??= { cell, line }
    const at = serialDay(Number(cell))
    this.#push(at, at)
  }

  #push(dayFirst: Millis, monthFirst: Millis): void {
    if (dayFirst !== monthFirst && this.#monthFirst === null) {
      this.#monthFirst = new Growing()
      for (const value of this.#dayFirst.numbers()) this.#monthFirst.push(value)
    }
    this.#dayFirst.push(dayFirst)
    this.#monthFirst?.push(monthFirst)
  }

  #isKind(kind: TimeKind, at: Cell): void {
    this.#kind ??= kind
    if (this.#kind !== kind) this.#refuse(at, 'is not written as the times before it')
  }

  #isZone(zone: string, at: Cell): void {
    this.#zone ??= zone
    if (this.#zone === zone) return
    this.#refuse(
      at,
      zone === 'given' ? 'has a zone, the times before it none' : 'has no zone, the times before it have one',
    )
  }

  #refuse({ cell, line }: Cell, why: string): never {
    const remedy = why.startsWith('is no time') ? remedyFor(cell, this.#dayFirst.length) : ''
    throw new RangeError(`line ${line}: ${quoted(cell)} in ${printable(this.#name)} ${why}${remedy}`)
  }

  #refuseMixed(at: Cell): void {
    const { format } = this.#options
    if (format === 'mdy' && this.#onlyDayFirst !== null) this.#refuse(at, 'is no date as month/day/year')
    if (format === 'dmy' && this.#onlyMonthFirst !== null) this.#refuse(at, 'is no date as day/month/year')
    const other = at.cell === this.#onlyDayFirst?.cell ? this.#onlyMonthFirst : this.#onlyDayFirst
    if (this.#onlyDayFirst !== null && this.#onlyMonthFirst !== null && other !== null) {
      this.#refuse(
        at,
        `and ${quoted(other.cell)} on line ${other.line} have day and month in different orders`,
      )
    }
  }

  #isDayFirst(): boolean {
    const { format } = this.#options
    if (format === 'dmy' || format === 'mdy') return format === 'dmy'
    if (this.#onlyDayFirst !== null || this.#onlyMonthFirst !== null) return this.#onlyDayFirst !== null
    if (this.#open === null) return true
    // Dates with points are written with the day first wherever they are in use.
    if (/^\d{1,2}\./.test(this.#open.cell)) return true
    throw new RangeError(
      `line ${this.#open.line}: ${quoted(this.#open.cell)} in ${printable(this.#name)} may be day/month/year or month/day/year, and no other date settles it: say which with --time-format dmy or --time-format mdy`,
    )
  }

  #shapeNotes(): string[] {
    const name = quoted(this.#name)
    const [first = 0, second = 0] = this.#dayFirst.numbers()
    if (this.#options.format !== null || this.#first === null) return []
    const cell = quoted(this.#first)
    if (this.#shape === 'excel')
      return [
        `${cell} and its like in ${name} are read as days of a spreadsheet; --time-format number only orders the rows by them`,
      ]
    if (this.#shape === 'digits' && this.#first.length > 4 && this.#first.length !== 8)
      return [
        `${cell} and its like in ${name} are read as ${LAYOUT.slice(0, this.#first.length)}; --time-format s, ms or number says otherwise`,
      ]
    const counted = first <= 1 && second === first + 1
    return this.#kind === 'number' && !counted
      ? [`the numbers in ${name} only order the rows; --time-format says what they are: ${NUMERIC_FORMATS}`]
      : []
  }

  #orderNotes(dayFirst: boolean): string[] {
    if (this.#options.format !== null || this.#open === null) return []
    const settled = dayFirst ? this.#onlyDayFirst : this.#onlyMonthFirst
    const order = dayFirst ? 'day, month, year' : 'month, day, year'
    const why = settled === null ? 'as dates with points are' : `as ${quoted(settled.cell)} can only be`
    return [`the dates in ${quoted(this.#name)} are read as ${order}, ${why}; --time-format says otherwise`]
  }
}

/** What to do about a cell that is no time, after so many that were. */
function remedyFor(cell: string, read: number): string {
  if (/^\d(\.\d+)?e\+?\d+$/i.test(cell)) return ': it is rounded, write all of its digits'
  if (read === 0) return '. --time names another column, --time none only counts the rows'
  if (cell === '') return ': leave out the rows that have none'
  return SUM.test(cell) ? ': leave out the rows that sum up others' : ''
}

function chosenShape(format: TimeFormat | null, name: string, sample: readonly string[]): DigitShape {
  if (format === 'ymd') return 'digits'
  if (format === 'excel') return 'excel'
  return format === null ? shapeOf(name, sample) : null
}
