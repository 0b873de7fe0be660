// Counts each refusal once, though a row that may still change is read again and again.
import type { Refusal } from './row.ts'
import type { OpenStep, RefusedRow } from './step.ts'

type RefusingRow = Pick<RefusedRow, 'rowKey' | 'at'>

/** Most refusals that are remembered so as not to be counted twice. */
const REMEMBERED = 1_000

export class RefusalMemory {
  readonly #counted: Set<string>

  constructor(counted: readonly string[]) {
    this.#counted = new Set(counted)
  }

  /** `reread`: the row will be read again, and its refusals are remembered until then. */
  add(step: OpenStep, row: RefusingRow, refusals: readonly Refusal[], reread: boolean): void {
    const { rowKey } = row
    for (const refusal of refusals) {
      const name = `${rowKey}:${refusal.role}`
      if (this.#counted.has(name)) continue
      step.refusals.push({ ...refusal, ...row })
      if (reread) this.#counted.add(name)
    }
  }

  /** The latest, to be kept in the cursor. */
  list(): string[] {
    return [...this.#counted].slice(-REMEMBERED)
  }
}
