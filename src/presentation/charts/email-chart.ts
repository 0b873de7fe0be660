// The chart of an alert as SVG: what was normal, when it left that, where it has gone, what must not be crossed.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import { formatDay, formatMinute, formatValue } from '../../core/format.ts'
import type { Interval } from '../../core/interval.ts'
import type { Change } from '../../detection/change.ts'
import type { Release } from '../../events/release.ts'
import type { Unit } from '../../indicators/indicator.ts'
import type { Point } from '../../series/series.ts'
import type { Assessment } from '../change/assessment.ts'
import type { ChartRange } from './chart-range.ts'
import { markedReleases } from './release-marks.ts'

export interface ChartInput extends ChartRange {
  points: readonly Point[]
  change: Change
  band: Interval | null
  limit: number | null
  /** Those outside the range are left out. */
  releases: readonly Release[]
  unit: Unit
  tone: Assessment
  /** Until when the change stood; `to` while it still does. */
  stoodUntil: Millis
  width: number
  height: number
}

const INK = '#3d4854'
const FAINT = '#e3e8ed'
const POINT = '#7c8a99'
const BAND = '#dbe7f5'
const ONSET = '#fbe3b0'
const LIMIT = '#8a1c1c'
const RELEASE = '#5b3fa0'
const TONE = { worse: '#c2410c', better: '#1a7f45', neutral: '#1f5fa8' } as const
const SIZE = 14.5
/** The value at the end of the trend is written larger than the rest by this much. */
const END_GROWTH = 1.15

/**
 * Draws no foreign text: every label is a number, a date or a word of its own. Throws RangeError where a
 * moment or a level is not a number. Nothing lies outside the picture, and no group has a clip path or an
 * opacity: the renderer aborts the whole process over such a group with nothing of it in sight.
 */
export function chartSvg(input: ChartInput): string {
  const { width, height } = input
  const values = shown(input)
  const scale = scaleOf(values, input)
  const ticks = yTicks(scale.low, scale.high, input.unit)
  const widest = Math.max(0, ...ticks.map(tick => textWidth(formatValue(tick, input.unit))))
  const end = endLabel(input)
  const left = round(Math.min(14 + widest, width * 0.3))
  const right = round(width - Math.min(end === '' ? 14 : 12 + textWidth(end) * END_GROWTH, width * 0.3))
  const frame: Frame = { left, right, top: 32, bottom: height - 30 }
  const x = (at: Millis): number =>
    within(frame.left, frame.right, (at - input.from) / (input.to - input.from))
  const y = (value: number): number =>
    within(frame.bottom, frame.top, (value - scale.low) / (scale.high - scale.low))
  const plot = { frame, x, y }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans" font-size="${SIZE}" fill="${INK}">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${onsetShade(input, plot)}${bandShade(input, plot)}
${grid(input, plot, ticks)}
${dots(values, plot, input)}${trend(input, plot)}${limitLine(input, scale, plot)}${releaseMarks(input, plot)}
${labels(input, scale, plot)}
</svg>`
}

interface Frame {
  left: number
  right: number
  top: number
  bottom: number
}

interface Plot {
  frame: Frame
  x(at: Millis): number
  y(value: number): number
}

interface Scale {
  low: number
  high: number
}

interface Shown {
  at: Millis
  value: number
}

function shown({ points, from, to }: ChartInput): Shown[] {
  return points.flatMap(({ at, value }) =>
    value !== null && Number.isFinite(value) && at >= from && at <= to ? [{ at, value }] : [],
  )
}

/** Holds the middle 98 % of the points and every line; a lone spike is cut off rather than flattening the rest. */
function scaleOf(values: readonly Shown[], { change, band, limit, unit }: ChartInput): Scale {
  const sorted = values.map(({ value }) => value).sort((a, b) => a - b)
  const quantile = (share: number): number | undefined => sorted[Math.round(share * (sorted.length - 1))]
  const levels = hasLevel(change) ? [change.from, change.to] : []
  const ends = [quantile(0.01), quantile(0.99), ...levels, band?.lower, band?.upper].filter(
    (value): value is number => value !== undefined && Number.isFinite(value),
  )
  let low = ends.length === 0 ? 0 : Math.min(...ends)
  let high = ends.length === 0 ? 1 : Math.max(...ends)
  if (limit !== null && limit <= high + 2 * (high - low) && limit >= low - 2 * (high - low)) {
    low = Math.min(low, limit)
    high = Math.max(high, limit)
  }
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1
  const floor = unit !== 'unitless' && low >= 0 ? 0 : Number.NEGATIVE_INFINITY
  const nearZero = low - room < (high - low) * 0.35
  return { low: Math.max(floor, nearZero && floor === 0 ? 0 : low - room), high: high + room }
}

function onsetShade({ change: { onset } }: ChartInput, { frame, x }: Plot): string {
  const from = x(onset.lower)
  const width = Math.max(x(onset.upper) - from, 2)
  return `<rect x="${from}" y="${frame.top}" width="${round(width)}" height="${frame.bottom - frame.top}" fill="${ONSET}"/>`
}

function bandShade({ band }: ChartInput, { frame, y }: Plot): string {
  if (band === null || !Number.isFinite(band.lower) || !Number.isFinite(band.upper)) return ''
  const top = y(band.upper)
  return `<rect x="${frame.left}" y="${top}" width="${frame.right - frame.left}" height="${round(Math.max(y(band.lower) - top, 1))}" fill="${BAND}" fill-opacity="0.75"/>`
}

function grid({ from, to, unit }: ChartInput, { frame, x, y }: Plot, ticks: readonly number[]): string {
  const rows = ticks.map(
    tick =>
      `<line x1="${frame.left}" x2="${frame.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="${FAINT}"/><text x="${frame.left - 7}" y="${y(tick) + 4}" text-anchor="end">${formatValue(tick, unit)}</text>`,
  )
  const { step, format } = timeStep(to - from)
  const columns: string[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const label = format(at)
    if (x(at) - textWidth(label) / 2 < frame.left - 10 || x(at) + textWidth(label) / 2 > frame.right + 14)
      continue
    columns.push(
      `<line x1="${x(at)}" x2="${x(at)}" y1="${frame.bottom}" y2="${frame.bottom + 4}" stroke="${POINT}"/><text x="${x(at)}" y="${frame.bottom + 18}" text-anchor="middle">${label}</text>`,
    )
  }
  const axis = `<line x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}" stroke="${POINT}"/>`
  return rows.join('') + columns.join('') + axis
}

