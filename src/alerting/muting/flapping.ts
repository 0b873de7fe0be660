// An alarm that comes and goes: after a few times in a day it has to stand for a while before anybody is notified again.
import type { Millis } from '../../core/clock.ts'

export interface FlapPolicy {
  /** How often it may fire within `within` before it counts as flapping. */
  times: number
  within: Millis
  /** How long it must then fire before anybody is notified. */
  hold: Millis
}

/**
 * How often an alarm fired in the time before it fired at `firingSince`, if that makes it flap; else null.
 * `firings` are the moments at which the same alarm began to fire, in any order.
 */
export function flapsOf(
  firings: readonly Millis[],
  firingSince: Millis,
  { times, within }: FlapPolicy,
): number | null {
  const before = firings.filter(at => at < firingSince && firingSince - at <= within).length
  return before >= times ? before : null
}
