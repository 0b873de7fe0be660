// Evidence of a slow trend: weekly means at dyadic lengths, by ranks alone.
import type { Millis } from '../../core/clock.ts'
import { WEEK } from '../../core/duration.ts'
import { mannKendall, senSlope } from '../../stats/mann-kendall.ts'
import type { Direction } from '../change.ts'
import { watchThreshold } from '../evidence/levels.ts'
import { clamp } from '../evidence/score.ts'
import type { Detector } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import { type RecoveryState, startRecovery, stepRecovery } from './shared/recovery.ts'
import { remembersWeeks } from './shared/weeks.ts'

/** Plain JSON. */
export interface TrendState {
  /** Closed weeks, oldest first, at most the longest window. */
  weeks: readonly number[]
  /** How many weeks were closed in all. */
  closed: number
  /** The open week: its number since the epoch, and the sum of what was seen. Null before the first point. */
  week: number | null
  sum: number
  count: number
  /** What the last closed week said: log evidence and direction. */
  said: number
  direction: Direction
  /** There while an alarm stands. */
  recovery: RecoveryState | null
}

const WINDOWS = [8, 16, 32, 64] as const
const LONGEST = 64
/** Beyond this a point counts as this: the mean of a week then moves as its median would. */
const CLIP = 3
/** A week tells its level if at least this share of its buckets carried a number. */
const LEAST_SHARE = 0.25
/** A trend that comes to less than this over its window, in standard deviations, is not worth anybody's attention. */
const LEAST_CHANGE = 0.25
/**
 * Each window is tested once in its own length: 33.5 tests in 1,000 days. At this p-value they raise together one false
 * watch in 10,000 days, a tenth of what the series may.
 */
const WATCH_P = 0.003

/**
 * Mann-Kendall under Hamed and Rao's variance, on the last 8, 16, 32 and 64 weekly means, whenever the number of weeks
 * is a multiple of the window. It has no baseline and so also speaks where the frozen one says little: on series that
 * are nearly random walks from hour to hour.
 */
export const trend: Detector<TrendState> = inPlace<TrendState>({
  name: 'trend',
  kinds: ['slope'],
  pausedBy: [],
  init: () => ({
    weeks: [],
    closed: 0,
    week: null,
    sum: 0,
    count: 0,
    said: 0,
    direction: 'up',
    recovery: null,
  }),
  copy: ({ weeks, closed, week, sum, count, said, direction, recovery }) => ({
    weeks,
    closed,
    week,
    sum,
    count,
    said,
    direction,
    recovery,
  }),
  advance(state, { at, reading, model, options }, own) {
    const { bucket } = options
    addPoint(state, at, reading.deviation, bucket)
    if (own !== null) {
      const recovery =
        state.recovery === null
          ? startRecovery(model, own.direction, TREND_SHIFT)
          : stepRecovery(state.recovery, model, reading)
      const over = recovery.evidence >= Math.log(watchThreshold(bucket))
      state.recovery = recovery
      return { ...claimOf(state), direction: own.direction, ...(over ? { over } : {}) }
    }
    return state.said === 0 || remembersWeeks(model, bucket) ? null : claimOf(state)
  },
  restart: state => ({ ...state, said: 0, recovery: null }),
  relearn: state => state,
})

/** The level that a trend is held to have moved by, for the test of whether it is over. */
const TREND_SHIFT = 0.4

function claimOf({ said, direction }: TrendState) {
  return { log: said, pages: false, kind: 'slope' as const, direction }
}

function addPoint(state: TrendState, at: Millis, deviation: number, bucket: Millis): void {
  const week = Math.floor(at / WEEK)
  const value = clamp(deviation, -CLIP, CLIP)
  if (state.week === week) {
    state.sum += value
    state.count += 1
    return
  }
  closeWeek(bucket, state)
  state.week = week
  state.sum = value
  state.count = 1
}

function closeWeek(bucket: Millis, state: TrendState): void {
  const expected = Math.max(1, WEEK / bucket)
  state.said = 0
  if (state.week === null || state.count < LEAST_SHARE * expected) return
  const weeks = [...state.weeks, Number((state.sum / state.count).toPrecision(5))].slice(-LONGEST)
  state.weeks = weeks
  state.closed += 1
  for (const window of WINDOWS) {
    if (state.closed % window !== 0) continue
    const row = weeks.slice(-window)
    const change = senSlope(row) * (window - 1)
    if (Math.abs(change) < LEAST_CHANGE) continue
    const evidence = Math.log(watchThreshold(bucket)) + Math.log(WATCH_P) - mannKendall(row).logP
    if (evidence > state.said) {
      state.said = evidence
      state.direction = change > 0 ? 'up' : 'down'
    }
  }
}
