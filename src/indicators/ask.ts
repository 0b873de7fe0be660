// Asks an indicator, and lets one that fails or answers nonsense stop nothing but itself.
import { messageOf } from '../core/errors.ts'
import type { Watchdog } from '../core/watchdog.ts'
import type { Estimate, Indicator, Window } from './indicator.ts'
import type { Tally } from './tally.ts'

/** What is wrong with an indicator. */
export interface IndicatorFault {
  indicator: string
  message: string
}

/** The estimate; where the indicator throws or its answer is none, that it is insufficient, and the fault. */
export function ask(
  indicator: Indicator,
  /** What was added up; the indicator's own view of it may be part of the making. */
  tallied: () => Tally,
  window: Window,
): { estimate: Estimate; fault: IndicatorFault | null } {
  try {
    const estimate = indicator.estimate(tallied(), window)
    const message = faultOf(estimate)
    if (message === null) return { estimate, fault: null }
    return declined(indicator, message)
  } catch (cause) {
    return declined(indicator, messageOf(cause))
  }
}

/** The indicator, of which `watch` learns when it is asked, so that one that does not return can be interrupted and named. */
export function watchedIndicator(indicator: Indicator, watch: Pick<Watchdog, 'begin' | 'end'>): Indicator {
  const asked = <T>(call: () => T): T => {
    watch.begin(indicator.name)
    try {
      return call()
    } finally {
      watch.end()
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

function faultOf(estimate: Estimate): string | null {
  if (typeof estimate !== 'object' || estimate === null || typeof estimate.ok !== 'boolean') {
    return 'the answer is no estimate'
  }
  if (!(estimate.n >= 0)) return `n is ${estimate.n}`
  if (!estimate.ok) return null
  const { value, lower, upper } = estimate
  if (!Number.isFinite(value)) return `the value is ${value}`
  return lower <= value && value <= upper
    ? null
    : `the value ${value} lies outside its interval [${lower}, ${upper}]`
}
