// Rows of a table that says only when work ended: those that have not are no tasks yet, for nothing says when they began. They are counted.
import { SourceError } from '../../../core/errors.ts'
import { isConnectionFailure } from '../connection/failures.ts'
import type { Session } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { saysOnlyEnds } from '../mapping/roles.ts'

/** Most that are counted. */
const MOST_UNDERWAY = 10_000

/**
 * Rows without a time of the end that no reader who goes by it meets, up to `MOST_UNDERWAY`; none where it meets all. Null: it is no
 * such table, or it cannot be told just now.
 */
export async function rowsWithoutEnd(
  session: Session,
  { mapping, order, relation }: TablePlan,
): Promise<number | null> {
  if (!saysOnlyEnds(mapping)) return null
  if (order.unit === 'serial') return 0
  const rows = `SELECT 1 FROM ${relation} WHERE ${order.sql} IS NULL LIMIT ${MOST_UNDERWAY}`
  try {
    const [[found] = []] = await session.read([
      { text: `SELECT count(*)::text FROM (${rows}) AS r`, values: [] },
    ])
    return Number(found?.[0] ?? 0)
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return null
  }
}
