// Reads the numbers of one column as people write them: decimal commas, grouped thousands, units, what stands for missing.
import { printable, quoted } from '../quote.ts'

export type Decimal = ',' | '.'

export interface NumberOptions {
  /** Null: shown by the column itself, or asked for. */
  decimal: Decimal | null
  /** Unit in which values are wanted where cells carry one; null: they must all carry the same. */
  unit: string | null
}

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
/** A currency sign, a number, and a unit of letters, per cent or degrees. */
const WRITTEN =
  /^([+-]?)(?:\p{Sc}\s?)?([+-]?)(\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(e[+-]?\d+)?\s?(\p{Sc}|[\p{L}%°µ][\p{L}%°µ/^·²³]{0,11})?$/iu
const GROUPED = /^[1-9]\d{0,2}(?:([,.'\u00a0\u202f ])\d{3})(?:\1\d{3})*$/

/** Factors to the first unit of each family. */
const FAMILIES: ReadonlyArray<Readonly<Record<string, number>>> = [
  {
    s: 1,
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    ms: 1e-3,
    sec: 1,
    secs: 1,
    second: 1,
    seconds: 1,
    m: 60,
    min: 60,
    mins: 60,
    minute: 60,
    minutes: 60,
    h: 3600,
    hr: 3600,
    hour: 3600,
    hours: 3600,
    d: 86_400,
    day: 86_400,
    days: 86_400,
  },
  {
    B: 1,
    bytes: 1,
    kB: 1e3,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  },
]

/** What stands for "no number here", the errors of spreadsheets included. */
export function isMissing(cell: string): boolean {
  return (
    cell === '' ||
    /^(null|none|nan|n\/?a|-+|–|—|undefined|\?|#(n\/a|div\/0!|value!|ref!|name\?|num!|null!))$/i.test(cell)
  )
}

function isInfinite(cell: string): boolean {
  return /^[+-]?(inf(inity)?|∞)$/i.test(cell)
}

/** Whether a cell can be a number in some way of writing. */
export function isNumber(cell: string): boolean {
  return PLAIN.test(cell) || isInfinite(cell) || partsOf(cell) !== null
}

interface Parts {
  sign: number
  digits: string
  exponent: string
  unit: string
}

function partsOf(cell: string): Parts | null {
  const match = WRITTEN.exec(cell.trim())
  if (match === null) return null
  const [, before, after, digits = '', exponent = '', unit = ''] = match
  const currency = /\p{Sc}/u.exec(cell)?.[0] ?? ''
  return {
    sign: before === '-' || after === '-' ? -1 : 1,
    digits: digits.trim(),
    exponent,
    unit: unit === '' ? currency : unit,
  }
}

/** Reads the cells of one column; what one cell leaves open another may settle, so all share one reader. */
export class NumberColumn {
  readonly #options: NumberOptions
  readonly #name: string
  #decimal: Decimal | null
  /** A cell such as 1,234 or 1.234, which is a thousand or one: the first that was seen. */
  #open: { cell: string; line: number } | null = null
  #unit: string | null = null
  #seen = false
  infinite = 0

  constructor(name: string, options: NumberOptions) {
    this.#name = name
    this.#options = options
    this.#decimal = options.decimal
  }

  /** NaN for a missing value; throws RangeError for a cell that is no number, or that may be two. */
  read(cell: string, line: number): number {
    if (isMissing(cell)) return Number.NaN
    if (PLAIN.test(cell) && this.#decimal !== ',') return this.#plain(cell, line)
    if (isInfinite(cell)) return this.#infinite()
    const parts = partsOf(cell)
    const digits = parts === null ? null : this.#digits(parts.digits, cell, line)
    if (parts === null || digits === null) {
      throw new RangeError(`line ${line}: ${quoted(cell)} in ${printable(this.#name)} is not a number`)
    }
    const factor = this.#factor(parts.unit, cell, line)
    return this.#finite(parts.sign * Number(digits + parts.exponent) * factor)
  }

  /** What was concluded of how the column is written. */
  notes(): string[] {
    const name = quoted(this.#name)
    const comma = this.#decimal === ',' && this.#options.decimal === null
    return [
      ...(comma ? [`the numbers in ${name} have a decimal comma`] : []),
      ...(this.infinite > 0 ? [`${this.infinite} infinite value(s) were taken as missing`] : []),
    ]
  }

  /** The unit in which values came out; null: none was written. */
  get unit(): string | null {
    return this.#options.unit ?? (this.#unit === '' ? null : this.#unit)
  }

  #plain(cell: string, line: number): number {
    if (this.#unit !== '') this.#factor('', cell, line)
    if (this.#open === null && /^[1-9]\d{0,2}\.\d{3}$/.test(cell)) this.#open = { cell, line }
    return this.#finite(Number(cell))
  }

  #finite(value: number): number {
    return Number.isFinite(value) ? value : this.#infinite()
  }

  #infinite(): number {
    this.infinite++
    return Number.NaN
  }

  /** The digits with a decimal point; null where they are no number. */
  #digits(digits: string, cell: string, line: number): string | null {
    const [commas, points] = [count(digits, ','), count(digits, '.')]
    if (commas > 0 && points > 0) {
      const decimal = digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.'
      this.#settle(decimal, cell, line)
      return this.#ungrouped(digits)
    }
    if (commas === 1 && !GROUPED.test(digits)) this.#settle(',', cell, line)
    if (commas === 1 && this.#decimal === null) {
      throw new RangeError(
        `line ${line}: ${quoted(cell)} in ${printable(this.#name)} may be a thousand or a decimal comma: say which with --decimal . or --decimal ,`,
      )
    }
    return this.#ungrouped(digits)
  }

  #settle(decimal: Decimal, cell: string, line: number): void {
    if (this.#decimal !== null && this.#decimal !== decimal) {
      throw new RangeError(
        `line ${line}: ${quoted(cell)} in ${printable(this.#name)} has another decimal mark than the numbers before it`,
      )
    }
    if (decimal === ',' && this.#open !== null && this.#options.decimal === null) {
      throw new RangeError(
        `line ${line}: ${quoted(cell)} has a decimal comma, so ${quoted(this.#open.cell)} on line ${this.#open.line} may be a thousand: say --decimal , if it is`,
      )
    }
    this.#decimal = decimal
  }

  #ungrouped(digits: string): string | null {
    const decimal = this.#decimal ?? '.'
    const [whole = '', fraction, ...more] = digits.split(decimal)
    if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) {
      // Several points or commas and nothing else group thousands, whatever the decimal mark is.
      return more.length > 0 && GROUPED.test(digits) ? digits.replace(/\D/g, '') : null
    }
    if (whole !== '' && !/^\d+$/.test(whole) && !GROUPED.test(whole)) return null
    const plain = whole.replace(/\D/g, '')
    return fraction === undefined ? plain : `${plain}.${fraction}`
  }

  #factor(unit: string, cell: string, line: number): number {
    if (!this.#seen) {
      this.#seen = true
      this.#unit = this.#options.unit !== null && unit !== '' ? this.#options.unit : unit
    }
    if (unit === this.#unit) return 1
    const family = FAMILIES.find(units => Object.hasOwn(units, unit))
    const wanted = this.#options.unit
    // A number without a unit is in the one that is wanted.
    if (wanted !== null && (unit === wanted || unit === '')) return 1
    if (wanted !== null && family?.[wanted] !== undefined) return (family[unit] as number) / family[wanted]
    const where = `line ${line}: ${quoted(cell)} in ${printable(this.#name)}`
    if (wanted !== null) throw new RangeError(`${where} cannot be turned into ${printable(wanted)}`)
    const units = [unit, this.#unit ?? ''].map(each => (each === '' ? 'no unit' : printable(each)))
    const remedy = family === undefined ? '' : ': --unit says in which they are wanted'
    throw new RangeError(`${where} is in ${units[0]}, values before it in ${units[1]}${remedy}`)
  }
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}
