// Silence: how unlikely is a gap as long as the present one?
import { holidayTime } from '../../core/zones/holidays.ts'
import type { Value } from '../baseline/values.ts'
import type { Alarm, MonitorOptions } from '../change.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import { fromScale, scaleOf } from '../evidence/score.ts'
import type { Detector, Evidence, Seen } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import { fitRuns, gapLengths, logSurvival, type RunFrozen } from './shared/runs.ts'

/** Plain JSON. */
export interface GapsState {
  readonly gaps: RunFrozen
  lastArrival: number
}

/** docs/reference/detectors/liveness.md */
export const gaps: Detector<GapsState> = inPlace<GapsState>({
  name: 'gaps',
  kinds: ['missing'],
  pausedBy: [],
  init({ samples, options }) {
    const { bucket, family, calendar } = options
    const arrivals = samples
      .filter(({ score }) => family !== 'count' || fromScale(scaleOf(family), score) > 0.01)
      .map(({ at }) => at)
    const first = arrivals[0] ?? 0
    const counted = arrivals.map(at => at - holidayTime(calendar, first, at))
    return {
      gaps: fitRuns(gapLengths(counted, bucket)),
      lastArrival: arrivals.at(-1) ?? samples[0]?.at ?? 0,
    }
  },
  copy: state => ({ gaps: state.gaps, lastArrival: state.lastArrival }),
  advance(state, seen, own) {
    const { at, value, options } = seen
    if (!arrives(value, options)) return gone(state, seen, own) ?? surprise(state, at, options)
    state.lastArrival = at
    return own === null ? null : { ...silent(0), over: true }
  },
  restart: state => state,
  relearn: state => state,
  wait: (state, at, options) => surprise(state, at, options),
})

/** An empty bucket of a count is a number, but no sign of life. */
function arrives({ value }: Value, { family }: MonitorOptions): boolean {
  return family !== 'count' || value > 0
}

/**
 * A count that is found to have fallen while it is silent for longer than it ever was has not fallen: it is gone.
 * What stands against its level then also counts for its silence.
 */
function gone(state: GapsState, { at, claims, options }: Seen, own: Alarm | null): Evidence | null {
  const fall = claims.find(({ kind, direction }) => kind === 'level' && direction === 'down')
  if (fall === undefined) return null
  const gap = silenceUpTo(at, state, options)
  if (own === null && gap <= state.gaps.longest) return null
  const silence = surprise(state, at, options)
  return {
    ...silence,
    log: Math.max(silence.log, own === null ? fall.log : 0),
    pages: silence.pages || fall.pages,
  }
}

function surprise(state: GapsState, at: number, options: MonitorOptions): Evidence {
  const log = -logSurvival(state.gaps, silenceUpTo(at, state, options))
  return { ...silent(log), pages: log >= Math.log(watchThreshold(options.bucket) * PAGE_OVER_WATCH) }
}

/** In buckets. Silence on a holiday is not held against a series. */
function silenceUpTo(at: number, { lastArrival }: GapsState, { bucket, calendar }: MonitorOptions): number {
  return (at - lastArrival - holidayTime(calendar, lastArrival + bucket, at + bucket)) / bucket
}

function silent(log: number): Evidence {
  return { log, pages: false, kind: 'missing', direction: 'down' }
}
