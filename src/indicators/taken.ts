// What a measure takes of lifecycles, held to its contract: one that fails costs no other measure anything, and what it could not
// take is counted in its place, so that nothing is estimated from the rest.
import { LAST_MOMENT, type Millis } from '../core/clock.ts'
import { faultOf, messageOf } from '../core/errors.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import type { Watchdog } from '../core/watchdog.ts'
import { overAt } from '../lifecycles/facts.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import type { Measure } from './measure.ts'

export interface Taken {
  /** Of which of the lifecycles, from 0. */
  place: number
  /** The moment in whose cell it is kept. */
  at: Millis
  /** Null: it could not be measured. */
  amount: number | null
}

/** What is wrong with a measure. */
export interface MeasureFault {
  measure: string
  message: string
  /** How often it failed. */
  count: number
}

/**
 * What the measure takes of lifecycles; of one that does not count, nothing. Where no moment comes of it, the failure is kept at each
 * moment of the lifecycle. One that fails on a lifecycle fails again when that is to be taken out of its cells: so the failure
 * comes out too.
 */
export function takenBy(
  measure: Measure,
  lifecycles: readonly Lifecycle[],
  watch?: Pick<Watchdog, 'begin' | 'end'>,
): { taken: Taken[]; fault: MeasureFault | null } {
  const owner: Owner = { kind: 'measure', name: measure.name }
  const taken: Taken[] = []
  let fault: MeasureFault | null = null
  const failed = (place: number, moments: Iterable<Millis>, cause: unknown): void => {
    fault ??= { measure: measure.name, message: faultOf(cause), count: 0 }
    fault.count++
    for (const at of moments) taken.push({ place, at, amount: null })
  }
  const take = (lifecycle: Lifecycle, place: number): void => {
    let moments: Iterable<Millis> | null = null
    try {
      const at = momentBy(measure, lifecycle)
      if (at === null) return
      moments = [at]
      taken.push({ place, at, amount: amountBy(measure, lifecycle) })
    } catch (cause) {
      failed(place, moments ?? momentsOf(lifecycle), cause)
    }
  }
  try {
    watch?.begin(owner)
    lifecycles.forEach(take)
  } catch (cause) {
    for (const [place, one] of lifecycles.entries()) failed(place, momentsOf(one), cause)
  } finally {
    watch?.end(owner)
  }
  return { taken, fault }
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
