// What the first cells of a column show about it.
import { isMissing, isNumber } from '../numbers/written.ts'
import { listed, quoted } from '../quote.ts'
import { shapeOf } from '../times/digits.ts'
import { readMoment } from '../times/moments.ts'

export interface Column {
  name: string
  place: number
  /** Those that are not missing. */
  cells: readonly string[]
  numeric: boolean
  /** Whole numbers. */
  whole: boolean
  /** Moments; numbers are none. */
  dated: boolean
  /** Days without a time of day, those in digits alone included. */
  days: boolean
  /** Times of day, without a date. */
  clock: boolean
}

const CLOCK = /^([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d([.,]\d+)?)?(\s?[ap]\.?m\.?)?$/i

export function describeColumns(names: readonly string[], rows: ReadonlyArray<readonly string[]>): Column[] {
  return names.map((name, place) => {
    const cells = rows.map(row => row[place] ?? '').filter(cell => !isMissing(cell))
    const all = (test: (cell: string) => boolean): boolean => cells.length > 0 && cells.every(test)
    const clock = all(cell => CLOCK.test(cell))
    const numeric = all(isNumber)
    const dated = !numeric && !clock && all(cell => readMoment(cell) !== null)
    const days =
      (dated && all(cell => readMoment(cell)?.clock === false)) ||
      (numeric && cells[0]?.length === 8 && shapeOf(name, cells) === 'digits')
    return { name, place, cells, numeric, whole: all(cell => /^\d+$/.test(cell)), dated, days, clock }
  })
}

/** A column is named by its name, or where no other bears it by its place: `column 2`. */
export function named(names: readonly string[], name: string, option: string): number {
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
export function refuseTwins(names: readonly string[], place: number, option: string): void {
  const name = names[place] ?? ''
  const twins = names.flatMap((one, i) => (one === name ? [`"column ${i + 1}"`] : []))
  if (twins.length < 2) return
  throw new RangeError(
    `${twins.length} columns are named ${quoted(name)}: say which with ${option} ${twins.join(' or ')}`,
  )
}

/** Whether a cell of the column comes again. */
export function repeats({ cells }: Column): boolean {
  return new Set(cells).size < cells.length
}

/** Whether whole numbers are few and come again and again, as those of stores or floors do. */
export function isFew({ whole, cells }: Column): boolean {
  return whole && 3 * new Set(cells).size <= cells.length
}
