// A series as a large chart, for pages and for mails: axes, band of normal, the interval of each estimate, gaps, the onset
// and what came after it. Colours are the stylesheet's.
import type { Millis } from '../../core/clock.ts'
import { formatValue } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { type Child, type Html, html } from '../html.ts'
import {
  type Canvas,
  limitLine,
  onsetMark,
  onsetShade,
  regimeLabel,
  regimeLine,
  releases,
  silence,
} from './annotations.ts'
import { gutter, textWidth, timeAxis, valueAxis } from './axes.ts'
import { type Drawn, medianCourse, runsOf, thin } from './course.ts'
import { bandPath, mark, pair } from './paths.ts'
import { levelOf, type Plot } from './plot.ts'
import { type Extent, type ExtentOptions, extentOf, type Frame, type Scales, scalesOf } from './scale.ts'

export interface ChartSize {
  name: 'wide' | 'narrow' | 'mail'
  width: number
  height: number
  /** Of its text, in units of the picture. */
  size: number
  /** What its scale holds beyond the values. */
  extent: ExtentOptions
}

export const WIDE: ChartSize = { name: 'wide', width: 1100, height: 330, size: 12, extent: { bounds: true } }
export const NARROW: ChartSize = { ...WIDE, name: 'narrow', width: 343, height: 250 }

/** Whether there are more points than can be told apart, so that medians are drawn over them. */
export function isDense(plot: Plot, unit: Unit, size: ChartSize): boolean {
  return plot.points.length > columnsOf(frameOf(plot, extentOf(plot, size.extent), unit, size))
}

/** `backdrop` is drawn before everything else. */
export function chart(
  plot: Plot,
  unit: Unit,
  description: string,
  chartSize: ChartSize,
  backdrop: Child = null,
): Html {
  const { width, height, name, size, extent: options } = chartSize
  const extent = extentOf(plot, options)
  const frame = frameOf(plot, extent, unit, chartSize)
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="chart ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">${backdrop}${
    extent === null
      ? html`<text x="${width / 2}" y="${height / 2}" text-anchor="middle">No values yet</text>`
      : drawn({ plot, unit, scales: scalesOf(extent, frame), frame, size })
  }</svg>`
}

function drawn(canvas: Canvas): Child {
  const { plot, unit, scales, frame, size } = canvas
  const columns = columnsOf(frame)
  return [
    band(plot, scales, columns),
    onsetShade(canvas),
    silence(canvas),
    valueAxis(scales, frame, unit),
    timeAxis(scales, frame, size),
    series(plot, scales, columns),
    regimeLine(canvas),
    limitLine(canvas),
    releases(canvas),
    onsetMark(canvas),
    regimeLabel(canvas),
  ]
}

/** The rectangle of a chart, with room for its labels at most a third of the width each side. */
function frameOf(plot: Plot, extent: Extent | null, unit: Unit, { width, height, size }: ChartSize): Frame {
  const level = levelOf(plot)
  const reached = level === null ? 0 : textWidth(formatValue(level, unit), size * 1.15) + 6
  const left = extent === null ? 8 : gutter(extent, unit, size)
  return {
    left: Math.round(Math.min(left, width / 3)),
    top: plot.onset === null ? 8 : size + 14,
    right: Math.round(width - 8 - Math.min(reached, width / 3)),
    bottom: height - size - 12,
  }
}

/** Columns of two pixels. */
function columnsOf({ left, right }: Frame): number {
  return Math.round((right - left) / 2)
}

function band(plot: Plot, scales: Scales, columns: number): Html | null {
  const path = bandPath(plot, scales, columns)
  return path === '' ? null : html`<path class="band" d="${path}"/>`
}

/** Columns of two pixels that one median stands for, where there are more points than columns. */
const MEDIAN_WIDTH = 6

function series(plot: Plot, scales: Scales, columns: number): Html[] {
  const density = plot.points.length / columns
  const runs = runsOf(plot.points, plot.bucket).map(run =>
    thin(run, Math.max(2, Math.round(run.length / Math.max(1, density)))),
  )
  const half = plot.bucket / 2
  const bounds = runs.map(run => html`${boundsOf(run, scales, plot.bucket)}`)
  if (density <= 1) return [...bounds, ...runs.map(run => mark(run, 'line', scales, half))]
  const course = medianCourse(plot.points, ((scales.to - scales.from) / columns) * MEDIAN_WIDTH)
  return [
    ...bounds,
    ...runs.map(run => mark(run, 'raw', scales, half)),
    ...course.map(run => mark(run, 'line', scales, 0)),
  ]
}

function boundsOf(run: readonly Drawn[], scales: Scales, bucket: Millis): Html | null {
  const bounded = run.flatMap(({ at, lower, upper }) =>
    typeof lower === 'number' && typeof upper === 'number' ? [{ at, lower, upper }] : [],
  )
  if (bounded.length === 0) return null
  const half = bounded.length === 1 ? 1.5 : 0
  const edge = (pick: 'lower' | 'upper'): string[] =>
    bounded.flatMap(point => {
      const x = scales.x(point.at + bucket / 2)
      const y = scales.y(point[pick])
      return half === 0 ? [pair(x, y)] : [pair(x - half, y), pair(x + half, y)]
    })
  return html`<path class="bounds" d="M${edge('upper').join('L')}L${edge('lower').reverse().join('L')}Z"/>`
}
