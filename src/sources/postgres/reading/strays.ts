// Rows that a reader who goes by time never meets: their time has not come, or there is none.
import type { Millis } from '../../../core/clock.ts'
import type { Session } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { RowIntake } from './row-intake.ts'
import { IN_FUTURE } from './rows/row.ts'
import { newStep, type Step } from './rows/step.ts'
import { futureRows, timelessRows } from './statements.ts'

export interface StrayOptions {
  plan: TablePlan
  session: Session
  intake: RowIntake
  lag: Millis
  elapsed(): Millis
}

/** Most rows without a usable time that are counted. */
const STRAYS = 100

/** Counts them as refused. */
export async function strayStep(
  { plan, session, intake, lag, elapsed }: StrayOptions,
  now: Millis,
): Promise<Step> {
  const step = newStep([])
  if (plan.order.unit !== 'time') return step
  const statements = [futureRows(plan, plan.order.clock.mostUpTo(now + elapsed() + lag), STRAYS)]
  if (plan.hidden) statements.push(timelessRows(plan, STRAYS))
  const [future = [], timeless = []] = await session.read(statements)
  for (const row of future) intake.takeStray(step, row, IN_FUTURE)
  for (const row of timeless) intake.takeStray(step, row, 'is null')
  return step
}
