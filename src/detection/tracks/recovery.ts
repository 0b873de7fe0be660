// Whether an alarmed series is back: a sequential test of its baseline against the level that it had shifted to.
import { clamp } from '../baseline/score.ts'

/** Plain JSON. */
export interface RecoveryState {
  direction: 1 | -1
  /** Decayed sums from which the shifted level is read: `events` per `exposure`, or scores per point. */
  events: number
  exposure: number
  /** Log evidence for the baseline, never below 0. */
  evidence: number
}

/** What a point says to the test. */
export interface RecoveryInput {
  events: number
  exposure: number
  /** Signed distance from the baseline, in standard deviations, of a level of so many events per exposure. */
  distance(events: number, exposure: number): number
  /** Log likelihood of this point under a shift of the given signed size over that under the baseline. */
  ratio(shift: number): number
}

/** The shifted level is followed with about this many points' inertia. */
const MEMORY = 48
/** How many points the level at the time of the alarm counts for. */
const FIRST_WEIGHT = 12
/** The band within which the shifted level is kept: nearer than this and the two cannot be told apart in time. */
const NEAREST = 0.4
const FARTHEST = 2
/** One quiet point alone does not end an alarm. */
const LARGEST_GAIN = 3.4

/** `events` and `exposure` are those of one typical point at the shifted level. */
export function startRecovery(direction: 'up' | 'down', events: number, exposure: number): RecoveryState {
  return {
    direction: direction === 'up' ? 1 : -1,
    events: events * FIRST_WEIGHT,
    exposure: exposure * FIRST_WEIGHT,
    evidence: 0,
  }
}

/**
 * One step of Page's test (1954) with the roles turned: the null is "still shifted". A series that stays at the
 * shifted level is wrongly called back at most once in exp(threshold) points (Lorden 1971).
 */
export function stepRecovery(state: RecoveryState, input: RecoveryInput): RecoveryState {
  const { direction } = state
  const size = clamp(direction * input.distance(state.events, state.exposure), NEAREST, FARTHEST)
  const gain = Math.min(-input.ratio(direction * size), LARGEST_GAIN)
  const keep = 1 - 1 / MEMORY
  return {
    direction,
    events: state.events * keep + input.events,
    exposure: state.exposure * keep + input.exposure,
    evidence: Math.max(0, state.evidence + gain),
  }
}