/** The points faintly, and their running median firmly: noise stays visible, the signal is what is seen. */
function dots(values: readonly Shown[], { x, y }: Plot, { change }: ChartInput): string {
  const radius = values.length > 400 ? 1.1 : values.length > 120 ? 1.6 : 2.2
  const faint = values.length > 60 ? 0.45 : 0.9
  const circles = thinned(values, MOST_DOTS).map(
    ({ at, value }) => `<circle cx="${x(at)}" cy="${y(value)}" r="${radius}"/>`,
  )
  const cloud = `<g fill="${POINT}" fill-opacity="${faint}">${circles.join('')}</g>`
  if (values.length < 24) return cloud
  const path = course(values).map(({ at, value, starts }) => `${starts ? 'M' : 'L'}${x(at)} ${y(value)}`)
  const width = change.kind === 'variance' ? 1 : 1.8
  return `${cloud}<path d="${path.join('')}" fill="none" stroke="#475463" stroke-width="${width}" stroke-linejoin="round"/>`
}

/** More than these cannot be told apart, and only make the picture slow to draw and heavy to send. */
const MOST_DOTS = 1200
const MOST_CORNERS = 400

/** Running medians, broken where the series was silent for longer than the medians reach. */
function course(values: readonly Shown[]): Array<Shown & { starts: boolean }> {
  const reach = Math.max(2, Math.floor(values.length / 45))
  const gap = typicalGap(values) * Math.max(reach, 3)
  const places = thinned([...values.keys()], MOST_CORNERS)
  return places.map((index, order) => {
    const near = values.slice(Math.max(0, index - reach), index + reach + 1)
    const at = values[index]?.at ?? 0
    const before = values.slice((places[order - 1] ?? index) + 1, index + 1)
    const silent = before.some(
      (one, step) => one.at - (values[index - before.length + step]?.at ?? one.at) > gap,
    )
    return { at, value: median(near.map(({ value }) => value)), starts: order === 0 || silent }
  })
}

/** Every n-th, the last one always. */
function thinned<T>(list: readonly T[], most: number): T[] {
  const stride = Math.ceil(list.length / most)
  return list.filter((_, index) => (list.length - 1 - index) % Math.max(stride, 1) === 0)
}

/** Where the series has gone since the onset: a slope as a slope, anything else as a level. */
function trend({ change, stoodUntil, tone }: ChartInput, { x, y }: Plot): string {
  if (!hasLevel(change)) return ''
  const start = change.kind === 'slope' && Number.isFinite(change.from) ? change.from : change.to
  return `<line x1="${x(change.onset.value)}" y1="${y(start)}" x2="${x(stoodUntil)}" y2="${y(change.to)}" stroke="${TONE[tone]}" stroke-width="3" stroke-linecap="round"/>`
}

/** The level that the change has reached; nothing where it has none. */
function endLabel({ change, unit }: ChartInput): string {
  return hasLevel(change) ? formatValue(change.to, unit) : ''
}

/** What is silent has no level, and what a spread has become is no place on the axis of values. */
function hasLevel({ kind, to }: Change): boolean {
  return kind !== 'missing' && kind !== 'variance' && Number.isFinite(to)
}

function limitLine({ limit }: ChartInput, scale: Scale, { frame, y }: Plot): string {
  if (limit === null || !isShown(limit, scale)) return ''
  return `<line x1="${frame.left}" x2="${frame.right}" y1="${y(limit)}" y2="${y(limit)}" stroke="${LIMIT}" stroke-width="1.5" stroke-dasharray="6 4"/>`
}

