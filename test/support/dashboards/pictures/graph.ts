// Lines over time, with axes, marks and a legend.

import { scaleLinear, scaleUtc } from 'd3-scale'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'
import type { Panel } from '../boards.ts'
import { type Field, propertiesOf, unitOf } from './fields.ts'
import type { Course, Range } from './range.ts'
import { type Box, colour, cut, escaped, FAINT, paletteColour, round, rule, text, widthOf } from './svg.ts'
import { inUnit } from './units.ts'

export interface Mark {
  at: number
  name: string
  fill: string
}

interface Drawn {
  field: Field
  course: Course
  stroke: string
  properties: ReadonlyMap<string, unknown>
}

const LEFT = 56
const BOTTOM = 18
const LEGEND_LINE = 16

/** Null where there is no line. `courses`: of each target. */
export function graphOf(
  panel: Panel,
  courses: ReadonlyArray<readonly Course[]>,
  marks: readonly Mark[],
  { box, range }: { box: Box; range: Range },
): string | null {
  const lines = drawnOf(panel, courses)
  const [first] = lines
  if (first === undefined) return null
  const named = lines.filter(isNamed)
  const rows = Math.min(Math.ceil(named.length / columnsOf(box)), box.h > 300 ? 6 : 4)
  const plot = {
    x: box.x + LEFT,
    y: box.y + 4,
    w: box.w - LEFT - 4,
    h: box.h - BOTTOM - rows * LEGEND_LINE - 8,
  }
  const values = lines.flatMap(({ course }) => course.values.map(([, value]) => value))
  const unit = unitOf(panel, first.properties)
  const { up, ticks } = scaleOf(values, panel.fieldConfig?.defaults.min, unit, plot)
  const along = scaleUtc([range.from, range.to], [plot.x, plot.x + plot.w])
  return [
    ...ticks.flatMap(tick => [
      rule(plot.x, up(tick), plot.x + plot.w, up(tick)),
      text(plot.x - 6, up(tick) + 4, inUnit(tick, unit), { size: 10, fill: FAINT, anchor: 'end' }),
    ]),
    ...along.ticks(Math.max(2, Math.floor(plot.w / 110))).map(tick =>
      text(along(tick), plot.y + plot.h + 14, dayOf(tick, range), {
        size: 10,
        fill: FAINT,
        anchor: 'middle',
      }),
    ),
    ...marks.flatMap(mark => markOf(mark, along(mark.at), plot)),
    ...lines.map(line => bandOf(line, lines, along, up)),
    ...lines.map(line => lineOf(line, along, up, range.step)),
    legendOf(named, { ...box, y: plot.y + plot.h + BOTTOM + 6, h: rows }, unit),
  ].join('')
}

type Scale = (value: number) => number

/** Ticks are round in the unit in which they are written. */
function scaleOf(
  values: readonly number[],
  min: number | undefined,
  unit: string,
  { y, h }: Box,
): { up: Scale; ticks: number[] } {
  const least = min ?? Math.min(...values)
  const most = unit === 'bool_yes_no' ? 1 : Math.max(...values)
  const per = LARGER[unit]?.find(one => most >= 2 * one) ?? 1
  const scale = scaleLinear([least / per, (most > least ? most : least + 1) / per], [y + h, y]).nice(4)
  const ticks = unit === 'bool_yes_no' ? [0, 1] : scale.ticks(4)
  return { up: value => scale(value / per), ticks: ticks.map(tick => tick * per) }
}

/** Units in which larger numbers are written. */
const LARGER: Readonly<Record<string, readonly number[]>> = {
  s: [86_400, 3600, 60],
  bytes: [1024 ** 3, 1024 ** 2, 1024],
}

function columnsOf({ w }: Box): number {
  return Math.max(1, Math.floor(w / 260))
}

function drawnOf(panel: Panel, courses: ReadonlyArray<readonly Course[]>): Drawn[] {
  return courses
    .flatMap((some, i) => {
      const { refId = '', legendFormat = '' } = panel.targets?.[i] ?? {}
      return some.map(course => ({ course, field: { refId, name: legendName(legendFormat, course) } }))
    })
    .map(({ course, field }, place) => {
      const properties = propertiesOf(panel, field)
      const fixed = (properties.get('color') as { fixedColor?: string } | undefined)?.fixedColor
      // The bounds of a line have its colour.
      const stroke = fixed === undefined ? paletteColour(place % (courses[0]?.length || 1)) : colour(fixed)
      const own =
        courses.length > 1 && courses.every(some => some.length <= 1) ? paletteColour(place) : stroke
      return { field, course, properties, stroke: fixed === undefined ? own : stroke }
    })
}

