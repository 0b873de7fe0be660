// Only the rows of one series: those in which columns hold what was asked for.
import { named } from './columns/column.ts'
import { listed, quoted } from './quote.ts'

export interface Condition {
  column: string
  value: string
}

/** Other values that a fault lists. */
const LISTED = 12

export class Where {
  readonly #conditions: ReadonlyArray<Condition & { place: number; others: Set<string> }>
  #seen = 0
  #taken = 0

  /** Throws RangeError for a column that is not there. */
  constructor(conditions: readonly Condition[], names: readonly string[]) {
    this.#conditions = conditions.map(condition => ({
      ...condition,
      place: named(names, condition.column, '--where'),
      others: new Set(),
    }))
  }

  holds(cells: readonly string[]): boolean {
    this.#seen++
    const failed = this.#conditions.find(({ place, value }) => (cells[place] ?? '') !== value)
    if (failed === undefined) this.#taken++
    else if (failed.others.size <= LISTED) failed.others.add(cells[failed.place] ?? '')
    return failed === undefined
  }

  /** Throws RangeError where there were rows, and none was taken. */
  check(): void {
    if (this.#seen === 0 || this.#taken > 0) return
    const failed = this.#conditions.find(({ others }) => others.size > 0)
    if (failed === undefined) return
    throw new RangeError(
      `no row has ${quoted(failed.value)} in column ${quoted(failed.column)}, which holds ${listed([...failed.others])}`,
    )
  }
}
