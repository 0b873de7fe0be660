// What has been broken of a contract, before it is said.
import type { SourceProblem } from '../../source.ts'

export interface Finding extends Omit<SourceProblem, 'refused'> {
  /** Roles of the mapping that say nothing any more, or nothing right; null: all of the table. */
  roles: readonly string[] | null
}
