// Counts each refusal once, though a row that may still change is read again and again.
import type { Refusal } from './row.ts'
import type { OpenStep, RefusedRow } from './step.ts'

type RefusingRow = Pick<RefusedRow, 'rowKey' | 'at'>

/** Most refusals that are remembered so as not to be counted twice, and how many characters they may take in the cursor. */
const REMEMBERED = 1_000
const CHARACTERS = 20_000

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
    const latest = [...this.#counted].slice(-REMEMBERED)
    let characters = 0
    const first = latest.findLastIndex(name => {
      characters += name.length + 3
      return characters > CHARACTERS
    })
    return latest.slice(first + 1)
  }
}
