// Lists for a terminal, of 80 columns where it is none, of text that others wrote: nothing in it steers the terminal.
import { clean } from '../../presentation/clean.ts'

const WIDTH = 80
const GAP = '  '

/** The last column says what a row is about: it keeps so much, and a free text before it gives way down to its least. */
const LEAST_LAST = 24
const LEAST = 12

interface Shape {
  /** Columns, by their heads, that hold free text: cut where not all fit. Ids, states, times and figures are not. */
  free?: readonly string[]
  /** Characters of a line. */
  width?: number
}

/** Rows under a head, each column as wide as it must be where all of them fit, and no line longer than the terminal. */
export function columns(
  head: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  { free = [], width = terminalWidth() }: Shape = {},
): string {
  const lines = [head, ...rows.map(row => row.map(cell => clean(cell, width)))]
  const natural = head.map((_, k) => Math.max(...lines.map(line => length(line[k] ?? ''))))
  const isFree = head.map(name => free.includes(name))
  const widths = fitted(natural, isFree, width - GAP.length * (head.length - 1))
  return lines
    .map(line => line.map((cell, k) => padded(clip(cell, widths[k] ?? 0), widths[k] ?? 0)).join(GAP))
    .map(line => `${clip(line.trimEnd(), width)}\n`)
    .join('')
}

function terminalWidth(): number {
  return Math.max(process.stdout.columns ?? WIDTH, WIDTH)
}

/** What is too wide is cut: the last column to its least, then the widest free text, and only then the last to what is left. */
function fitted(natural: readonly number[], isFree: readonly boolean[], room: number): number[] {
  const widths = [...natural]
  const last = widths.length - 1
  const widthOf = (k: number): number => widths[k] ?? 0
  const over = (): number => widths.reduce((sum, one) => sum + one, -room)
  const cutLast = (least: number): void => {
    if (over() > 0) widths[last] = Math.max(widthOf(last) - over(), Math.min(widthOf(last), least))
  }
  cutLast(LEAST_LAST)
  while (over() > 0) {
    const cuttable = [...widths.keys()].filter(k => k !== last && isFree[k] && widthOf(k) > LEAST)
    const [widest] = cuttable.toSorted((a, b) => widthOf(b) - widthOf(a))
    if (widest === undefined) break
    widths[widest] = widthOf(widest) - 1
  }
  cutLast(1)
  return widths
}

/** Text broken between words, each line indented; a word that is too long is left whole. */
export function paragraph(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of clean(text, 2000).split(' ')) {
    if (line !== '' && length(line) + 1 + length(word) > WIDTH - indent) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
    .filter(one => one !== '')
    .map(one => `${' '.repeat(indent)}${one}\n`)
    .join('')
}

/** The shortest beginnings, of eight characters at least, that still tell the ids apart. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const distinct = [...new Set(ids)]
  let size = 8
  while (new Set(distinct.map(id => id.slice(0, size))).size < distinct.length) size++
  return id => id.slice(0, size)
}

function clip(text: string, width: number): string {
  return length(text) <= width ? text : `${[...text].slice(0, width - 1).join('')}…`
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - length(text))
}

function length(text: string): number {
  return [...text].length
}
