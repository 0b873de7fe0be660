// The two axes of a large chart, and the room that their labels take.
import { formatValue } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { type Html, html } from '../html.ts'
import { coordinate } from './paths.ts'
import { type Extent, type Frame, type Scales, timeTicks, valueTicks } from './scale.ts'

/** The width of text in sans-serif is about this share of its size for each character. */
const CHARACTER = 0.58

export function textWidth(text: string, size: number): number {
  return text.length * size * CHARACTER
}

/** Room for the longest label of the value axis. */
export function gutter({ low, high }: Extent, unit: Unit, size: number): number {
  const widths = valueTicks(low, high, unit).map(value => textWidth(formatValue(value, unit), size))
  return 14 + Math.max(0, ...widths)
}

export function valueAxis({ low, high, y }: Scales, { left, right }: Frame, unit: Unit): Html[] {
  return valueTicks(low, high, unit).map(value => {
    const at = coordinate(y(value))
    return html`<line class="grid" x1="${coordinate(left)}" x2="${right}" y1="${at}" y2="${at}"/><text x="${coordinate(left - 8)}" y="${coordinate(at + 4)}" text-anchor="end">${formatValue(value, unit)}</text>`
  })
}

/** A label is left out rather than cut at the edge of the picture, or run into the one before it. */
export function timeAxis({ from, to, x }: Scales, { left, right, bottom }: Frame, size: number): Html[] {
  const most = Math.max(2, Math.floor((right - left) / (size * 5)))
  const axis = html`<line class="axis" x1="${coordinate(left)}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`
  let free = left - 12
  const marks = timeTicks(from, to, most).map(({ at, label }) => {
    const place = coordinate(x(at))
    const half = textWidth(label, size) / 2
    const shown = place - half >= free && place + half <= right + 12
    if (shown) free = place + half + size / 2
    return html`<line class="grid" x1="${place}" x2="${place}" y1="${bottom}" y2="${bottom + 4}"/>${
      shown &&
      html`<text x="${place}" y="${coordinate(bottom + size + 4)}" text-anchor="middle">${label}</text>`
    }`
  })
  return [axis, ...marks]
}
