// Where a row says how it ended, and SQL that tells whether it does.
import { escapeLiteral } from 'pg'
import { DEFAULTS, type TableMapping } from './mapping.ts'
import { KINDS, underwayOf } from './roles.ts'

/** In SQL. */
export interface Ends {
  values: readonly string[]
  /** Conditions, one of which holds of any row that says something of its end. */
  said: readonly string[]
}

/** That work has begun says nothing of its end. */
const BEGINNING = 'startedAt'

export function endsOf(mapping: TableMapping, fields: ReadonlyArray<{ role: string; sql: string }>): Ends {
  const { changing } = KINDS[mapping.as]
  const ending = fields.filter(({ role }) => changing.includes(role) && role !== BEGINNING)
  return {
    values: ending.map(({ sql }) => sql),
    said: ending.map(({ role, sql }) => changedTest(mapping, role, sql)),
  }
}

/** Whether a column that is null, or a status of work under way, until something happens to the row says that it did. */
export function changedTest(mapping: TableMapping, role: string, sql: string): string {
  if (mapping.as !== 'tasks' || role !== 'status') return `${sql} IS NOT NULL`
  const statuses = mapping.statuses ?? DEFAULTS.statuses
  const ending = new Set([...statuses.completed, ...statuses.failed].map(status => status.toLowerCase()))
  const underway = underwayOf(statuses).filter(status => !ending.has(status))
  return `lower(${sql}) NOT IN ('', ${underway.map(escapeLiteral).join(', ')})`
}
