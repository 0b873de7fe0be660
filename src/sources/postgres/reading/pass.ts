// A pass: one run over the rows of a table from a bound to the present, in the order of an index.
import type { Millis } from '../../../core/clock.ts'
import { lookedAt } from '../completeness/looks.ts'
import type { TakenRows } from '../completeness/taken.ts'
import type { Session } from '../connection/session.ts'
import type { Cell } from '../connection/values.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { Pass, TableState } from './cursor.ts'
import { orderValue } from './rows/cells.ts'
import { extent } from './statements.ts'

export interface PassOptions {
  order: TablePlan['order']
  lag: Millis
  backfill: Millis
}

/** The next pass of a table: the one that was interrupted, or a new one. */
export function nextPass(state: TableState, { order, lag, backfill }: PassOptions, now: Millis): Pass {
  const byTime = order.unit === 'time'
  const { clock } = order
  if (state.pass !== null) {
    const startedAt = Math.min(state.pass.startedAt, now)
    return { ...state.pass, startedAt, to: byTime ? clock.mostUpTo(startedAt) : null }
  }
  const first = leastFrom(order, now - backfill)
  // Rows may become visible as late as the lag after their time: what lies within it is read once more.
  const again = leastFrom(order, Math.min(state.readTo ?? now, now) - lag) ?? state.resumeAt
  const from = state.readTo === null ? first : again
  return { startedAt: now, from, to: byTime ? clock.mostUpTo(now) : null, after: null, extent: null }
}

/** The least that rows of a moment and later ones hold in the order of time; null in that of a number, which says nothing of it. */
export function leastFrom({ unit, clock }: TablePlan['order'], moment: Millis): number | null {
  return unit === 'time' ? clock.leastFrom(moment) : null
}

/** The next pass; a first one knows what it has before it. */
export async function beginPass(
  state: TableState,
  { plan, session, lag, backfill }: Omit<PassOptions, 'order'> & { plan: TablePlan; session: Session },
  now: Millis,
): Promise<Pass> {
  const { order } = plan
  const pass = nextPass(state, { order, lag, backfill }, now)
  if (state.readTo !== null || state.pass !== null) return pass
  const [[bounds = []] = []] = await session.read([extent(plan, pass.from)])
  return { ...pass, extent: extentOf(pass, order, bounds) }
}

/** The state once a pass has ended. A bound that moves back, as that of a standby whose times are lost, takes nothing back. */
export function afterPass(
  state: TableState,
  pass: Pass,
  { plan, taken, bound, backfill }: Pick<PassOptions, 'backfill'> & PassEnd,
): TableState {
  const { readTo, reconciled } = state
  const first =
    plan.order.unit === 'time' ? taken.slotOf(pass.from ?? 0) + 1 : taken.slotOf(pass.extent?.[0] ?? 0)
  return {
    ...state,
    pass: null,
    pulledAt: pass.startedAt,
    looks: lookedAt(state.looks, state.pulledAt, pass.startedAt),
    readTo: Math.max(readTo ?? pass.startedAt - backfill, Math.min(pass.startedAt, bound)),
    reconciled: { ...reconciled, first: reconciled.first ?? first },
  }
}

interface PassEnd {
  plan: Pick<TablePlan, 'order'>
  taken: Pick<TakenRows, 'slotOf'>
  /** Every row with an earlier time can be seen. */
  bound: Millis
}

/** What a first pass has before it, for its progress. */
export function extentOf(
  pass: Pass,
  order: TablePlan['order'],
  bounds: readonly Cell[],
): readonly [number, number] | null {
  const begin = orderValue(order, bounds[0] ?? null)
  const end = orderValue(order, bounds[1] ?? null)
  return begin === null || end === null ? null : [begin, Math.min(end, pass.to ?? end)]
}

/** Share of a first pass that is done, 0 to 1. */
export function passProgress(pass: Pass | null, order: TablePlan['order']): number {
  if (pass?.extent == null) return 0
  const [begin, end] = pass.extent
  const text = pass.after?.[0]
  if (text === undefined || end <= begin) return 0
  const at = orderValue(order, text) ?? begin
  return Math.min(1, Math.max(0, (at - begin) / (end - begin)))
}

/**
 * Up to when a first pass that is under way has reported everything: the time of the row that it has come to, but never
 * past `latest`. Null before its first row, and in the order of a number, which says nothing of times.
 */
export function firstPassUpTo(
  { order }: Pick<TablePlan, 'order'>,
  pass: Pass | null,
  latest: Millis,
): Millis | null {
  const place = pass?.after?.[0]
  const reached = order.unit === 'time' && place !== undefined ? orderValue(order, place) : null
  return reached === null ? null : Math.min(order.clock.momentOf(reached), latest)
}
