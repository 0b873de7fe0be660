// Rows that a reader who goes by time or key never meets: their time has not come, or there is none; their key lies before those that were
// there when the table was first read.
import type { Millis } from '../../../core/clock.ts'
import type { TakenRows } from '../completeness/taken.ts'
import type { Session } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { Below, TableState } from './cursor.ts'
import type { Moment, RowIntake } from './row-intake.ts'
import { lastPlaceOf } from './rows/cells.ts'
import { IN_FUTURE } from './rows/row.ts'
import { newStep, type Step } from './rows/step.ts'
import { futureRows, scanRows, timelessRows } from './statements.ts'

export interface StrayOptions {
  plan: TablePlan
  session: Session
  intake: RowIntake
  taken: Pick<TakenRows, 'width'>
  lag: Millis
  backfill: Millis
  /** Most rows of a scan. */
  limit: { rows: number }
  comparing: { every: Millis }
  elapsed(): Millis
}

/** Most rows without a usable time that are counted. */
const STRAYS = 100

export interface Strays {
  step: Step
  below: Below | undefined
}

/** Those without a usable time are counted as refused, those with a key before all others are read. */
export async function strayStep(
  options: StrayOptions,
  state: Pick<TableState, 'below' | 'reconciled'>,
  now: Millis,
  lateness: Moment['lateness'],
): Promise<Strays> {
  const { plan, session, intake, lag, elapsed } = options
  if (plan.order.unit !== 'time') return belowStep(options, state, now, lateness)
  const step = newStep([])
  const statements = [futureRows(plan, plan.order.clock.mostUpTo(now + elapsed() + lag), STRAYS)]
  if (plan.hidden) statements.push(timelessRows(plan, STRAYS))
  const [future = [], timeless = []] = await session.read(statements)
  for (const row of future) intake.takeStray(step, row, IN_FUTURE)
  for (const row of timeless) intake.takeStray(step, row, 'is null')
  return { step, below: undefined }
}

/**
 * A sequence that was restarted at a negative number, for its type was full, or that descends. What lies there is read in the order of its
 * keys, one scan a pull, and from its beginning again as often as the table is compared.
 */
async function belowStep(
  { plan, session, intake, taken, backfill, limit, comparing }: StrayOptions,
  { below, reconciled }: Pick<TableState, 'below' | 'reconciled'>,
  now: Millis,
  lateness: Moment['lateness'],
): Promise<Strays> {
  if (reconciled.first === null) return { step: newStep([]), below }
  const to = reconciled.first * taken.width - 1
  const range = { from: null, to, after: below?.place ?? null }
  const [rows = []] = await session.read([scanRows(plan, range, limit.rows)])
  const step = newStep(rows)
  for (const row of rows) {
    const at = intake.timeOf(row, now)
    if (at !== null && at < now - backfill) intake.passBy(row)
    else intake.takeScanned(step, row, { now, checkedAt: now, lateness })
  }
  const place = lastPlaceOf(plan, rows)
  if (place !== null) return { step, below: { place, beganAt: below?.beganAt ?? now } }
  if (below === undefined || below.place === null) return { step, below: undefined }
  const isDue = now - below.beganAt >= comparing.every
  return { step, below: isDue ? { place: null, beganAt: now } : below }
}
