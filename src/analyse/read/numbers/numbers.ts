// Reads the numbers of one column as people write them: decimal commas, grouped thousands, units, what stands for missing.
import { Growing } from '../growing.ts'
import { printable, quoted } from '../quote.ts'
import { type Decimal, DecimalEvidence } from './decimal.ts'
import { factorBetween, isConvertible, multipleOf } from './units.ts'
import { isInfinite, isMissing, readNumber, type Written } from './written.ts'

export interface NumberOptions {
  /** Null: shown by the column itself, or asked for. */
  decimal: Decimal | null
  /** Unit in which values are wanted where cells carry one; null: they must all carry the same. */
  unit: string | null
  /** Whether commas part the cells of a file in which nothing is written as where the comma is the decimal mark. */
  byComma: boolean
}

export interface Numbers {
  /** NaN: missing. */
  values: Float64Array
  /** The unit in which they are; null: none was written or wanted. */
  unit: string | null
  /** What was concluded of how the column is written. */
  notes: string[]
}

/** The cells of one column, in the order of the file; what one cell leaves open any other may settle. */
export class NumberColumn {
  readonly #options: NumberOptions
  readonly #name: string
  readonly #evidence: DecimalEvidence
  readonly #point = new Growing()
  /** Filled only from the first number on that reads otherwise with a decimal comma. */
  #comma: Growing | null = null
  /** Null: no number was read yet. */
  #unit: string | null = null
  #infinite = 0
  /** The first cells that were read by a rule worth a note. */
  #examples: { bracketed?: string; duration?: string; multiple?: { cell: string; unit: string } } = {}

  constructor(name: string, options: NumberOptions) {
    this.#name = name
    this.#options = options
    this.#evidence = new DecimalEvidence(name, options.decimal)
  }

  /** Throws RangeError for a cell that is no number, or of another unit or decimal mark than those before it. */
  read(cell: string, line: number): void {
    const written = isMissing(cell) ? null : readNumber(cell)
    if (written === null) {
      if (!isMissing(cell) && !isInfinite(cell)) this.#refuse(cell, line)
      this.#infinite += isMissing(cell) ? 0 : 1
      this.#push(Number.NaN, Number.NaN)
      return
    }
    if (this.#isNone(written)) this.#refuse(cell, line)
    const factor = this.#factor(written.unit, cell, line)
    this.#evidence.take(written, factor, { cell, line })
    if (written.how !== 'plain') this.#examples[written.how] ??= cell
    const [point, comma] = [written.point * factor, written.comma * factor]
    const infinite =
      Math.abs(point) === Number.POSITIVE_INFINITY || Math.abs(comma) === Number.POSITIVE_INFINITY
    if (infinite) this.#infinite++
    this.#push(infinite ? Number.NaN : point, infinite ? Number.NaN : comma)
  }

  /** Throws RangeError where a number may be two. */
  finish(): Numbers {
    const { decimal, notes } = this.#evidence.decide(this.#options.byComma && this.#unit !== '€')
    const values = decimal === ',' && this.#comma !== null ? this.#comma.numbers() : this.#point.numbers()
    const unit = this.#options.unit ?? (this.#unit === '' ? null : this.#unit)
    return { values, unit, notes: [...notes, ...this.#notes()] }
  }

  #notes(): string[] {
    const { bracketed, duration, multiple } = this.#examples
    const name = quoted(this.#name)
    return [
      ...(bracketed === undefined
        ? []
        : [`numbers in brackets in ${name}, such as ${quoted(bracketed)}, are read as negative`]),
      ...(duration === undefined || this.#options.unit !== null
        ? []
        : [
            `durations in ${name}, such as ${quoted(duration)}, are read in seconds; --unit names another unit`,
          ]),
      ...(multiple === undefined
        ? []
        : [
            `${quoted(multiple.cell)} in ${name} and its like are multiplied out; --unit ${multiple.unit} keeps ${multiple.unit} as a unit`,
          ]),
      ...(this.#infinite > 0 ? [`${this.#infinite} infinite value(s) were taken as missing`] : []),
    ]
  }

  /** Whether it cannot be read with the decimal mark that was asked for. */
  #isNone({ point, comma }: Written): boolean {
    const { decimal } = this.#options
    return (decimal === '.' && Number.isNaN(point)) || (decimal === ',' && Number.isNaN(comma))
  }

  #refuse(cell: string, line: number): never {
    throw new RangeError(`line ${line}: ${quoted(cell)} in ${printable(this.#name)} is not a number`)
  }

  #push(point: number, comma: number): void {
    if (!Object.is(point, comma) && this.#comma === null) {
      this.#comma = new Growing()
      for (const value of this.#point.numbers()) this.#comma.push(value)
    }
    this.#point.push(point)
    this.#comma?.push(comma)
  }

  #factor(written: string, cell: string, line: number): number {
    const wanted = this.#options.unit
    const multiple = written === wanted ? null : multipleOf(written)
    if (multiple !== null) this.#examples.multiple ??= { cell, unit: written }
    const unit = multiple === null ? written : ''
    const by = multiple ?? 1
    this.#unit ??= wanted !== null && unit !== '' ? wanted : unit
    if (unit === this.#unit) return by
    // A number without a unit is in the one that is wanted.
    if (wanted !== null && (unit === wanted || unit === '')) return by
    const factor = wanted === null ? null : factorBetween(unit, wanted)
    if (factor !== null) return factor
    const where = `line ${line}: ${quoted(cell)} in ${printable(this.#name)}`
    if (wanted !== null) throw new RangeError(`${where} cannot be turned into ${printable(wanted)}`)
    const units = [unit, this.#unit].map(each => (each === '' ? 'no unit' : printable(each)))
    const remedy = isConvertible(unit) ? ': --unit says in which they are wanted' : ''
    throw new RangeError(`${where} is in ${units[0]}, values before it in ${units[1]}${remedy}`)
  }
}
