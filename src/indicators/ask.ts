// Asks an indicator, and lets one that fails or answers nonsense stop nothing but itself.
import { faultOf, messageOf } from '../core/errors.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import { NoTimeLeft, type Watchdog } from '../core/watchdog.ts'
import type { Estimate, Indicator, Window } from './indicator.ts'
import type { Tally } from './tally.ts'

/** What is wrong with an indicator. */
export interface IndicatorFault {
  indicator: string
  message: string
}

/** The estimate; where the indicator throws or its answer is none, that it is insufficient, and the fault. Throws `NoTimeLeft`. */
export function ask(
  indicator: Indicator,
  /** What was added up; the indicator's own view of it may be part of the making. */
  tallied: () => Tally,
  window: Window,
): { estimate: Estimate; fault: IndicatorFault | null } {
  try {
    const tally = tallied()
    const unmeasured = indicator.measures.find(({ name }) => (tally.unmeasured?.get(name) ?? 0) !== 0)
    if (unmeasured !== undefined) {
      return declined(indicator, `its measure ${unmeasured.name} failed on what came in this time`)
    }
    return { estimate: soundOf(indicator.estimate(tally, window)), fault: null }
  } catch (cause) {
    if (cause instanceof NoTimeLeft) throw cause
    return declined(indicator, faultOf(cause))
  }
}

/** The indicator, of which `watch` learns when it is asked, so that one that does not return can be interrupted and named. */
export function watchedIndicator(indicator: Indicator, watch: Pick<Watchdog, 'begin' | 'end'>): Indicator {
  const owner: Owner = { kind: 'indicator', name: indicator.name }
  const asked = <T>(call: () => T): T => {
    watch.begin(owner)
    try {
      return call()
    } finally {
      watch.end(owner)
    }
  }
  return {
    ...indicator,
    ...(indicator.view && {
      view: (cell, window, into) => asked(() => indicator.view?.(cell, window, into)),
    }),
    estimate: (tally, window) => asked(() => indicator.estimate(tally, window)),
  }
}

function declined(indicator: Indicator, message: string): { estimate: Estimate; fault: IndicatorFault } {
  return {
    estimate: { ok: false, reason: 'insufficient', n: 0 },
    fault: { indicator: indicator.name, message },
  }
}

/** A plain copy, so that nothing of the answer runs again. Throws where it is no estimate. */
function soundOf(answered: unknown): Estimate {
  if (typeof answered !== 'object' || answered === null) throw new Error('the answer is no estimate')
  const { ok, reason, n, value, lower, upper } = answered as Readonly<Record<string, unknown>>
  if (typeof n !== 'number' || !(n >= 0 && n < Number.POSITIVE_INFINITY))
    throw new Error(`n is ${messageOf(n)}`)
  if (ok === false && (reason === 'insufficient' || reason === 'stale')) return { ok, reason, n }
  if (ok !== true) throw new Error('the answer is no estimate')
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`the value is ${messageOf(value)}`)
  if (typeof lower === 'number' && typeof upper === 'number' && lower <= value && value <= upper) {
    return { ok, value, lower, upper, n }
  }
  throw new Error(`the value ${value} lies outside its interval [${messageOf(lower)}, ${messageOf(upper)}]`)
}
