// Windows for testing indicators one at a time.
import type { Millis } from '../../src/core/clock.ts'
import { HOUR } from '../../src/core/duration.ts'
import type { Estimate, Indicator, Window } from '../../src/indicators/indicator.ts'
import type { Lifecycle } from '../../src/lifecycles/lifecycle.ts'
import { MONDAY } from './lifecycles.ts'

/** One hour from Monday on, unless said otherwise. */
export function windowOf(lifecycles: readonly Lifecycle[], facts: Partial<Window> = {}): Window {
  const from = facts.from ?? MONDAY
  const to = facts.to ?? from + HOUR
  return { from, to, asOf: facts.asOf ?? to, lifecycles }
}

/** The estimate over [from, to) as a pass would ask for it; fails the test where the indicator declines. */
export function estimated(
  indicator: Indicator,
  lifecycles: readonly Lifecycle[],
  from: Millis = MONDAY,
  to: Millis = MONDAY + HOUR,
): Extract<Estimate, { ok: true }> {
  const estimate = indicator.estimate({ from, to, asOf: to + indicator.maturity, lifecycles })
  if (!estimate.ok) throw new Error(`${indicator.name} said ${estimate.reason} at n = ${estimate.n}`)
  return estimate
}
