// Which mark of a column is the decimal one: shown by cells that can be read in one way only, by numbers without a mark, or asked for.
import { printable, quoted } from '../quote.ts'
import type { Written } from './written.ts'

export type Decimal = ',' | '.'

interface Cell {
  cell: string
  line: number
}

/** Numbers without a mark that are as large as those with one, by this factor, are of the same kind. */
const AS_LARGE = 10
/** A mark within this factor of the numbers without one is a decimal mark: 99.875 beside 100. */
const ALIKE = 2
/** A whole number from here on would have been grouped by whoever groups thousands. */
const UNGROUPED = 10_000

export class DecimalEvidence {
  readonly #name: string
  readonly #chosen: Decimal | null
  #sure: Decimal | null = null
  /** Whether a cell has a fraction behind a comma. */
  #fractions = false
  /** The first cells that are a thousand under the one mark, or have a fraction of three digits under the other. */
  #open: Partial<Record<Decimal, Cell>> = {}
  #spaced = false
  #ungrouped = false
  #plain = new MeanLog()
  #marked = new MeanLog()

  constructor(name: string, chosen: Decimal | null) {
    this.#name = name
    this.#chosen = chosen
  }

  /** `factor`: to the unit of the column. Throws RangeError where a cell has another decimal mark than one before it. */
  take({ point, comma, grouped }: Written, factor: number, at: Cell): void {
    if (this.#chosen !== null) return
    this.#spaced ||= grouped
    if (point === comma) {
      if (Number.isInteger(point)) this.#plain.add(point * factor)
      if (!grouped && Math.abs(point) >= UNGROUPED) this.#ungrouped = true
    } else if (Number.isNaN(comma)) this.#settle('.', at)
    else if (Number.isNaN(point)) this.#settle(',', at)
    else {
      const mark = Math.abs(point) > Math.abs(comma) ? ',' : '.'
      this.#open[mark] ??= at
      this.#marked.add(factor * (mark === ',' ? comma : point))
    }
  }

  /** `byComma`: commas part the cells. Throws RangeError where it must be asked for. */
  decide(byComma: boolean): { decimal: Decimal; notes: string[] } {
    if (this.#chosen !== null) return { decimal: this.#chosen, notes: [] }
    const name = quoted(this.#name)
    if (this.#sure === ',') {
      const what = this.#fractions ? 'have a decimal comma' : 'have points between thousands'
      return { decimal: ',', notes: [`the numbers in ${name} ${what}`] }
    }
    const [mark, ...others] = (['.', ','] as const).filter(each => this.#open[each] !== undefined)
    if (this.#sure !== null || mark === undefined) return { decimal: this.#sure ?? '.', notes: [] }
    const cell = this.#open[mark] as Cell
    const meaning = others.length > 0 ? null : this.#meaning(mark, byComma)
    if (meaning !== null) {
      const { thousand, why } = meaning
      const as = thousand ? 'as thousands' : 'with three decimals'
      const decimal = thousand ? otherThan(mark) : mark
      const note = `numbers such as ${quoted(cell.cell)} in ${name} are read ${as}, ${why}; --decimal ${otherThan(decimal)} says otherwise`
      return { decimal, notes: [note] }
    }
    throw new RangeError(
      `line ${cell.line}: ${quoted(cell.cell)} in ${printable(this.#name)} may be a thousand or a decimal ${mark === ',' ? 'comma' : 'point'}: say which with --decimal . or --decimal ,`,
    )
  }

  /** What three digits behind a mark are, where all marked numbers have three and no other cell tells. */
  #meaning(mark: Decimal, byComma: boolean): { thousand: boolean; why: string } | null {
    if (this.#spaced) return { thousand: false, why: 'as thousands are parted by something else' }
    const ratio = this.#marked.over(this.#plain)
    if (ratio !== null && !this.#ungrouped) {
      if (within(1000 * ratio, AS_LARGE))
        return { thousand: true, why: 'as those without a mark are as large' }
      if (within(ratio, ALIKE)) return { thousand: false, why: 'as those without a mark are as large' }
    }
    return mark === '.' && byComma && ratio === null
      ? { thousand: false, why: 'as commas part the cells' }
      : null
  }

  #settle(decimal: Decimal, { cell, line }: Cell): void {
    if (this.#sure !== null && this.#sure !== decimal) {
      throw new RangeError(
        `line ${line}: ${quoted(cell)} in ${printable(this.#name)} has another decimal mark than the numbers before it`,
      )
    }
    this.#sure = decimal
    this.#fractions ||= cell.includes(',')
  }
}

function otherThan(mark: Decimal): Decimal {
  return mark === ',' ? '.' : ','
}

function within(ratio: number, factor: number): boolean {
  return ratio <= factor && ratio >= 1 / factor
}

/** The geometric mean of sizes; zeros are left out. */
class MeanLog {
  #sum = 0
  #count = 0

  add(value: number): void {
    if (value === 0) return
    this.#sum += Math.log(Math.abs(value))
    this.#count++
  }

  /** Null where either has no number. */
  over(other: MeanLog): number | null {
    if (this.#count === 0 || other.#count === 0) return null
    return Math.exp(this.#sum / this.#count - other.#sum / other.#count)
  }
}