function legendName(format: string, { metric }: Course): string {
  return format.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '').trim()
}

function isNamed({ properties }: Drawn): boolean {
  return !(properties.get('custom.hideFrom') as { legend?: boolean } | undefined)?.legend
}

function lineOf({ course, stroke, properties }: Drawn, along: Scale, up: Scale, step: number): string {
  const width = Number(properties.get('custom.lineWidth') ?? 2)
  if (width === 0) return ''
  const { dash = [] } = (properties.get('custom.lineStyle') ?? {}) as { dash?: number[] }
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.map(one => one / 2).join(' ')}"`
  const thin = width === 2 ? '' : ` stroke-width="${width}"`
  return `<path d="${pathOf(course, along, up, step)}" stroke="${stroke}"${thin}${dashes}/>`
}

/** Broken where nothing is known; a single point is a dot. */
function pathOf({ values }: Course, along: Scale, up: Scale, step: number): string {
  let path = ''
  let [before, x, y] = [Number.NEGATIVE_INFINITY, 0, 0]
  let isAlone = false
  for (const [at, value] of values) {
    const [toX, toY] = [round(along(at)), round(up(value))]
    if (at - before > 1.5 * step) {
      path += `${isAlone ? 'h0' : ''}M${toX} ${toY}`
      isAlone = true
    } else if (toX !== x || toY !== y) {
      path += toY === y ? `h${toX - x}` : `l${toX - x} ${toY - y}`
      isAlone = false
    }
    ;[before, x, y] = [at, toX, toY]
  }
  return path + (isAlone ? 'h0' : '')
}

/** What lies between a line and the one that it is filled down to. */
function bandOf(
  { course, stroke, properties }: Drawn,
  lines: readonly Drawn[],
  along: Scale,
  up: Scale,
): string {
  const below = lines.find(({ field }) => field.name === properties.get('custom.fillBelowTo'))
  if (below === undefined) return ''
  const edge = [...course.values, ...below.course.values.toReversed()]
  const points = edge.map(([at, value]) => `${round(along(at))} ${round(up(value))}`)
  return `<path d="M${points.join('L')}Z" fill="${stroke}" fill-opacity=".15" stroke="none"/>`
}

function markOf({ name, fill }: Mark, x: number, plot: Box): string[] {
  return [
    `<path d="M${round(x)} ${round(plot.y)}v${round(plot.h)}" stroke="${fill}" stroke-width="1" stroke-dasharray="3 3"><title>${escaped(name)}</title></path>`,
    `<path d="M${round(x) - 4} ${round(plot.y + plot.h)}h8l-4-6z" fill="${fill}" stroke="none"/>`,
  ]
}

/** In columns, each with its last value. */
function legendOf(lines: readonly Drawn[], box: Box, unit: string): string {
  const { x, y, w, h: rows } = box
  const columns = columnsOf(box)
  const room = rows * columns
  const shown = lines.slice(0, lines.length > room ? room - 1 : room)
  const more = lines.length - shown.length
  const at = (i: number): [number, number] => [
    x + 6 + (w / columns) * (i % columns),
    y + LEGEND_LINE * Math.floor(i / columns) + 8,
  ]
  return [
    ...shown.map(({ field, course, stroke, properties }, i) => {
      const [left, top] = at(i)
      const own = String(properties.get('unit') ?? unit)
      const value = inUnit(course.values.at(-1)?.[1] ?? Number.NaN, own)
      const name = cut(field.name, w / columns - 40 - widthOf(value, 11), 11)
      return `<path d="M${round(left)} ${round(top - 4)}h12" stroke="${stroke}" stroke-width="3"/>${text(left + 17, top, `${name}: ${value}`, { size: 11, fill: FAINT })}`
    }),
    ...(more > 0
      ? [text(at(shown.length)[0], at(shown.length)[1], `and ${more} more`, { size: 11, fill: FAINT })]
      : []),
  ].join('')
}

function dayOf(at: Date, { from, to }: Range): string {
  const iso = at.toISOString()
  if (to - from > 3 * DAY) return iso.slice(5, 10)
  return iso.slice(11, to - from < 10 * MINUTE ? 19 : 16)
}
