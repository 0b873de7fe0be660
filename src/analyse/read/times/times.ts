// Reads the time column as a whole: one cell may settle what others leave open, such as the order of day and month.
import type { Millis } from '../../../core/clock.ts'
import { Growing } from '../growing.ts'
import { readMoment } from './moments.ts'
import { printable, quoted } from '../quote.ts'
import { momentsInZone } from './zone.ts'

/** How a column of times is written: as moments, or as plain numbers that only order the rows. */
export type TimeKind = 'moment' | 'number'

/** The order of numeric dates, the unit of Unix times, or numbers that only order the rows. */
export const TIME_FORMATS = ['dmy', 'mdy', 'ymd', 's', 'ms', 'us', 'ns', 'number'] as const
export type TimeFormat = (typeof TIME_FORMATS)[number]

export interface TimeOptions {
  /** Null: shown by the column itself, or asked for. */
  format: TimeFormat | null
  /** Zone of times that name none; null: UTC. */
  zone: string | null
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/
/** Milliseconds of each unit of Unix time, and the size from which on numbers are taken to be of it. */
const UNIX = [
  { format: 'ns', millis: 1e-6, from: 1e17 },
  { format: 'us', millis: 1e-3, from: 1e14 },
  { format: 'ms', millis: 1, from: 1e11 },
  { format: 's', millis: 1000, from: 1e8 },
] as const

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
  readonly #shape: 'year' | 'day' | null
  readonly #dayFirst = new Growing()
  /** Filled only from the first date on that reads otherwise with the month first. */
  #monthFirst: Growing | null = null
  #kind: TimeKind | null = null
  #zone: string | null = null
  #clock: Cell | null = null
  #open: Cell | null = null
  #onlyDayFirst: Cell | null = null
  #onlyMonthFirst: Cell | null = null

  /** `sample`: the first cells, by which numbers such as 1998 or 20260131 are known as years or days. */
  constructor(name: string, sample: readonly string[], options: TimeOptions) {
    this.#name = name
    this.#options = options
    this.#shape = options.format === null || options.format === 'ymd' ? shapeOf(name, sample) : null
  }

  read(cell: string, line: number): void {
    if (NUMBER.test(cell) && this.#shape === null) this.#number(Number(cell), { cell, line })
    else this.#moment({ cell, line })
  }

  finish(): Times {
    const dayFirst = this.#isDayFirst()
    const readings = dayFirst || this.#monthFirst === null ? this.#dayFirst : this.#monthFirst
    const notes = this.#orderNotes(dayFirst)
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

  #moment({ cell, line }: Cell): void {
    const moment = readMoment(this.#spelledOut(cell))
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

  #spelledOut(cell: string): string {
    if (this.#shape === 'year') return `${cell}-01`
    return this.#shape === 'day' ? cell.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') : cell
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
    const none = this.#dayFirst.length === 0 && why.startsWith('is no time')
    const remedy = none ? '. --time names another column, --time none only counts the rows' : ''
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

  #orderNotes(dayFirst: boolean): string[] {
    if (this.#options.format !== null || this.#open === null) return []
    const settled = dayFirst ? this.#onlyDayFirst : this.#onlyMonthFirst
    const order = dayFirst ? 'day, month, year' : 'month, day, year'
    const why = settled === null ? 'as dates with points are' : `as ${quoted(settled.cell)} can only be`
    return [`the dates in ${quoted(this.#name)} are read as ${order}, ${why}; --time-format says otherwise`]
  }
}

/** Years and days that are written without any mark are known by all of the first cells being such. */
function shapeOf(name: string, sample: readonly string[]): 'year' | 'day' | null {
  if (sample.length === 0) return null
  const all = (pattern: RegExp): boolean => sample.every(cell => pattern.test(cell))
  if (/year|date|time|^ds$/i.test(name) && all(/^(1[5-9]|20|21)\d{2}$/)) return 'year'
  return all(/^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/) ? 'day' : null
}
