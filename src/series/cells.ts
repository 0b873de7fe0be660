// Cells: what the lifecycles of a kind add up to at one label set in one stretch of time. They are kept in the place of the
// lifecycles, which are let go.
import type { Millis } from '../core/clock.ts'
import { HOUR } from '../core/duration.ts'
import type { Labels } from '../core/series-key.ts'
import type { Watchdog } from '../core/watchdog.ts'
import type { Cell, Indicator, Window } from '../indicators/indicator.ts'
import type { Measure } from '../indicators/measure.ts'
import { type Keep, type MeasureFault, takenBy } from '../indicators/taken.ts'
import {
  addAmount,
  mergeMeasures,
  mergeTally,
  mergeUnmeasured,
  startTally,
  type Tally,
} from '../indicators/tally.ts'
import { frozenLifecycle } from '../lifecycles/join.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS, type LifecycleKind } from '../lifecycles/registry.ts'
import { bucketStart } from './bucket.ts'

/** What is to be added to cells, by their start, then by `labelsKey`. */
export type CellDeltas = Map<Millis, Map<string, Tally>>

/** The cells of all label sets over one stretch of time. */
export interface Slice {
  from: Millis
  to: Millis
  cells: ReadonlyArray<LabelledTally>
}

export interface LabelledTally {
  labels: Labels
  tally: Tally
}

/** Equal labels have equal keys. The labels of a lifecycle have their names in order. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(labels)
}

/** A lifecycle that is added to the cells in which it counts, or with -1 is taken out of them again. */
export interface CellChange {
  lifecycle: Lifecycle
  sign: 1 | -1
}

/** Works out what the changes add to cells, and which measures failed. `watch` learns which measure is asked. */
export function addToCells(
  deltas: CellDeltas,
  { measures, grain }: Pick<Accumulation, 'measures' | 'grain'>,
  changes: readonly CellChange[],
  watch?: Pick<Watchdog, 'begin' | 'end'>,
): MeasureFault[] {
  const lifecycles = changes.map(({ lifecycle }) => frozenLifecycle(lifecycle))
  const keys = lifecycles.map(({ labels }) => labelsKey(labels))
  const tallyAt = talliesOf(deltas)
  return measures.flatMap(measure => {
    const keep: Keep = (place, at, amount) => {
      const { sign } = changes[place] as CellChange
      addAmount(tallyAt(bucketStart(at, grain), keys[place] as string), measure, amount, sign)
    }
    const fault = takenBy(measure, lifecycles, keep, watch)
    return fault === null ? [] : [fault]
  })
}

/** Asked for one stretch of time after the other, mostly for the same again. */
function talliesOf(deltas: CellDeltas): (from: Millis, key: string) => Tally {
  let latest = Number.NaN
  let slice = new Map<string, Tally>()
  return (from, key) => {
    if (from !== latest) {
      slice = deltas.get(from) ?? new Map()
      deltas.set(from, slice)
      latest = from
    }
    const known = slice.get(key)
    if (known !== undefined) return known
    const tally = startTally()
    slice.set(key, tally)
    return tally
  }
}

/** A cell with a copy of only what the indicator takes of it: what its view writes to that, no other indicator sees. */
export function ownCell({ from, to, tally }: Cell, { measures }: Indicator): Cell {
  const own = startTally()
  mergeMeasures(own, tally, measures)
  return Object.freeze({ from, to, tally: Object.freeze(own) })
}

/** Adds what a cell says of a window: the whole of a cell that lies inside, or the indicator's view of it. */
export function addToWindow(indicator: Indicator, cell: Cell, window: Window, into: Tally): void {
  if (indicator.view !== undefined) {
    indicator.view(cell, window, into)
    if (cell.from < window.to) mergeUnmeasured(into, cell.tally, indicator.measures)
  } else if (cell.from >= window.from && cell.to <= window.to) mergeTally(into, cell.tally)
}

/** What is added up of the lifecycles of a kind, and in cells of which width. */
export interface Accumulation {
  measures: readonly Measure[]
  grain: Millis
  /** How long after its end a bucket is left to ripen, at least. */
  maturity: Millis
}

export type Accumulations = Readonly<Record<LifecycleKind, Accumulation>>

/** By kind, what these indicators need; `bucket` is the fixed width of one, null where it is chosen. */
export function accumulationsOf(
  planned: ReadonlyArray<{ indicator: Indicator; bucket: Millis | null }>,
): Accumulations {
  const accumulation = (kind: LifecycleKind): Accumulation => {
    const own = planned.filter(({ indicator }) => indicator.kind === kind)
    const measures = own.flatMap(({ indicator }) => indicator.measures)
    const merged = own.filter(({ indicator }) => indicator.view === undefined)
    return {
      measures: [...new Map(measures.map(measure => [measure.name, measure])).values()],
      grain: Math.min(HOUR, ...own.map(({ bucket }) => bucket ?? HOUR)),
      maturity: Math.min(...merged.map(({ indicator }) => indicator.maturity)),
    }
  }
  return Object.fromEntries(LIFECYCLE_KINDS.map(kind => [kind, accumulation(kind)])) as Accumulations
}
