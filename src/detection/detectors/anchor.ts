// The first baseline that a series ever had, kept as a second reference once the baseline has been moved.
import { distanceBetween, type Model, shiftModel } from '../baseline/baseline.ts'
import { withRate } from '../baseline/rates.ts'
import { type Followed, readAgain, startFollowing } from '../baseline/reading.ts'
import type { Alarm, Direction } from '../change.ts'
import { ROW } from '../evidence/rows.ts'
import { startRows } from '../noise/refute.ts'
import type { Detector, Evidence, Seen } from './detector.ts'
import { level } from './level.ts'
import { rates } from './rates.ts'
import { NO_RUN } from './shared/since.ts'

/** Plain JSON. Distances are signed and in standard deviations of the first baseline. */
export interface AnchorState {
  readonly first: First
  /** Where the present baseline stands. */
  readonly present: number
  /** The departures that a human has seen as such, and accepted. */
  readonly seen: readonly [number, number]
  /** A departure beyond what was seen passes unsaid up to the largest single step that was accepted. */
  readonly step: number
  /** The first baseline moved to either end of what passes, each watched on its outer side. */
  readonly up: Side
  readonly down: Side
}

/** Null before its first point. */
type Side = {
  readonly followed: Followed
  /** Of the detector of the level, or of rates. */
  readonly level: object
} | null

/** The level of the first baseline: of scores with its sigma, or a rate. The rest is taken from the present one. */
type First = { readonly center: number; readonly sigma: number } | { readonly rate: number }

/** Steps smaller than this, in standard deviations, may add up to this before anything is said. */
const LEAST_STEP = 1

/**
 * A step away from the first baseline itself has been seen whole; so has the sum of all steps if the anchor's own alarm stood.
 * Else only what was seen before stays seen: steps accepted one by one, none larger than `step`, raise the alarm as soon as
 * their sum is. docs/reference/detectors/baseline.md
 */
export const anchor: Detector<AnchorState> = {
  name: 'anchor',
  kinds: ['slope'],
  pausedBy: [],
  init: () => null,
  step(state, seen, alarm) {
    const [low, high] = state.seen
    const up = stepSide(
      shiftModel(firstModel(state.first, seen.model), high + state.step),
      state.up,
      seen,
      'up',
      alarm,
    )
    const down = stepSide(
      shiftModel(firstModel(state.first, seen.model), low - state.step),
      state.down,
      seen,
      'down',
      alarm,
    )
    const direction = alarm?.direction ?? (logOf(up) >= logOf(down) ? 'up' : 'down')
    const evidence = direction === 'up' ? up.evidence : down.evidence
    const next = { ...state, up: up.side, down: down.side }
    if (evidence === null) return [next, null]
    const { log, pages, over } = evidence
    return [next, { log, pages, kind: 'slope', direction, ...(over === true ? { over } : {}) }]
  },
  restart(state, ended) {
    return ended ? { ...state, up: NO_SIDE, down: NO_SIDE } : state
  },
  relearn: state => state,
  moved(state, from, to, own) {
    const first = state?.first ?? levelOf(from)
    const present = distanceBetween(firstModel(first, to), to)
    const step = Math.max(state?.step ?? LEAST_STEP, Math.abs(present - (state?.present ?? 0)))
    const [low, high] = state?.seen ?? [0, 0]
    const whole = state === null || own !== null
    const seen = whole ? ([Math.min(low, present), Math.max(high, present)] as const) : ([low, high] as const)
    return { first, present, seen, step, up: NO_SIDE, down: NO_SIDE }
  },
}

const NO_SIDE: Side = null

function levelOf(model: Model): First {
  return model.type === 'rate' ? { rate: model.rate } : { center: model.center, sigma: model.sigma }
}

/** The first baseline with all but its level as the present one has it. */
function firstModel(first: First, present: Model): Model {
  if (present.type === 'rate') return 'rate' in first ? withRate(present, first.rate, present.count) : present
  return 'rate' in first ? present : plain({ ...present, center: first.center, sigma: first.sigma })
}

/** Judged by AR(1) alone: what is accepted step by step is no wander. */
function plain(model: Model): Model {
  if (model.type === 'rate') return model
  const { noise, rows } = model
  const one = (values: readonly number[]): number[] => values.slice(0, 1)
  return {
    ...model,
    noise: {
      filters: 1,
      phi: one(noise.phi),
      shift: one(noise.shift),
      spread: one(noise.spread),
      scale: one(noise.scale),
      logs: one(noise.logs),
    },
    rows: { ...rows, factors: rows.factors.slice(0, 1), page: one(rows.page) },
  }
}

function startSide(model: Model): NonNullable<Side> {
  const state =
    model.type === 'rate'
      ? { rows: Array.from({ length: ROW }, () => 0), recovery: null }
      : { rows: startRows(model.rows), run: NO_RUN, recovery: null }
  return { followed: startFollowing(model), level: state }
}

function stepSide(
  model: Model,
  given: Side,
  seen: Seen,
  direction: Direction,
  alarm: Alarm | null,
): { side: Side; evidence: Evidence | null } {
  const side = given ?? startSide(model)
  const { value, options, clock } = seen
  const { reading, followed } = readAgain(model, side.followed, seen.reading, value, options, clock)
  const own = alarm?.direction === direction ? alarm : null
  // What the sides gather is not the evidence of the level.
  const inner: Seen = { ...seen, model, reading, noise: followed.noise, tell: undefined }
  const detector: Detector = model.type === 'rate' ? rates : level
  const [next, evidence] = detector.step(side.level, inner, own)
  const outward = evidence !== null && (evidence.direction === direction || own !== null)
  return { side: { followed, level: next }, evidence: outward ? evidence : null }
}

function logOf({ evidence }: { evidence: Evidence | null }): number {
  return evidence?.log ?? Number.NEGATIVE_INFINITY
}
