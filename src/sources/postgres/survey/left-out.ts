// Columns that a mapping of tasks leaves out though its table seems to have them: without them it says less than the table does.
import type { SourceProblem } from '../../source.ts'
import { findRelations, type Relation } from '../connection/catalog.ts'
import type { Session } from '../connection/session.ts'
import type { TasksMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { seemsOf } from './guess-mapping.ts'

/** What a query leaves out it leaves out on purpose. */
export async function leftOut(session: Session, plans: readonly TablePlan[]): Promise<SourceProblem[]> {
  const lacking = plans.flatMap(({ mapping }) =>
    mapping.as === 'tasks' && mapping.query === undefined && (lacksBegin(mapping) || lacksOutcome(mapping))
      ? [mapping]
      : [],
  )
  if (lacking.length === 0) return []
  const relations = await findRelations(session, [...new Set(lacking.map(({ table }) => table))])
  return lacking.flatMap(mapping => {
    const relation = relations.get(mapping.table)
    return relation === undefined ? [] : columnsLeftOut(mapping, relation)
  })
}

function lacksBegin({ columns }: TasksMapping): boolean {
  return columns.createdAt === undefined
}

/** Whatever ends is taken for completed. */
function lacksOutcome({ columns }: TasksMapping): boolean {
  return columns.status === undefined && columns.error === undefined
}

export function columnsLeftOut(mapping: TasksMapping, relation: Relation): SourceProblem[] {
  const { table: where, columns } = mapping
  const { queuedAt, status } = seemsOf(relation)
  const problems: SourceProblem[] = []
  if (lacksBegin(mapping) && queuedAt !== undefined && queuedAt !== columns.completedAt) {
    problems.push({
      where,
      message: `\`created_at\` is left out, though the table has ${queuedAt}: its tasks count when they end, how long they take is not known, and none of them is open`,
      remedy: `Write \`created_at: ${queuedAt}\`, or \`created_at: ${columns.completedAt}\` where its rows are only written when tasks end`,
      refused: 0,
    })
  }
  if (lacksOutcome(mapping) && status !== undefined) {
    problems.push({
      where,
      message: `\`status\` is left out, though the table has ${status}: every task that has an end counts as completed`,
      remedy: `Write \`status: ${status}\`, or name the column of the error in \`error\``,
      refused: 0,
    })
  }
  return problems
}
