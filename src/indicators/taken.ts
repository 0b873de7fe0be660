// What a measure takes of lifecycles, held to its contract: one that fails costs no other measure anything, and what it could not
// take is counted in its place, so that nothing is estimated from the rest.
import { LAST_MOMENT, type Millis } from '../core/clock.ts'
import { faultOf, messageOf } from '../core/errors.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import { NoTimeLeft, type Watchdog } from '../core/watchdog.ts'
import { overAt } from '../lifecycles/facts.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import type { Measure } from './measure.ts'

/**
 * Told what is taken: of which of the lifecycles, from 0; the moment in whose cell it is kept; and how much, null where it could not
 * be measured. A list of it would be millions of things to clear away, of a history.
 */
export type Keep = (place: number, at: Millis, amount: number | null) => void

/** What is wrong with a measure. */
export interface MeasureFault {
  measure: string
  message: string
  /** How often it failed. */
  count: number
}

/**
 * What the measure takes of lifecycles goes to `keep`; of one that does not count, nothing. Where no moment comes of it, the failure
 * is kept at each moment of the lifecycle. One that fails on a lifecycle fails again when that is to be taken out of its cells: so
 * the failure comes out too. Null: it did not fail. Throws `NoTimeLeft` where `watch` does.
 */
export function takenBy(
  measure: Measure,
  lifecycles: readonly Lifecycle[],
  keep: Keep,
  watch?: Pick<Watchdog, 'begin' | 'end'>,
): MeasureFault | null {
  const owner: Owner = { kind: 'measure', name: measure.name }
  let fault: MeasureFault | null = null
  const failed = (place: number, moments: Iterable<Millis>, cause: unknown): void => {
    fault ??= { measure: measure.name, message: faultOf(cause), count: 0 }
    fault.count++
    for (const at of moments) keep(place, at, null)
  }
  const take = (lifecycle: Lifecycle, place: number): void => {
    let at: Millis | null = null
    let amount: number
    try {
      at = momentBy(measure, lifecycle)
      if (at === null) return
      amount = amountBy(measure, lifecycle)
    } catch (cause) {
      failed(place, at === null ? momentsOf(lifecycle) : [at], cause)
      return
    }
    keep(place, at, amount)
  }
  try {
    watch?.begin(owner)
  } catch (cause) {
    if (cause instanceof NoTimeLeft) throw cause
    for (const [place, one] of lifecycles.entries()) failed(place, momentsOf(one), cause)
    return fault
  }
  try {
    lifecycles.forEach(take)
  } finally {
    watch?.end(owner)
  }
  return fault
}

function momentsOf(lifecycle: Lifecycle): Set<Millis> {
  const { openedAt, startedAt } = lifecycle
  return new Set([openedAt, startedAt, overAt(lifecycle)].filter(at => at !== null))
}

/** Throws where the measure does, and where its answer is none. */
function momentBy(measure: Measure, lifecycle: Lifecycle): Millis | null {
  const at: unknown = measure.at(lifecycle)
  if (at === null || (isWhole(at) && at >= 0 && at <= LAST_MOMENT)) return at
  throw new Error(`its moment is ${messageOf(at)}`)
}

/** Throws where the measure does, and where its answer is none. */
function amountBy(measure: Measure, lifecycle: Lifecycle): number {
  if (measure.type === 'count') {
    const count: unknown = measure.count(lifecycle)
    if (isWhole(count)) return count
    throw new Error(`its count is ${messageOf(count)}`)
  }
  const value: unknown = measure.value(lifecycle)
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return value
  throw new Error(`its value is ${messageOf(value)}`)
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
