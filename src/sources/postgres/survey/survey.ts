// Holds the mapping against the database as it is now: which tables can be read, how, and what is wrong.
import type { SourceProblem } from '../../source.ts'
import { findRelations } from '../connection/catalog.ts'
import { describeQuery, type Unrunnable } from '../connection/described-query.ts'
import type { Session } from '../connection/session.ts'
import { tasksOf } from '../kinds/kinds.ts'
import { isPattern } from '../kinds/tasks.ts'
import type { KnownBy } from '../mapping/access.ts'
import { granted } from '../mapping/denied.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { type Planned, planTable } from '../mapping/plan.ts'
import { mappingKey } from '../mapping/roles.ts'
import { type Located, overlaps } from './overlaps.ts'
import { withPolicies } from './row-security.ts'

/** In the order of the mappings. */
export async function planTables(
  session: Session,
  mappings: readonly TableMapping[],
  zone: string | null = null,
  /** By what the rows of each have been known so far, by mapping key. */
  known: ReadonlyMap<string, KnownBy> = new Map(),
): Promise<readonly Planned[]> {
  const names = mappings.filter(({ query }) => query === undefined).map(({ table }) => table)
  const relations = await findRelations(session, [...new Set(names)])
  const located = mappings.map(
    (mapping): Located => ({
      mapping,
      relation: mapping.query === undefined ? relations.get(mapping.table) : undefined,
    }),
  )
  const twice = overlaps(located)
  const planned: Planned[] = []
  for (const mapping of mappings) {
    const { table, query } = mapping
    const found = query === undefined ? relations.get(table) : await describeQuery(session, table, query)
    const before = known.get(mappingKey(mapping)) ?? null
    const one =
      found !== undefined && 'why' in found
        ? unrunnable(mapping, found)
        : planTable(mapping, found, zone, before)
    const overlap = twice.get(mapping)
    const problems = overlap === undefined ? one.problems : [...one.problems, overlap]
    planned.push({
      ...one,
      relation: found !== undefined && 'why' in found ? undefined : found,
      problems,
      plan: one.plan === null ? null : await withPolicies(session, one.plan),
    })
  }
  return planned
}

function unrunnable(mapping: TableMapping, { why, denied }: Unrunnable): Planned {
  const remedy =
    denied.length === 0
      ? 'Try the query in psql as the user of the connection'
      : denied.map(granted).join('; ')
  return { mapping, plan: null, problems: [fault(`${mapping.table}.query`, why, remedy)] }
}

/** What can be seen to be wrong without a database. */
export function mappingFaults(mappings: readonly TableMapping[]): readonly SourceProblem[] {
  const faults: SourceProblem[] = []
  const seen = new Set<string>()
  for (const mapping of mappings) {
    const key = mappingKey(mapping)
    if (seen.has(key)) {
      faults.push(fault(mapping.table, `duplicate mapping as ${mapping.as}`, 'Remove one of the entries'))
    }
    seen.add(key)
    for (const pattern of mapping.as === 'tasks' ? (mapping.phantom ?? []) : []) {
      if (isPattern(pattern)) continue
      const message = `\`phantom\` holds \`${pattern}\`, which is no regular expression; it is ignored`
      faults.push(fault(mapping.table, message, 'Escape its special characters with a backslash'))
    }
    if (mapping.as === 'runs' && tasksOf(mapping, mappings) === undefined) {
      faults.push(
        fault(
          mapping.table,
          'its runs belong to no mapped table of tasks, so they start nothing',
          'Map the tasks too, and name their table in `of`',
        ),
      )
    }
  }
  return faults
}

function fault(where: string, message: string, remedy: string): SourceProblem {
  return { where, message, remedy, refused: 0 }
}
