// The first baseline that a series ever had, kept as a second reference when the baseline has been moved.
import type { Alarm, MonitorOptions } from '../change.ts'
import type { Model, Value } from './channel.ts'
import { distanceBetween, shiftModel, startChannel, stepChannel } from './channel.ts'
import type { Lookout, Track } from './track.ts'
import { stepTrack } from './track.ts'

/** Plain JSON. Distances are signed and in standard deviations of the first baseline. */
export interface Anchor {
  first: Model
  /** Where the present baseline stands. */
  present: number
  /** The departures that a human has seen as such, and accepted. */
  seen: readonly [number, number]
  /** A departure beyond what was seen passes unsaid up to the largest single step that was accepted. */
  step: number
  /** The first baseline moved to either end of what passes, each watched on its outer side. */
  up: Track
  down: Track
}

/** Steps smaller than this, in standard deviations, may add up to this before anything is said. */
const LEAST_STEP = 1

/**
 * The baseline moves from `before` to `after`. A step away from the first baseline itself has been seen whole; so has
 * the sum of all steps if the anchor's own alarm stood. Else only what was seen before stays seen: steps accepted one
 * by one, none larger than `step`, raise the anchor's alarm as soon as their sum is.
 */
export function moveAnchor(anchor: Anchor | null, before: Model, after: Model): Anchor {
  const first = anchor?.first ?? before
  const present = distanceBetween(first, after)
  const step = Math.max(anchor?.step ?? LEAST_STEP, Math.abs(present - (anchor?.present ?? 0)))
  const whole = anchor === null || anchorAlarm(anchor) !== null
  const [low, high] = anchor?.seen ?? [0, 0]
  const seen = whole ? ([Math.min(low, present), Math.max(high, present)] as const) : ([low, high] as const)
  const fresh: Track = { channel: startChannel(first), alarm: null, recovery: null }
  return { first, present, seen, step, up: fresh, down: fresh }
}

export function stepAnchor(anchor: Anchor, value: Value, options: MonitorOptions): Anchor {
  const { first, seen, step, up, down } = anchor
  const above = shiftModel(first, seen[1] + step)
  const below = shiftModel(first, seen[0] - step)
  return {
    ...anchor,
    up: stepSide(above, up, value, { kind: 'slope', only: 'up' }, options),
    down: stepSide(below, down, value, { kind: 'slope', only: 'down' }, options),
  }
}

function stepSide(
  model: Model,
  track: Track,
  value: Value,
  lookout: Lookout,
  options: MonitorOptions,
): Track {
  const reading = stepChannel(model, track.channel, value, options.family, options.bucket)
  return stepTrack(model, track, reading, value.at, lookout, options)
}

export function anchorAlarm({ up, down }: Anchor): Alarm | null {
  return up.alarm ?? down.alarm
}
