// A table of what stands now, as many rows as there is room for.
import type { Panel } from '../boards.ts'
import { type Answer, tableRows } from '../live.ts'
import { propertiesOf, thresholdColour, unitOf, wordColour } from './fields.ts'
import { type Box, FAINT, INK, rule, text, widthOf } from './svg.ts'
import { inUnit } from './units.ts'

const LINE = 21
const GAP = 14

interface Cell {
  said: string
  fill: string
}

/** Null where it has no row. */
export function tableOf(panel: Panel, answer: Answer, { x, y, w, h }: Box): string | null {
  const rows = tableRows(answer)
  const [first] = rows
  if (first === undefined) return null
  const names = Object.keys(first).filter(name => !isHidden(panel, name))
  const room = Math.max(1, Math.floor((h - LINE) / LINE) - (rows.length * LINE + LINE > h ? 1 : 0))
  const shown = rows.slice(0, room).map(row => names.map(name => cellOf(panel, name, row[name])))
  const widths = widthsOf(names, shown, w)
  const lefts = widths.map((_, i) => x + widths.slice(0, i).reduce((sum, one) => sum + one, 0))
  const more = rows.length - shown.length
  return [
    ...names.map((name, i) =>
      text(lefts[i] ?? x, y + 12, name, { fill: FAINT, bold: true, within: (widths[i] ?? 0) - GAP }),
    ),
    rule(x, y + LINE - 2, x + w, y + LINE - 2),
    ...shown.flatMap((cells, row) =>
      cells.map(({ said, fill }, i) =>
        text(lefts[i] ?? x, y + LINE * (row + 2) - 7, said, { fill, within: (widths[i] ?? 0) - GAP }),
      ),
    ),
    ...(more > 0 ? [text(x, y + LINE * (shown.length + 2) - 7, `and ${more} more`, { fill: FAINT })] : []),
  ].join('')
}

function isHidden(panel: Panel, name: string): boolean {
  return propertiesOf(panel, { refId: '', name }).get('custom.hidden') === true
}

function cellOf(panel: Panel, name: string, value: unknown): Cell {
  const properties = propertiesOf(panel, { refId: '', name })
  if (typeof value === 'number') {
    const fill = thresholdColour(value, properties.get('thresholds')) ?? INK
    return { said: inUnit(value, unitOf(panel, properties)), fill }
  }
  const said = typeof value === 'string' && value !== '' ? value : (panel.fieldConfig?.defaults.noValue ?? '')
  return { said, fill: wordColour(said, properties.get('mappings')) ?? INK }
}

/** Each as wide as its widest cell, and narrower in proportion where that is too much. */
function widthsOf(names: readonly string[], rows: readonly Cell[][], w: number): number[] {
  const wanted = names.map((name, i) => {
    const found = rows.map(cells => widthOf(cells[i]?.said ?? ''))
    return Math.min(280, Math.max(widthOf(name) * 1.08, ...found)) + GAP
  })
  const all = wanted.reduce((sum, one) => sum + one, 0)
  const spare = Math.max(0, w - all) / Math.max(1, names.length)
  return wanted.map(one => (all > w ? (one * w) / all : one + Math.min(spare, 60)))
}
