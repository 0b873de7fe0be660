// What is drawn about the values of a large chart: the onset, the new regime, the limit, and the releases.
import { formatMinute, formatMoment, formatValue } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { releaseName } from '../cause-words.ts'
import { type Html, html } from '../html.ts'
import { textWidth } from './axes.ts'
import { coordinate } from './paths.ts'
import { levelOf, type Plot } from './plot.ts'
import { releasesOn } from './release-marks.ts'
import type { Frame, Scales } from './scale.ts'

/** A large chart while it is drawn. */
export interface Canvas {
  plot: Plot
  unit: Unit
  scales: Scales
  frame: Frame
  /** Size of its text. */
  size: number
}

/** The interval that holds the onset, shaded behind everything; nothing where it lies outside. */
export function onsetShade({ plot, scales, frame }: Canvas): Html | null {
  const onset = onsetOf(plot, scales)
  if (onset === null) return null
  const left = coordinate(scales.x(onset.lower))
  const width = Math.max(2, coordinate(scales.x(onset.upper) - left))
  return html`<rect class="onset" x="${left}" y="${frame.top}" width="${width}" height="${frame.bottom - frame.top}"/>`
}

/** The likeliest moment of the onset, with its name above. */
export function onsetMark({ plot, scales, frame, size }: Canvas): Html | null {
  const onset = onsetOf(plot, scales)
  if (onset === null) return null
  const x = coordinate(scales.x(onset.value))
  const name = `since ${formatMinute(onset.value)}`
  const half = textWidth(name, size) / 2
  const middle = coordinate(Math.min(Math.max(x, frame.left + half), frame.right - half))
  return html`<line class="onset-mark" x1="${x}" x2="${x}" y1="${frame.top}" y2="${frame.bottom}"/><text class="onset-name" x="${middle}" y="${frame.top - 8}" text-anchor="middle">${name}</text>`
}

function onsetOf({ onset }: Plot, { from, to }: Scales): Plot['onset'] {
  return onset === null || onset.upper < from || onset.lower > to ? null : onset
}

/** Where the values have gone since the onset: a ramp as a ramp, anything else with a level as that level. */
export function regimeLine({ plot, scales }: Canvas): Html | null {
  const { onset, regime } = plot
  const level = levelOf(plot)
  if (level === null || onset === null || regime === null || regime === undefined) return null
  const start = regime.drawing === 'ramp' && Number.isFinite(regime.before) ? regime.before : level
  return html`<line class="regime ${regime.assessment}" x1="${coordinate(scales.x(onset.value))}" y1="${coordinate(scales.y(start))}" x2="${coordinate(scales.x(regime.until ?? scales.to))}" y2="${coordinate(scales.y(level))}"/>`
}

/** The level reached, to the right of the frame. */
export function regimeLabel({ plot, unit, scales, frame }: Canvas): Html | null {
  const level = levelOf(plot)
  if (level === null) return null
  return html`<text class="reached ${plot.regime?.assessment}" x="${frame.right + 6}" y="${coordinate(scales.y(level) + 5)}">${formatValue(level, unit)}</text>`
}

/** Says of the empty stretch of a silent series that nothing is missing from the drawing. */
export function silence({ plot: { onset, regime }, scales, frame, size }: Canvas): Html | null {
  if (regime?.drawing !== 'gap' || onset === null) return null
  const left = scales.x(onset.value)
  const width = frame.right - left
  if (width < 2) return null
  return html`<rect class="gap" x="${coordinate(left)}" y="${frame.top}" width="${coordinate(width)}" height="${frame.bottom - frame.top}"/>${
    width > 1.5 * textWidth(SILENT, size) &&
    html`<text class="halo ${regime.assessment}" x="${coordinate(left + width / 2)}" y="${(frame.top + frame.bottom) / 2}" text-anchor="middle">${SILENT}</text>`
  }`
}

const SILENT = 'no data'

/** The limit as a dashed line with its name; nothing where it lies beyond the values. */
export function limitLine({ plot: { limit = null }, unit, scales, frame }: Canvas): Html | null {
  if (limit === null || limit < scales.low || limit > scales.high) return null
  const y = coordinate(scales.y(limit))
  return html`<line class="limit" x1="${coordinate(frame.left)}" x2="${frame.right}" y1="${y}" y2="${y}"/><text class="halo limit-name" x="${coordinate(frame.left + 6)}" y="${y - 5}">limit ${formatValue(limit, unit)}</text>`
}

/** A triangle on the axis for each release, which tells its name to whoever points at it. */
export function releases({ plot, scales, frame: { bottom } }: Canvas): Html[] {
  return releasesOn(plot).map(release => {
    const x = coordinate(scales.x(release.at))
    return html`<path class="release" d="M${coordinate(x - 5)},${bottom}h10l-5,-9z"><title>${releaseName(release)}, ${formatMoment(release.at, 'UTC')}</title></path>`
  })
}
