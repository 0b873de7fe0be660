// One number as people write it, under both decimal marks: signs, brackets, currencies, grouped digits, units.
import { readDuration } from './durations.ts'

/** A number under either decimal mark: NaN where the digits are none under it; both are equal where no mark stands. */
export interface Written {
  point: number
  comma: number
  /** Unit, or sign of a currency; empty: none. */
  unit: string
  how: 'plain' | 'bracketed' | 'duration'
  /** Its thousands are parted by what is no decimal mark. */
  grouped: boolean
}

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const SPACES = "'’`_\\u00a0\\u202f\\u2007\\u2009 "
/** A currency sign, a number, and a unit of letters, per cent or degrees. */
const WRITTEN = new RegExp(
  `^([+-]?)(?:\\p{Sc}\\s?)?([+-]?)(\\d[\\d.,${SPACES}]*|[.,]\\d+)(e[+-]?\\d+)?\\s?(\\p{Sc}|[\\p{L}%°µ][\\p{L}%°µ/^·²³]{0,11})?$`,
  'iu',
)
const BRACKETS = /^(\p{Sc}\s?)?\(([^()+-]+)\)(.*)$/u
const GROUPED = new RegExp(`^[1-9]\\d{0,2}(?:([,.${SPACES}])\\d{3})(?:\\1\\d{3})*$`)
/** India: the last three digits, and pairs before them. */
const INDIAN = /^[1-9]\d?(?:,\d{2})+,\d{3}$/
const OPEN = /^[+-]?[1-9]\d{0,2}\.\d{3}$/

/** What stands for "no number here", the errors of spreadsheets included. */
export function isMissing(cell: string): boolean {
  return (
    cell === '' ||
    /^(null|none|nan|n\/?a|-+|–|—|undefined|\?|#(n\/a|div\/0!|value!|ref!|name\?|num!|null!))$/i.test(cell)
  )
}

export function isInfinite(cell: string): boolean {
  return /^[+-]?(inf(inity)?|∞)$/i.test(cell)
}

/** Whether a cell can be a number in some way of writing. */
export function isNumber(cell: string): boolean {
  return isInfinite(cell) || readNumber(cell) !== null
}

/** Null: it is no number under either mark. */
export function readNumber(cell: string): Written | null {
  if (PLAIN.test(cell)) {
    const value = Number(cell)
    const comma = cell.includes('.') || cell.includes('e') || cell.includes('E') ? commaOf(cell) : value
    return { point: value, comma, unit: '', how: 'plain', grouped: false }
  }
  const duration = readDuration(cell)
  if (duration !== null)
    return { point: duration, comma: duration, unit: 's', how: 'duration', grouped: false }
  const text = cell.trim().replace(/^\u2212/, '-')
  const brackets = BRACKETS.exec(text)
  const [, before = '', inside = '', after = ''] = brackets ?? []
  const bare = brackets === null ? text.replace(/^([^-].*\d)\s?-$/, '-$1') : `-${before}${inside}${after}`
  const read = readBare(bare)
  return read === null ? null : { ...read, how: brackets === null ? 'plain' : 'bracketed' }
}

/** What is written with a point where the comma is the decimal mark: a thousand, or nothing that can be. */
function commaOf(cell: string): number {
  if (OPEN.test(cell)) return Number(cell.replace('.', ''))
  return /^[+-]?\d+e/i.test(cell) ? Number(cell) : Number.NaN
}

function readBare(text: string): Omit<Written, 'how'> | null {
  const match = WRITTEN.exec(text)
  if (match === null) return null
  const [, first, second, written = '', exponent = '', unit = ''] = match
  const sign = first === '-' || second === '-' ? -1 : 1
  const digits = written.trim()
  const value = (decimal: '.' | ','): number => {
    const plain = withPoint(digits, decimal, exponent !== '')
    return plain === null ? Number.NaN : sign * Number(plain + exponent)
  }
  const [point, comma] = [value('.'), value(',')]
  if (Number.isNaN(point) && Number.isNaN(comma)) return null
  const currency = /\p{Sc}/u.exec(text)?.[0] ?? ''
  return {
    point,
    comma,
    unit: unit === '' ? currency : unit,
    grouped: new RegExp(`[${SPACES}]`).test(digits),
  }
}

/** The digits with a decimal point; null where they are no number under this mark. */
function withPoint(digits: string, decimal: '.' | ',', exponent: boolean): string | null {
  const [whole = '', fraction, ...more] = digits.split(decimal)
  if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) return null
  const grouped = GROUPED.test(whole) || (decimal === '.' && INDIAN.test(whole))
  if (whole !== '' && !/^\d+$/.test(whole) && (exponent || !grouped)) return null
  const plain = whole.replace(/\D/g, '')
  return fraction === undefined ? plain : `${plain}.${fraction}`
}