/** A small triangle on the axis for each release. */
function releaseMarks({ releases, from, to }: ChartInput, { frame, x }: Plot): string {
  const marked = markedReleases(releases, { from, to })
  if (marked.length === 0) return ''
  const { bottom } = frame
  const path = marked.map(({ at }) => `M${round(x(at) - 4)} ${bottom}h8l-4 -8z`).join('')
  return `<path d="${path}" fill="${RELEASE}" stroke="#ffffff" stroke-width="0.8"/>`
}

function labels(input: ChartInput, scale: Scale, { frame, x, y }: Plot): string {
  const { change, band, limit, unit, tone } = input
  const onset = x(change.onset.value)
  const name = `since ${formatMinute(change.onset.value)}`
  const half = textWidth(name) / 2
  const middle = Math.min(Math.max(onset, frame.left + half), frame.right - half)
  const found = [
    `<line x1="${onset}" x2="${onset}" y1="${frame.top}" y2="${frame.bottom}" stroke="#a86a00" stroke-width="1" stroke-dasharray="2 3"/>`,
    `<text x="${round(middle)}" y="${frame.top - 9}" text-anchor="middle" fill="#8a5700">${name}</text>`,
  ]
  if (band !== null && Number.isFinite(band.upper) && onset - frame.left > 60) {
    found.push(
      halo(frame.left + 6, Math.max(y(band.upper) - 5, frame.top + 10), 'start', '#2f5f9e', 'normal'),
    )
  }
  if (limit !== null && isShown(limit, scale)) {
    found.push(halo(frame.left + 6, y(limit) - 5, 'start', LIMIT, `limit ${formatValue(limit, unit)}`))
  }
  const end = endLabel(input)
  if (end !== '') {
    const place = `x="${frame.right + 6}" y="${round(y(change.to) + 5)}" font-size="${round(SIZE * END_GROWTH)}"`
    found.push(`<text ${place} fill="${TONE[tone]}">${end}</text>`)
  }
  if (change.kind === 'missing') {
    const centre = (onset + frame.right) / 2
    if (frame.right - onset > 2 * textWidth('silent')) {
      found.push(halo(centre, (frame.top + frame.bottom) / 2, 'middle', TONE[tone], 'silent'))
    }
  }
  return found.join('')
}

/** Text on a white edge, so that it reads on whatever is behind. */
function halo(atX: number, atY: number, anchor: string, color: string, text: string): string {
  const place = `x="${round(atX)}" y="${round(atY)}" text-anchor="${anchor}" font-size="${SIZE}"`
  return `<text ${place} fill="none" stroke="#ffffff" stroke-opacity="0.9" stroke-width="4" stroke-linejoin="round">${text}</text><text ${place} fill="${color}">${text}</text>`
}

/** Steps that people count in: tenths for numbers, minutes and hours for durations. */
function yTicks(low: number, high: number, unit: Unit): number[] {
  const rough = (high - low) / 4
  const decimal = 10 ** Math.floor(Math.log10(rough))
  const steps =
    unit === 'seconds' && rough >= 10
      ? SECONDS.concat([100, 200, 500, 1000].map(days => days * 86_400))
      : [1, 2, 2.5, 5, 10].map(factor => factor * decimal)
  const step = steps.find(candidate => candidate >= rough) ?? rough
  const ticks: number[] = []
  for (let index = Math.ceil(low / step); index * step <= high; index += 1) ticks.push(index * step)
  return ticks
}

const SECONDS: readonly number[] = [
  10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400,
  172_800, 432_000, 864_000, 1_728_000, 4_320_000,
]

function timeStep(span: Millis): { step: Millis; format: (at: Millis) => string } {
  const days = [1, 2, 3, 7, 14, 28, 56, 91, 182, 365].map(count => count * DAY)
  const hours = [1, 2, 3, 6, 12].map(count => count * HOUR)
  const fits = (step: Millis): boolean => span / step <= 6
  const step = span < 3 * DAY ? hours.find(fits) : days.find(fits)
  if (step === undefined) return { step: span / 5, format: formatDay }
  return { step, format: step < DAY ? formatMinute : formatDay }
}

function typicalGap(values: readonly Shown[]): Millis {
  return median(values.slice(1).map(({ at }, index) => at - (values[index]?.at ?? at)))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** DejaVu Sans is about this wide; only the margins depend on it. */
function textWidth(text: string): number {
  return text.length * SIZE * 0.6
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function isShown(value: number, { low, high }: Scale): boolean {
  return value >= low && value <= high
}

/** From `start` to `end` by a share that is held between 0 and 1. */
function within(start: number, end: number, share: number): number {
  if (Number.isNaN(share)) throw new RangeError('a chart needs numbers')
  return round(start + Math.min(Math.max(share, 0), 1) * (end - start))
}
