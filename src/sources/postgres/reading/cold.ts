// The rows that are too many to be followed by key: a range that is read again and again, one bounded piece a pull.
import type { Millis } from '../../../core/clock.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { ChunkReader } from './chunk-reader.ts'
import type { Cold } from './cursor.ts'
import type { RowIntake } from './row-intake.ts'
import { orderOf, placeOf } from './rows/cells.ts'
import { newStep, type Step } from './rows/step.ts'
import { scanRows } from './statements.ts'

/** The next piece, and what remains; null: none of them is open any more. */
export async function coldStep(
  plan: TablePlan,
  chunks: ChunkReader,
  intake: RowIntake,
  cold: Cold,
  now: Millis,
): Promise<{ step: Step; cold: Cold | null }> {
  const sweep = cold.sweep ?? { startedAt: now, after: null, open: null }
  const range = { ...cold, after: sweep.after }
  const rows = await chunks.read(rowLimit => scanRows(plan, range, rowLimit))
  const step = newStep(rows)
  let open = sweep.open
  for (const row of rows) {
    if (!intake.takeCold(step, row, now)) continue
    const place = orderOf(plan, row) ?? 0
    open = [open?.[0] ?? place, place + 1]
  }
  const last = rows.at(-1)
  if (last === undefined || rows.length < chunks.rows) {
    const rest = open === null ? null : { from: open[0], to: open[1], sweep: null, doneAt: sweep.startedAt }
    return { step, cold: rest }
  }
  return { step, cold: { ...cold, sweep: { ...sweep, after: placeOf(plan, last), open } } }
}
