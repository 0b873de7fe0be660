// From values and moments to coordinates: shared by the sparkline and the large chart.
import type { Millis } from '../../core/clock.ts'
import type { Release } from '../../events/release.ts'
import type { BandStep, Plot, PlotPoint } from './plot.ts'
import { markedReleases } from './release-marks.ts'

/** The rectangle that is drawn into. */
export interface Frame {
  left: number
  top: number
  right: number
  bottom: number
}

export interface Scales {
  from: Millis
  to: Millis
  low: number
  high: number
  x(at: Millis): number
  y(value: number): number
}

/** Scales that hold every finite value of the plot, its band included; null if there is nothing to draw. */
export function scalesOf(plot: Plot, frame: Frame, withBounds: boolean): Scales | null {
  const first = plot.points[0]
  const last = plot.points.at(-1)
  if (first === undefined || last === undefined) return null
  const [low, high] = range(plot, withBounds)
  if (low > high) return null
  const pad = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1
  const floor = low >= 0 ? Math.max(0, low - pad) : low - pad
  const ceiling = high + pad
  const from = first.at
  const to = last.at + plot.bucket
  const width = frame.right - frame.left
  const height = frame.bottom - frame.top
  return {
    from,
    to,
    low: floor,
    high: ceiling,
    x: at => frame.left + clamp((at - from) / (to - from || 1)) * width,
    y: value => frame.bottom - clamp((value - floor) / (ceiling - floor || 1)) * height,
  }
}

/** How far, as a share of the range of the values, intervals may widen the scale: one wild bound flattens all else. */
const BOUNDS_SHARE = 0.3

function range(plot: Plot, withBounds: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const include = (value: number | null | undefined): void => {
    if (value === null || value === undefined || !Number.isFinite(value)) return
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  for (const point of plot.points) {
    include(point.value)
  }
  for (const { lower, upper } of plot.band) {
    include(lower)
    include(upper)
  }
  if (withBounds) {
    const most = (high - low) * BOUNDS_SHARE
    const [least, greatest] = [low - most, high + most]
    for (const { value, lower, upper } of plot.points) {
      if (value === null) continue
      if (typeof lower === 'number') include(Math.max(lower, least))
      if (typeof upper === 'number') include(Math.min(upper, greatest))
    }
  }
  return [low, high]
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0))
}

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

/**
 * The band as one closed outline, `M…Z`, from the frame's left to its right; empty if there is none. A band of
 * more than `columns` steps is drawn by the means of as many groups.
 */
export function bandPath(plot: Plot, scales: Scales, columns: number): string {
  const steps = meanSteps(
    plot.band.filter(step => step.at < scales.to),
    columns,
  )
  if (steps.length === 0) return ''
  const upper: string[] = []
  const lower: string[] = []
  for (const [index, step] of steps.entries()) {
    const start = scales.x(Math.max(step.at, scales.from))
    const end = scales.x(steps[index + 1]?.at ?? scales.to)
    upper.push(pair(start, scales.y(step.upper)), pair(end, scales.y(step.upper)))
    lower.push(pair(start, scales.y(step.lower)), pair(end, scales.y(step.lower)))
  }
  return `M${upper.join('L')}L${lower.reverse().join('L')}Z`
}

function meanSteps(steps: readonly BandStep[], columns: number): readonly BandStep[] {
  if (steps.length <= columns) return steps
  const size = Math.ceil(steps.length / columns)
  return steps.flatMap((step, index) => {
    if (index % size !== 0) return []
    const group = steps.slice(index, index + size)
    const mean = (edge: 'lower' | 'upper'): number =>
      group.reduce((sum, each) => sum + each[edge] / group.length, 0)
    return [{ at: step.at, lower: mean('lower'), upper: mean('upper') }]
  })
}

/** The releases that a chart of the plot marks. */
export function releasesOn({ releases = [], points, bucket }: Plot): readonly Release[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  return markedReleases(releases, { from: first.at, to: last.at + bucket })
}

export function linePath(run: readonly Drawn[], scales: Scales, shift: Millis): string {
  return `M${run.map(point => pair(scales.x(point.at + shift), scales.y(point.value))).join('L')}`
}

/** A pair of coordinates with one decimal: enough for a screen, and short. */
export function pair(x: number, y: number): string {
  return `${coordinate(x)},${coordinate(y)}`
}

export function coordinate(value: number): number {
  return Math.round(value * 10) / 10
}
