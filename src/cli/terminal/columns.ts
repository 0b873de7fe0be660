// Lists for a terminal of 80 columns, of text that others wrote: nothing in it steers the terminal.
import { clean } from '../../presentation/clean.ts'

const WIDTH = 80
const GAP = '  '

/** Rows under a head, each column as wide as it must be and the last one cut at the edge. */
export function columns(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const lines = [head, ...rows.map(row => row.map(cell => clean(cell, WIDTH)))]
  const widths = head.map((_, k) => Math.max(...lines.map(line => length(line[k] ?? ''))))
  return lines
    .map(line => line.map((cell, k) => cell + ' '.repeat((widths[k] ?? 0) - length(cell))).join(GAP))
    .map(line => `${clip(line.trimEnd())}\n`)
    .join('')
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

function clip(line: string): string {
  return length(line) <= WIDTH ? line : `${[...line].slice(0, WIDTH - 1).join('')}…`
}

function length(text: string): number {
  return [...text].length
}
