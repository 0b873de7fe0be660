// Tells from the beginning of a text how its rows are written: JSON or cells, and what stands between cells.
import type { Decimal } from '../numbers/decimal.ts'
import { isNumber } from '../numbers/written.ts'
import { readMoment } from '../times/moments.ts'

export type Dialect =
  /** `lines`: one value a line, else one document. */
  | { format: 'json'; lines: boolean }
  /** `skip`: characters of a first line that only names the delimiter. `annotated`: lines that begin with # describe the rest. */
  | { format: 'csv'; delimiter: string; skip: number; annotated: boolean }

const DELIMITERS = ['\t', ';', '|', ','] as const
/** Of rows with one cell: a character that no text holds. */
const NONE = '\u001f'
/** So many of which part two cells as one does. */
export const SPACE = ' '

/** `whole`: the text does not go on after `head`. */
export function dialectOf(head: string, whole: boolean, decimal: Decimal | null): Dialect {
  if (/^\s*[[{]/.test(head)) return { format: 'json', lines: isJson(/^\s*(.*)(\n?)/.exec(head)) }
  const named = /^"?sep=(.)"?\r?\n/i.exec(head)
  if (named !== null) {
    return { format: 'csv', delimiter: named[1] as string, skip: named[0].length, annotated: false }
  }
  const annotated = /^#(datatype|group|default)\b/.test(head)
  return { format: 'csv', delimiter: annotated ? ',' : delimiterOf(head, whole, decimal), skip: 0, annotated }
}

/** Whether the first line is a value by itself; where it goes on beyond what is seen, it is taken to be. */
function isJson(first: RegExpExecArray | null): boolean {
  const [, line = '', end] = first ?? []
  if (end === '' && line.length > 1) return true
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/**
 * The delimiter that parts every row into as many cells as the first, or the one that parts most of them so; where none parts half
 * of the rows, as below a title, the one that parts most of them alike. A comma is none where it is the decimal mark, unless cells are quoted.
 */
function delimiterOf(head: string, whole: boolean, decimal: Decimal | null): string {
  const rows = countsOf(head)
  if (!whole && rows.length > 1) rows.pop()
  const [first] = rows
  if (first === undefined) return NONE
  const marks = DELIMITERS.filter(mark => mark !== ',' || decimal !== ',' || head.includes('"'))
  const best = bestOf(marks, rows, k => first[k] ?? 0)
  if (best.share >= 0.5) return best.mark
  const below = bestOf(marks, rows, k =>
    mostOften(rows.map(counts => counts[k] ?? 0).filter(count => count > 0)),
  )
  // Below a title stands a header; numbers that follow a title have a decimal comma.
  const [header = ''] = head.split(/[\r\n]+/).filter(line => line.includes(below.mark))
  if (/\p{L}/u.test(header)) return below.mark
  return best.mark === NONE && isBySpaces(head, whole) ? SPACE : best.mark
}

/** Whether spaces part a moment or a number from a number in all rows below the first, none of which is one with its spaces, as 1 288. */
function isBySpaces(head: string, whole: boolean): boolean {
  const lines = head.split(/[\r\n]+/).flatMap(line => (line.trim() === '' ? [] : [line.trim()]))
  const below = lines.slice(1, whole ? undefined : -1)
  const rows = below.map(line => line.split(/\s+/))
  const [first = []] = rows
  const known = (cell: string): boolean => isNumber(cell) || readMoment(cell) !== null
  const numbers = first.some((_, k) => k > 0 && rows.every(row => isNumber(row[k] ?? '')))
  const even = rows.every(row => row.length === first.length && known(row[0] ?? ''))
  return numbers && even && !below.every(known)
}

function bestOf(
  marks: ReadonlyArray<(typeof DELIMITERS)[number]>,
  rows: ReadonlyArray<readonly number[]>,
  expectedOf: (k: number) => number,
): { mark: string; share: number } {
  let best: { mark: string; share: number } = { mark: NONE, share: 0 }
  for (const mark of marks) {
    const k = DELIMITERS.indexOf(mark)
    const expected = expectedOf(k)
    if (expected === 0) continue
    const share = rows.filter(counts => counts[k] === expected).length / rows.length
    if (share > best.share) best = { mark, share }
  }
  return best
}

/** The number that comes most often, the smaller of two. */
function mostOften(numbers: readonly number[]): number {
  const times = new Map<number, number>()
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1)
  return [...times].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? 0
}

/** How often each delimiter stands outside quotes in each row; rows without text are left out. */
function countsOf(head: string): number[][] {
  const rows: number[][] = []
  let counts = DELIMITERS.map(() => 0)
  let inside = false
  let empty = true
  const end = (): void => {
    if (!empty) rows.push(counts)
    counts = DELIMITERS.map(() => 0)
    empty = true
  }
  for (const mark of head) {
    if (mark === '"') inside = !inside
    const place = inside ? -1 : DELIMITERS.indexOf(mark as (typeof DELIMITERS)[number])
    if (place >= 0) counts[place] = (counts[place] as number) + 1
    if (!inside && (mark === '\n' || mark === '\r')) end()
    else if (mark !== ' ') empty = false
  }
  end()
  return rows
}
