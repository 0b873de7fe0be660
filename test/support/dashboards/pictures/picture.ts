// A board as a picture: every panel of it, those of closed rows too, drawn from the answers of a real database.

import { MINUTE } from '../../../../src/core/duration.ts'
import type { Annotation, Board, Panel } from '../boards.ts'
import { type Ask, type Chosen, filledIn } from '../live.ts'
import { quietBecause } from '../quiet.ts'
import { graphOf, type Mark } from './graph.ts'
import { type AskRange, type Course, durationsOf, type Range } from './range.ts'
import { statOf } from './stat.ts'
import { type Box, colour, FAINT, text } from './svg.ts'
import { tableOf } from './table.ts'

const WIDTH = 1200
const COLUMN = (WIDTH - 16) / 24
const ROW = 33
const HEADER = 74
const MARGIN = 8

export interface Asking {
  ask: Ask
  askRange: AskRange
  chosen: Chosen
  range: Range
}

export interface Picture {
  svg: string
  /** Titles of panels that show nothing, without a reason why they may. */
  empty: string[]
}

export async function pictureOf(board: Board, asking: Asking): Promise<Picture> {
  const marks = await marksOf(board, asking)
  const empty: string[] = []
  let [body, top] = ['', HEADER]
  for (const { title, isClosed, panels } of rowsOf(board)) {
    body += text(14, top + 20, `${isClosed ? '▸' : '▾'} ${title}`, { size: 14, bold: true })
    if (isClosed)
      body += text(WIDTH - 14, top + 20, 'closed until somebody opens it', { fill: FAINT, anchor: 'end' })
    top += 30
    const first = Math.min(...panels.map(({ gridPos }) => gridPos.y))
    for (const panel of panels) {
      const { x, y, w, h } = panel.gridPos
      const box = { x: MARGIN + x * COLUMN, y: top + (y - first) * ROW, w: w * COLUMN, h: h * ROW }
      const drawn = await panelOf(panel, box, marks, asking)
      body += drawn.svg
      if (drawn.isEmpty) empty.push(panel.title)
    }
    top += (Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) - first) * ROW
  }
  return { svg: framed(board, body, top + MARGIN, asking.range), empty }
}

interface Row {
  title: string
  isClosed: boolean
  panels: readonly Panel[]
}

function rowsOf({ panels }: Board): Row[] {
  const rows: Array<Row & { panels: Panel[] }> = []
  for (const panel of panels) {
    if (panel.type === 'row') {
      const inside = [...(panel.panels ?? [])]
      rows.push({ title: panel.title, isClosed: panel.collapsed === true, panels: inside })
    } else rows.at(-1)?.panels.push(panel)
  }
  return rows
}

async function panelOf(
  panel: Panel,
  { x, y, w, h }: Box,
  marks: ReadonlyMap<number, readonly Mark[]>,
  { ask, askRange, chosen, range }: Asking,
): Promise<{ svg: string; isEmpty: boolean }> {
  const frame = { x: x + 4, y: y + 4, w: w - 8, h: h - 8 }
  const inner = { x: frame.x + 10, y: frame.y + 30, w: frame.w - 20, h: frame.h - 38 }
  const targets = panel.targets ?? []
  let head = headOf(panel.title, frame, 0)
  let drawn: string | null
  if (panel.type === 'timeseries') {
    const { courses, over } = await coursesOf(panel, askRange, range)
    drawn = graphOf(panel, courses, over === range ? (marks.get(panel.id) ?? []) : [], {
      box: inner,
      range: over,
    })
    if (over !== range && drawn !== null) {
      head = headOf(panel.title, frame, OF_NOTE)
      drawn += lately(frame, over)
    }
  } else {
    const at = range.to
    const asked = { ...chosen, ...durationsOf(range) }
    const samples = await Promise.all(targets.map(({ expr }) => ask(filledIn(expr, asked), at)))
    const isKnown = samples.flat().some(({ value }) => Number.isFinite(value))
    if (panel.type === 'stat') {
      const isQuiet = isKnown || targets.some(({ expr }) => quietBecause(expr) !== null)
      return { svg: head + statOf(panel, { panel, samples }, inner), isEmpty: !isQuiet }
    }
    drawn = isKnown ? tableOf(panel, { panel, samples }, inner) : null
  }
  if (drawn !== null) return { svg: head + drawn, isEmpty: false }
  const why = targets.map(({ expr }) => quietBecause(expr)).find(one => one !== null)
  const said = `Nothing to show${why === undefined ? '' : `: ${why}`}.`
  const middle = { fill: FAINT, anchor: 'middle' as const, within: inner.w }
  return { svg: head + text(x + w / 2, inner.y + inner.h / 2, said, middle), isEmpty: why === undefined }
}

