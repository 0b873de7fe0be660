// A series at the size of a word: band of normal, line with its gaps, and where the new regime began.
import { type Html, html } from '../html.ts'
import { isDrawn, medianCourse, runsOf, thin } from './course.ts'
import { bandPath, coordinate, mark } from './paths.ts'
import type { Plot } from './plot.ts'
import { extentOf, type Frame, type Scales, scalesOf } from './scale.ts'

export interface SparklineSize {
  width: number
  height: number
}

const SMALL: SparklineSize = { width: 160, height: 36 }

/** Draws the plot as one SVG; `description` is what a screen reader says in its place. Colours are the stylesheet's. */
export function sparkline(plot: Plot, description: string, size: SparklineSize = SMALL): Html {
  const { width, height } = size
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}">${drawingOf(plot, size)}</svg>`
}

/** Of plots that somebody still holds: a page that is asked for again draws nothing again. */
const drawings = new WeakMap<Plot, Map<string, Html>>()

function drawingOf(plot: Plot, size: SparklineSize): Html {
  const name = `${size.width} ${size.height}`
  const known = drawings.get(plot) ?? new Map<string, Html>()
  const drawing = known.get(name) ?? draw(plot, size)
  drawings.set(plot, known.set(name, drawing))
  return drawing
}

function draw(plot: Plot, { width, height }: SparklineSize): Html {
  const frame: Frame = { left: 1, top: 2, right: width - 3, bottom: height - 2 }
  const extent = extentOf(plot)
  const scales = extent && scalesOf(extent, frame)
  return scales === null
    ? html`<line class="nothing" x1="1" x2="${width - 1}" y1="${height / 2}" y2="${height / 2}"/>`
    : html`${[bandOf(plot, scales, width), onsetOf(plot, scales, frame), linesOf(plot, scales, width)]}`
}

function bandOf(plot: Plot, scales: Scales, width: number): Html | null {
  const path = bandPath(plot, scales, width / 2)
  return path === '' ? null : html`<path class="band" d="${path}"/>`
}

function onsetOf(plot: Plot, scales: Scales, frame: Frame): Html | null {
  const { onset } = plot
  if (onset === null || onset.upper < scales.from || onset.lower > scales.to) return null
  const x = coordinate(scales.x(onset.value))
  const left = coordinate(scales.x(onset.lower))
  const width = Math.max(1, coordinate(scales.x(onset.upper) - left))
  return html`<rect class="onset" x="${left}" y="${frame.top}" width="${width}" height="${frame.bottom - frame.top}"/><line class="onset-mark" x1="${x}" x2="${x}" y1="${frame.top}" y2="${frame.bottom}"/>`
}

/** Pixels that one median stands for, where there are more points than pixels. */
const MEDIAN_WIDTH = 6

function linesOf(plot: Plot, scales: Scales, width: number): Html[] {
  const density = plot.points.length / width
  const runs = runsOf(plot.points, plot.bucket).map(run =>
    thin(run, Math.max(2, Math.round(run.length / Math.max(1, density) / 2))),
  )
  const half = plot.bucket / 2
  const marks =
    density <= 1
      ? runs.map(run => mark(run, 'line', scales, half))
      : [
          ...runs.map(run => mark(run, 'raw', scales, half)),
          ...medianCourse(plot.points, ((scales.to - scales.from) / width) * MEDIAN_WIDTH).map(run =>
            mark(run, 'line', scales, 0),
          ),
        ]
  const last = plot.points.findLast(isDrawn)
  if (last === undefined) return marks
  const x = coordinate(scales.x(last.at + half))
  return [...marks, html`<circle class="last" cx="${x}" cy="${coordinate(scales.y(last.value))}" r="2"/>`]
}
