// Which row names the columns: the first, none, or one below lines that only speak about the file.
import { isMissing, isNumber } from '../numbers/written.ts'
import { readMoment } from '../times/moments.ts'

export interface Header {
  /** Null: the first row is data already. */
  names: readonly string[] | null
  /** Index of the first row of data. */
  from: number
}

/** Rows that may stand before the header. */
const PREAMBLE = 25

type Kind = 'moment' | 'number' | null

/** `rows`: the first of a file. A header is a row that does not hold what the columns below it hold. */
export function headerOf(rows: ReadonlyArray<readonly string[]>): Header {
  const [first = []] = rows
  if (rows.length < 2) {
    const data = first.every(cell => isNumber(cell) || isMissing(cell) || readMoment(cell) !== null)
    return data ? { names: null, from: 0 } : { names: first, from: 1 }
  }
  const below = rows.slice(Math.min(PREAMBLE, rows.length - 1, Math.ceil((2 * rows.length) / 3)))
  const kinds = kindsOf(below)
  const data = rows.findIndex(row => fits(row, kinds))
  if (data === 0 && !lacksNames(first, rows.slice(1))) return { names: null, from: 0 }
  const header = rows[data - 1]
  return data > 1 && data <= PREAMBLE && header !== undefined && isHeader(header, kinds)
    ? { names: header, from: data }
    : { names: first, from: 1 }
}

/** What all cells of a column are, of those that hold moments or numbers. */
function kindsOf(rows: ReadonlyArray<readonly string[]>): Kind[] {
  const width = Math.max(...rows.map(row => row.length))
  return Array.from({ length: width }, (_, k) => {
    const cells = rows.map(row => row[k] ?? '').filter(cell => !isMissing(cell))
    if (cells.length === 0) return null
    if (cells.every(cell => isNumber(cell))) return 'number'
    return cells.every(cell => readMoment(cell) !== null) ? 'moment' : null
  })
}

function is(cell: string, kind: Kind): boolean {
  return kind === 'number' ? isNumber(cell) : kind === 'moment' && readMoment(cell) !== null
}

function fits(row: readonly string[], kinds: readonly Kind[]): boolean {
  let known = 0
  for (const [k, kind] of kinds.entries()) {
    const cell = row[k] ?? ''
    if (kind === null || isMissing(cell)) continue
    if (!is(cell, kind)) return false
    known++
  }
  return known > 0
}

/** Names stand over all columns of moments and numbers, and none of them is one. */
function isHeader(row: readonly string[], kinds: readonly Kind[]): boolean {
  return kinds.every((kind, k) => kind === null || ((row[k] ?? '') !== '' && !is(row[k] ?? '', kind)))
}

/** A nameless index, as pandas writes it: the first cell is empty, and below it none is. */
function lacksNames(first: readonly string[], below: ReadonlyArray<readonly string[]>): boolean {
  return first[0] === '' && first.length > 1 && below.every(row => row[0] !== '')
}