/** Pixels that a note in the corner takes. */
const OF_NOTE = 84

function headOf(title: string, { x, y, w, h }: Box, corner: number): string {
  const written = text(x + 10, y + 19, title, { bold: true, within: w - 16 - corner })
  return `<rect x="${Math.round(x)}" y="${Math.round(y)}" width="${Math.round(w)}" height="${Math.round(h)}" rx="4" fill="#fff" stroke="#d9dee4"/>${written}`
}

/** What only a scrape knows is there since the first one: such a graph is drawn from then on. */
async function coursesOf(
  { targets = [] }: Panel,
  askRange: AskRange,
  range: Range,
): Promise<{ courses: Course[][]; over: Range }> {
  const asked = (over: Range): Promise<Course[][]> =>
    Promise.all(targets.map(({ expr }) => askRange(expr, over)))
  const courses = await asked(range)
  const earliest = Math.min(...courses.flat().flatMap(({ values }) => values.slice(0, 1).map(([at]) => at)))
  const { from, to } = range
  if (!Number.isFinite(earliest) || earliest < to - (to - from) / 10) return { courses, over: range }
  const over = { from: to - LATELY, to, step: LATELY / 120 }
  return { courses: await asked(over), over }
}

const LATELY = 2 * MINUTE

function lately({ x, y, w }: Box, { from, to }: Range): string {
  const said = `the last ${Math.round((to - from) / MINUTE)} min`
  return text(x + w - 10, y + 19, said, { fill: FAINT, size: 11, anchor: 'end' })
}

/** By the id of the panel on which they are. */
async function marksOf(
  board: Board,
  { askRange, range }: Asking,
): Promise<ReadonlyMap<number, readonly Mark[]>> {
  const all = new Map<number, Mark[]>()
  for (const annotation of board.annotations.list) {
    const marks = await marksOfOne(annotation, askRange, range)
    for (const id of annotation.filter.ids) all.set(id, [...(all.get(id) ?? []), ...marks])
  }
  return all
}

async function marksOfOne(annotation: Annotation, askRange: AskRange, { from, to }: Range): Promise<Mark[]> {
  const fill = colour(annotation.iconColor)
  return (await askRange(annotation.expr, { from, to, step: to - from })).flatMap(({ metric, values }) => {
    const at = values.at(-1)?.[1] ?? Number.NaN
    const name = annotation.titleFormat.replaceAll(
      /\{\{(\w+)\}\}/g,
      (_, label: string) => metric[label] ?? '',
    )
    return at >= from && at <= to ? [{ at, name, fill }] : []
  })
}

function framed({ title, description }: Board, body: string, height: number, { from, to }: Range): string {
  const [since, until] = [from, to].map(at => new Date(at).toISOString().slice(0, 16).replace('T', ' '))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${Math.round(height)}" viewBox="0 0 ${WIDTH} ${Math.round(height)}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif" font-size="12" fill="#1f2933" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
<title>${title}</title>
<style>path:not([fill]){fill:none}rect{stroke-width:1}</style>
<rect width="${WIDTH}" height="${Math.round(height)}" fill="#f5f7f9" stroke="none"/>
${text(14, 30, title, { size: 20, bold: true })}${text(14, 54, description, { fill: FAINT, size: 13, within: WIDTH - 28 })}${text(WIDTH - 14, 30, `${since} to ${until} UTC`, { fill: FAINT, anchor: 'end' })}
${body}
</svg>
`
}
