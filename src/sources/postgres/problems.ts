// Counts what a batch refused, by column and reason, and puts it into words beside the standing problems.
import type { SourceProblem } from '../source.ts'
import type { TableMapping } from './mapping/mapping.ts'
import { columnsOf } from './mapping/roles.ts'
import type { RefusedRow } from './reading/step.ts'

export interface ProblemTally {
  /** Notes what stands for as long as nobody mends it. */
  addStanding(problem: SourceProblem): void
  addRefused(mapping: TableMapping, refused: readonly RefusedRow[]): void
  /** Everything noted so far; refusals are counted anew afterwards. */
  take(): readonly SourceProblem[]
}

export function createProblemTally(): ProblemTally {
  const standing = new Map<string, SourceProblem>()
  const refused = new Map<string, SourceProblem>()
  return {
    addStanding: problem => {
      standing.set(`${problem.where} ${problem.message}`, problem)
    },
    addRefused: (mapping, rows) => {
      const columns = columnsOf(mapping)
      for (const { role, reason, rowKey } of rows) {
        const where = `${mapping.table}.${columns.get(role) ?? role}`
        const name = `${where} ${reason}`
        const before = refused.get(name)
        refused.set(name, {
          where,
          message: `refused where the value ${reason}`,
          remedy: before?.remedy ?? `Look at the row with key ${rowKey.slice(0, 80)}`,
          refused: (before?.refused ?? 0) + 1,
        })
      }
    },
    take: () => {
      const all = [...standing.values(), ...refused.values()]
      refused.clear()
      return all
    },
  }
}
