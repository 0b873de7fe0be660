// Whether the statuses of a mapping and those of its rows are the same words: a misspelt one ends no task, and a row that
// has ended with one that is in no list is refused.
import { escapeIdentifier } from 'pg'
import { SourceError } from '../../../core/errors.ts'
import { nearestOf } from '../../../core/names/nearest.ts'
import type { SourceProblem } from '../../source.ts'
import { isConnectionFailure } from '../connection/failures.ts'
import type { Session, Statement } from '../connection/session.ts'
import type { Cell } from '../connection/values.ts'
import { DEFAULTS, type TasksMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { underwayOf } from '../mapping/roles.ts'
import { latestRows } from '../reading/statements.ts'

/** Latest rows whose statuses are looked at. */
const SAMPLE = 1_000
/** A smaller share of them are single rows that somebody has set aside: they are refused and named when they are read. */
const SHARE = 0.01

export async function statusProblems(session: Session, plan: TablePlan): Promise<SourceProblem[]> {
  const { mapping } = plan
  if (mapping.as !== 'tasks' || mapping.columns.status === undefined) return []
  const where = `${mapping.table}.${mapping.columns.status}`
  const labels = (await looked(session, labelsOf(plan, mapping.columns.status))).flatMap(
    ([label]) => label ?? [],
  )
  const rows = await looked(session, latestRows(plan, null, SAMPLE))
  const ended = endedWith(plan, rows)
  return [
    ...misspelt(mapping, labels).map(problem => ({ where, ...problem })),
    ...unmapped(mapping, ended).map(problem => ({ where, ...problem })),
  ]
}

type Said = Pick<SourceProblem, 'key' | 'message' | 'remedy' | 'refused'>

/**
 * A word that is no other's misspelling does no harm: it may be one of another version of the platform. Not those that stand where
 * nothing is written, which name what many platforms say.
 */
function misspelt({ statuses }: TasksMapping, labels: readonly string[]): Said[] {
  if (statuses === undefined) return []
  const written = [...statuses.completed, ...statuses.failed, ...(statuses.underway ?? [])]
  const possible = new Set(labels.map(lower))
  const listed = new Set(written.map(lower))
  const others = labels.filter(label => !listed.has(lower(label)))
  return written.flatMap(status => {
    const meant = possible.has(lower(status)) ? null : nearestOf(status, others)
    if (meant === null) return []
    return {
      key: `its type cannot hold ${status}`,
      message: `its type cannot hold ${status}, which \`statuses\` names`,
      remedy: `Did you mean ${meant}? It holds ${labels.join(', ')}`,
      refused: 0,
    }
  })
}

function unmapped({ statuses = DEFAULTS.statuses }: TasksMapping, ended: readonly Cell[]): Said[] {
  const known = new Set([...underwayOf(statuses), ...statuses.completed, ...statuses.failed].map(lower))
  const strange = ended.filter(status => !known.has(lower(status ?? '')))
  if (strange.length <= SHARE * ended.length) return []
  const names = [...new Set(strange.map(status => status ?? 'NULL'))].slice(0, 5).join(', ')
  return [
    {
      key: 'statuses that are in no list',
      message: `${strange.length} of the latest ${ended.length} rows that have ended are refused: their status is in no list (${names})`,
      remedy: 'Put it into `statuses`, under completed or failed, or under underway where work goes on',
      refused: 0,
    },
  ]
}

/** Statuses of those rows that have an end. */
function endedWith({ fields }: TablePlan, rows: readonly (readonly Cell[])[]): Cell[] {
  const place = (role: string): number => fields.findIndex(field => field.role === role)
  const [end, status] = [place('completedAt'), place('status')]
  return rows.filter(row => (row[end] ?? null) !== null).map(row => row[status] ?? null)
}

/** One a row; none where the column is of no enum. No row of the table is read. */
function labelsOf({ relation }: TablePlan, column: string): Statement {
  return {
    text: `SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = (
      SELECT pg_catalog.pg_typeof(t.${escapeIdentifier(column)})::oid FROM (SELECT 1) AS one LEFT JOIN ${relation} ON false)
      ORDER BY e.enumsortorder`,
    values: [],
  }
}

/** What cannot be looked at, or takes too long, says nothing. */
async function looked(session: Session, statement: Statement): Promise<readonly (readonly Cell[])[]> {
  try {
    const [rows = []] = await session.read([statement])
    return rows
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return []
  }
}

function lower(text: string): string {
  return text.toLowerCase()
}
