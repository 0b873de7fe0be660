// By whose clock the rows of a round live, and what is to be said where that of the server is not ours.
import type { Clock, Millis } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import type { SourceProblem } from '../source.ts'
import { type Horizon, measureHorizon } from './completeness/horizon.ts'
import type { Session } from './connection/session.ts'
import type { Planned } from './mapping/plan.ts'
import type { DatabaseState } from './reading/cursor.ts'

export interface ClockOptions {
  name: string
  lag: Millis
  clock: Clock
  /** The rows live by the clock of the database server. */
  serverClock: boolean
}

export interface RoundHorizon extends Horizon {
  /** How far the clock of the server is ahead of ours, at the least: it was asked between two looks at ours. */
  ahead: Millis
}

export async function horizonOf(
  { name, lag, clock, serverClock }: ClockOptions,
  session: Session,
  planned: readonly Planned[],
  state: DatabaseState,
): Promise<RoundHorizon> {
  const before = clock.now()
  if (!serverClock) {
    const simulated = { at: before, server: '', running: {}, receiver: null }
    return { now: before, bound: before, problems: [], state: simulated, ahead: 0 }
  }
  const plans = planned.flatMap(({ plan }) => (plan === null ? [] : [plan]))
  const writers = plans.some(({ view }) => view) ? null : plans.map(({ oid }) => oid)
  const horizon = await measureHorizon(session, name, writers, state.horizon, lag)
  return { ...horizon, ahead: outside(horizon.now, before, clock.now()) }
}

/** How far a moment lies before or behind a stretch of time; 0: it lies in it. */
function outside(moment: Millis, from: Millis, to: Millis): Millis {
  return moment - Math.min(Math.max(moment, from), Math.max(from, to))
}

export function clockProblems(
  { name, lag }: Pick<ClockOptions, 'name' | 'lag'>,
  { ahead }: RoundHorizon,
): SourceProblem[] {
  if (Math.abs(ahead) <= lag) return []
  const apart = `${formatDuration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'}`
  return [
    {
      where: name,
      key: 'clocks differ',
      message: `the clock of the database server is ${apart} that of this machine`,
      remedy: 'Set both by NTP; meanwhile its rows are taken by its own clock',
      refused: 0,
    },
  ]
}
