// A series as a large chart: axes, band of normal, the interval of each estimate, gaps, and the onset.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../core/duration.ts'
import { formatDay, formatMoment, formatValue } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { releaseName } from '../cause-words.ts'
import { type Html, html } from '../html.ts'
import { clockTime } from '../times.ts'
import type { Plot } from './plot.ts'
import {
  bandPath,
  coordinate,
  type Drawn,
  type Frame,
  medianCourse,
  pair,
  releasesOn,
  runsOf,
  type Scales,
  scalesOf,
  thin,
} from './plot-geometry.ts'
import { mark } from './sparkline.ts'

export interface ChartSize {
  width: number
  height: number
  name: 'wide' | 'narrow'
}

export const WIDE: ChartSize = { width: 1100, height: 320, name: 'wide' }
export const NARROW: ChartSize = { width: 343, height: 240, name: 'narrow' }

/** The rectangle of a chart with `left` pixels of room for the labels of its values. */
function frameOf({ width, height }: ChartSize, left: number): Frame {
  return { left, top: 8, right: width - 8, bottom: height - 24 }
}

/** Whether there are more points than can be told apart, so that medians are drawn over them. */
export function isDense(plot: Plot, unit: Unit, size: ChartSize): boolean {
  return plot.points.length > columnsOf(frameFor(plot, unit, size))
}

function frameFor(plot: Plot, unit: Unit, size: ChartSize): Frame {
  const probe = scalesOf(plot, frameOf(size, 0), true)
  return frameOf(size, probe === null ? 8 : gutter(probe, unit))
}

/** Columns of two pixels. */
function columnsOf({ left, right }: Frame): number {
  return Math.round((right - left) / 2)
}

export function chart(plot: Plot, unit: Unit, description: string, size: ChartSize): Html {
  const { width, height, name } = size
  const frame = frameFor(plot, unit, size)
  const scales = scalesOf(plot, frame, true)
  const columns = columnsOf(frame)
  return html`<svg class="chart ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">${
    scales === null
      ? html`<text x="${width / 2}" y="${height / 2}" text-anchor="middle">No values yet</text>`
      : [
          band(plot, scales, columns),
          onset(plot, scales, frame),
          valueAxis(scales, frame, unit),
          timeAxis(scales, frame),
          series(plot, scales, columns),
          releases(plot, scales, frame),
        ]
  }</svg>`
}

function band(plot: Plot, scales: Scales, columns: number): Html | null {
  const path = bandPath(plot, scales, columns)
  return path === '' ? null : html`<path class="band" d="${path}"/>`
}

function onset({ onset: moment }: Plot, scales: Scales, frame: Frame): Html | null {
  if (moment === null || moment.upper < scales.from || moment.lower > scales.to) return null
  const left = coordinate(scales.x(moment.lower))
  const width = Math.max(2, coordinate(scales.x(moment.upper) - left))
  const x = coordinate(scales.x(moment.value))
  return html`<rect class="onset" x="${left}" y="${frame.top}" width="${width}" height="${frame.bottom - frame.top}"/><line class="onset-mark" x1="${x}" x2="${x}" y1="${frame.top}" y2="${frame.bottom}"/>`
}

/** A triangle on the axis for each release, which tells its name to whoever points at it. */
function releases(plot: Plot, scales: Scales, { bottom }: Frame): Html[] {
  return releasesOn(plot).map(release => {
    const x = coordinate(scales.x(release.at))
    return html`<path class="release" d="M${x - 5},${bottom}h10l-5,-9z"><title>${releaseName(release)}, ${formatMoment(release.at, 'UTC')}</title></path>`
  })
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

/** Room for the longest label of the value axis. */
function gutter({ low, high }: Scales, unit: Unit): number {
  const longest = Math.max(...valueTicks(low, high, unit).map(value => formatValue(value, unit).length))
  return 14 + longest * 6.6
}

function valueAxis(scales: Scales, frame: Frame, unit: Unit): Html[] {
  return valueTicks(scales.low, scales.high, unit).map(value => {
    const y = coordinate(scales.y(value))
    return html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/><text x="${frame.left - 8}" y="${y + 4}" text-anchor="end">${formatValue(value, unit)}</text>`
  })
}

/** Steps that read well as seconds, minutes, hours and days. */
const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_419_200,
]

/** At most six round values inside [low, high]. */
export function valueTicks(low: number, high: number, unit: Unit): number[] {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return [low]
  const wanted = span / 5
  const magnitude = 10 ** Math.floor(Math.log10(wanted))
  const decimal = ([1, 2, 5].find(step => step * magnitude >= wanted) ?? 10) * magnitude
  const step =
    unit === 'seconds' && wanted >= 1 ? (TIME_STEPS.find(each => each >= wanted) ?? decimal) : decimal
  const ticks: number[] = []
  for (let index = Math.ceil(low / step); index * step <= high && ticks.length < 12; index += 1) {
    ticks.push(Number((index * step).toPrecision(12)))
  }
  return ticks
}

const DAY_STEPS = [1, 2, 3, 7, 14, 28, 56, 91, 182, 364]
const TICK_STEPS: readonly Millis[] = [
  ...[1, 5, 15, 30].map(minutes => minutes * MINUTE),
  ...[1, 3, 6, 12].map(hours => hours * HOUR),
  ...DAY_STEPS.map(days => days * DAY),
]

function timeAxis(scales: Scales, frame: Frame): Html[] {
  const most = Math.max(2, Math.floor((frame.right - frame.left) / 80))
  const span = scales.to - scales.from
  const step = TICK_STEPS.find(each => span / each <= most) ?? span
  const marks: Html[] = []
  for (let at = Math.ceil(scales.from / step) * step; at <= scales.to && marks.length < 20; at += step) {
    const x = coordinate(scales.x(at))
    const anchor = x > frame.right - 20 ? 'end' : x < frame.left + 20 ? 'start' : 'middle'
    marks.push(
      html`<line class="grid" x1="${x}" x2="${x}" y1="${frame.bottom}" y2="${frame.bottom + 4}"/><text x="${x}" y="${frame.bottom + 18}" text-anchor="${anchor}">${step < DAY && at % DAY !== 0 ? clockTime(at) : formatDay(at)}</text>`,
    )
  }
  return marks
}
