// Whether an alarmed series is back: a sequential test of its baseline against the level that it had shifted to.
import { type Model, rateDistance, typicalAt } from '../../baseline/baseline.ts'
import { logRatio, shiftedRate } from '../../baseline/rates.ts'
import type { Reading } from '../../baseline/reading.ts'
import type { Direction } from '../../change.ts'
import { clamp } from '../../evidence/score.ts'

/** Plain JSON. */
export interface RecoveryState {
  direction: 1 | -1
  /** Decayed sums from which the shifted level is read: `events` per `exposure`, or scores per point. */
  events: number
  exposure: number
  /** Log evidence for the baseline, never below 0. */
  evidence: number
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

/** The test begins where the shifted level is `size` standard deviations away. */
export function startRecovery(model: Model, direction: Direction, size: number): RecoveryState {
  const sign = direction === 'up' ? 1 : -1
  const { events, exposure } = typicalAt(model, sign * size)
  return { direction: sign, events: events * FIRST_WEIGHT, exposure: exposure * FIRST_WEIGHT, evidence: 0 }
}

/**
 * One step of Page's test (1954) with the roles turned: the null is "still shifted". A series that stays at the
 * shifted level is wrongly called back at most once in exp(threshold) points (Lorden 1971).
 */
export function stepRecovery(state: RecoveryState, model: Model, reading: Reading): RecoveryState {
  const { direction } = state
  const size = clamp(direction * distanceOf(model, state.events, state.exposure), NEAREST, FARTHEST)
  const gain = Math.min(-ratioOf(model, reading, direction * size), LARGEST_GAIN)
  const keep = 1 - 1 / MEMORY
  const { counted } = reading
  const events = counted === null ? (reading.innovations[0] ?? 0) : counted.events
  const exposure =
    counted === null
      ? 1
      : model.type === 'rate' && model.trials
        ? counted.events + counted.rest
        : counted.rest
  return {
    direction,
    events: state.events * keep + events,
    exposure: state.exposure * keep + exposure,
    evidence: Math.max(0, state.evidence + gain),
  }
}

/** Signed distance from the baseline, in standard deviations, of a level of so many events per exposure. */
function distanceOf(model: Model, events: number, exposure: number): number {
  return model.type === 'rate' ? rateDistance(model, events / exposure) : events / exposure
}

/** Log likelihood of this point under a shift of the given signed size over that under the baseline. */
function ratioOf(model: Model, { counted, innovations }: Reading, shift: number): number {
  if (model.type === 'rate' && counted !== null) {
    const [a, b] = logRatio(model.trials, model.dispersion, shiftedRate(model, shift), model.rate)
    return counted.events * a + counted.rest * b
  }
  return shift * (innovations[0] ?? 0) - (shift * shift) / 2
}
