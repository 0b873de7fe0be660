// The points of a series as they are drawn: in runs without a gap, thinned to what can be seen, and their medians.
import type { Millis } from '../../core/clock.ts'
import type { PlotPoint } from './plot.ts'

/** A point that carries a number. */
export type Drawn = PlotPoint & { value: number }

/** Runs of points that follow each other without a gap; what is a gap is never drawn over. */
export function runsOf(points: readonly PlotPoint[], bucket: Millis): Drawn[][] {
  const runs: Drawn[][] = []
  let run: Drawn[] = []
  for (const point of points) {
    const previous = run.at(-1)
    if (previous !== undefined && (!isDrawn(point) || point.at - previous.at > bucket * 1.5)) {
      runs.push(run)
      run = []
    }
    if (isDrawn(point)) run.push(point)
  }
  if (run.length > 0) runs.push(run)
  return runs
}

export function isDrawn(point: PlotPoint): point is Drawn {
  return point.value !== null && Number.isFinite(point.value)
}

/**
 * At most about `columns * 2` of the points of a run, in order: the lowest and the highest of each column, so
 * that no spike is lost, and always the last.
 */
export function thin(run: readonly Drawn[], columns: number): readonly Drawn[] {
  if (run.length <= columns * 2) return run
  const size = Math.ceil(run.length / columns)
  const kept: Drawn[] = []
  for (let start = 0; start < run.length; start += size) {
    const column = run.slice(start, start + size)
    const low = column.reduce((a, b) => (b.value < a.value ? b : a))
    const high = column.reduce((a, b) => (b.value > a.value ? b : a))
    if (low === high) kept.push(low)
    else kept.push(...(low.at < high.at ? [low, high] : [high, low]))
  }
  const last = run.at(-1)
  if (last !== undefined && kept.at(-1) !== last) kept.push(last)
  return kept
}

/**
 * The course of points that are too dense to be read one by one: the median of each window of `width`, at its
 * middle. A window without a value breaks it.
 */
export function medianCourse(points: readonly PlotPoint[], width: Millis): Drawn[][] {
  const windows = new Map<number, Drawn[]>()
  for (const point of points) {
    if (!isDrawn(point)) continue
    const index = Math.floor(point.at / width)
    const found = windows.get(index)
    if (found === undefined) windows.set(index, [point])
    else found.push(point)
  }
  const middles = [...windows].map(([index, found]) => ({
    at: (index + 0.5) * width,
    value: medianOf(found.map(({ value }) => value)),
  }))
  return runsOf(middles, width)
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return lower + (upper - lower) / 2
}
