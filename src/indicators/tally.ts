// The plain, mergeable state of indicators: what was added up of the lifecycles of one cell. Its parts merge in any order
// to the same counts, and what was added can be taken away again.
import {
  addToSketch,
  type LogSketch,
  mergeSketch,
  type ReadonlySketch,
  scaledSketch,
  sketchSize,
  startSketch,
} from '../stats/sketches/log-sketch.ts'
import type { Count, Distribution, Measure } from './measure.ts'

/** By name of the measure. A count of zero and an empty sketch are not kept. */
export interface Tally {
  readonly counts: Map<string, number>
  readonly sketches: Map<string, LogSketch>
  /** How many lifecycles a measure failed on; absent where none did. */
  unmeasured?: Map<string, number>
}

export function startTally(): Tally {
  return { counts: new Map(), sketches: new Map() }
}

/** Adds what the measure takes of a lifecycle (null: it failed), or with `sign` -1 takes it away again. */
export function addAmount(tally: Tally, measure: Measure, amount: number | null, sign: 1 | -1): void {
  if (amount === null) addUnmeasured(tally, measure.name, sign)
  else if (measure.type === 'count') addCount(tally.counts, measure.name, sign * amount)
  else addToSketch(sketchIn(tally, measure.name), measure.scale, amount, sign)
}

export function mergeTally(into: Tally, other: Tally): void {
  for (const [name, count] of other.counts) addCount(into.counts, name, count)
  for (const [name, sketch] of other.sketches) mergeSketch(sketchIn(into, name), sketch)
  if (other.unmeasured === undefined) return
  for (const [name, count] of other.unmeasured) addUnmeasured(into, name, count)
}

/** Merges only what an indicator takes. */
export function mergeMeasures(into: Tally, other: Tally, measures: readonly Measure[]): void {
  for (const { name, type } of measures) {
    if (type === 'count') {
      const count = other.counts.get(name)
      if (count !== undefined) addCount(into.counts, name, count)
    } else {
      const sketch = other.sketches.get(name)
      if (sketch !== undefined) mergeSketch(sketchIn(into, name), sketch)
    }
  }
  mergeUnmeasured(into, other, measures)
}

/** Adds so many times what an indicator takes of another: for what never was, so the sum may hold fractions. */
export function addScaled(into: Tally, other: Tally, measures: readonly Measure[], factor: number): void {
  for (const { name } of measures) {
    const count = other.counts.get(name)
    if (count !== undefined) addCount(into.counts, name, factor * count)
    const sketch = other.sketches.get(name)
    if (sketch !== undefined) mergeSketch(sketchIn(into, name), scaledSketch(sketch, factor))
  }
}

/** Merges only what the measures of an indicator failed on. */
export function mergeUnmeasured(into: Tally, { unmeasured }: Tally, measures: readonly Measure[]): void {
  if (unmeasured === undefined) return
  for (const { name } of measures) addUnmeasured(into, name, unmeasured.get(name) ?? 0)
}

function addUnmeasured(tally: Tally, name: string, count: number): void {
  tally.unmeasured ??= new Map()
  addCount(tally.unmeasured, name, count)
}

function addCount(counts: Map<string, number>, name: string, count: number): void {
  const sum = (counts.get(name) ?? 0) + count
  if (sum === 0) counts.delete(name)
  else counts.set(name, sum)
}

function sketchIn({ sketches }: Tally, name: string): LogSketch {
  const known = sketches.get(name)
  if (known !== undefined) return known
  const sketch = startSketch()
  sketches.set(name, sketch)
  return sketch
}

const EMPTY: ReadonlySketch = startSketch()

export function countOf(tally: Tally, { name }: Count): number {
  return tally.counts.get(name) ?? 0
}

export function sketchOf(tally: Tally, { name }: Distribution): ReadonlySketch {
  return tally.sketches.get(name) ?? EMPTY
}

/** Whether anything of the measure was added, be it that it failed. */
export function holds(tally: Tally, { name }: Measure): boolean {
  if (tally.counts.has(name) || tally.unmeasured?.has(name) === true) return true
  return (tally.sketches.get(name)?.bins.length ?? 0) > 0
}

/** Whether nothing is left in it: what was added has been taken out again. */
export function isEmpty({ counts, sketches, unmeasured }: Tally): boolean {
  if (counts.size > 0 || (unmeasured?.size ?? 0) > 0) return false
  for (const { bins } of sketches.values()) if (bins.length > 0) return false
  return true
}

/** The name of one of the counts that together are a sum: by itself it says nothing of how many there are. */
export function partName(sum: string, place: number): string {
  return `${sum}_part_${place}`
}

const PART = /_part_\d+$/

/** How many lifecycles it speaks of: the most that any measure has counted. */
export function tallySize({ counts, sketches }: Tally): number {
  let size = 0
  for (const [name, count] of counts) if (!PART.test(name)) size = Math.max(size, count)
  for (const sketch of sketches.values()) size = Math.max(size, sketchSize(sketch))
  return size
}
