// Whether the id of a table repeats within it: measured on the rows that are read, since nothing keeps a view, a table without a
// key or the heirs of one from having an id twice, and each id is taken as one task.
import type { Millis } from '../../../../core/clock.ts'
import type { Row } from '../../connection/session.ts'
import type { TablePlan } from '../../mapping/plan.ts'
import { KINDS } from '../../mapping/roles.ts'
import { fieldPositions, keyOf } from './cells.ts'

/** Rows of one look whose id another of them has as well. Plain JSON. */
export interface Repeats {
  rows: number
  /** Rows that were looked at. */
  of: number
  lastAt: Millis
  /** One id that several rows have. */
  example: string
}

/** `rows` are different rows of the table. Null where no id repeats among them, or none can. */
export function repeatsAmong(
  plan: Pick<TablePlan, 'mapping' | 'key' | 'fields' | 'repeatable'>,
  rows: readonly Row[],
  now: Millis,
): Repeats | null {
  if (plan.repeatable === null) return null
  const place = fieldPositions(plan).get(KINDS[plan.mapping.as].roles[0]?.name ?? '') ?? 0
  const seen = new Set<string>()
  const again: string[] = []
  for (const row of rows) {
    const id = plan.repeatable === 'key' ? keyOf(plan, row) : row[place]
    if (id === null || id === undefined) continue
    if (seen.has(id)) again.push(id)
    seen.add(id)
  }
  const [example] = again
  return example === undefined ? null : { rows: again.length, of: rows.length, lastAt: now, example }
}

/** What is remembered: the look that found the largest share, at the latest moment. */
export function worse(before: Repeats | undefined, found: Repeats | null): Repeats | undefined {
  if (found === null) return before
  if (before === undefined || found.rows * before.of > before.rows * found.of) return found
  return { ...before, lastAt: found.lastAt }
}
