// Windows for testing indicators one at a time: the lifecycles are put into cells, and these are merged.
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import type { Estimate, Indicator } from '../../../src/indicators/indicator.ts'
import { startTally } from '../../../src/indicators/tally.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { addToCells, addToWindow, type CellDeltas, type Slice } from '../../../src/series/cells.ts'
import { MONDAY } from './lifecycles.ts'

/** The cells of an indicator, in time order. */
export function slicesOf(
  indicator: Indicator,
  lifecycles: readonly Lifecycle[],
  grain: Millis = HOUR,
): Slice[] {
  const deltas: CellDeltas = new Map()
  const { measures } = indicator
  const changes = lifecycles.map(lifecycle => ({ lifecycle, sign: 1 }) as const)
  addToCells(deltas, { grain, measures }, changes)
  return [...deltas]
    .sort(([a], [b]) => a - b)
    .map(([from, byLabels]) => ({
      from,
      to: from + grain,
      cells: [...byLabels].map(([key, tally]) => ({ labels: JSON.parse(key) as Lifecycle['labels'], tally })),
    }))
}

/** The estimate over [from, to), one hour from Monday on unless said otherwise. */
export function estimateOver(
  indicator: Indicator,
  lifecycles: readonly Lifecycle[],
  from: Millis = MONDAY,
  to: Millis = MONDAY + HOUR,
): Estimate {
  return estimateOfSlices(indicator, slicesOf(indicator, lifecycles), from, to)
}

/** The same over cells that several windows are made of. */
export function estimateOfSlices(
  indicator: Indicator,
  slices: readonly Slice[],
  from: Millis,
  to: Millis,
): Estimate {
  const tally = startTally()
  for (const slice of slices) {
    for (const cell of slice.cells)
      addToWindow(indicator, { ...slice, tally: cell.tally }, { from, to }, tally)
  }
  return indicator.estimate(tally, { from, to })
}

/** The same; fails the test where the indicator declines. */
export function estimated(
  indicator: Indicator,
  lifecycles: readonly Lifecycle[],
  from: Millis = MONDAY,
  to: Millis = MONDAY + HOUR,
): Extract<Estimate, { ok: true }> {
  const estimate = estimateOver(indicator, lifecycles, from, to)
  if (!estimate.ok) throw new Error(`${indicator.name} said ${estimate.reason} at n = ${estimate.n}`)
  return estimate
}
