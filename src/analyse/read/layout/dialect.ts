// Tells from the beginning of a text how its rows are written: objects or cells, and what stands between cells.
import type { Decimal } from '../numbers/numbers.ts'

export type Dialect =
  | { format: 'ndjson' }
  /** `skip`: characters of a first line that only names the delimiter. `annotated`: lines that begin with # describe the rest. */
  | { format: 'csv'; delimiter: string; skip: number; annotated: boolean }

const DELIMITERS = ['\t', ';', '|', ','] as const
/** Of rows with one cell: a character that no text holds. */
const NONE = '\u001f'

/** Throws RangeError for a JSON array. `whole`: the text does not go on after `head`. */
export function dialectOf(head: string, whole: boolean, decimal: Decimal | null): Dialect {
  if (/^\s*\[/.test(head)) {
    throw new RangeError("line 1 begins a JSON array: write one object a line (jq -c '.[]')")
  }
  if (/^\s*\{/.test(head)) return { format: 'ndjson' }
  const named = /^"?sep=(.)"?\r?\n/i.exec(head)
  if (named !== null) {
    return { format: 'csv', delimiter: named[1] as string, skip: named[0].length, annotated: false }
  }
  const annotated = /^#(datatype|group|default)\b/.test(head)
  return { format: 'csv', delimiter: annotated ? ',' : delimiterOf(head, whole, decimal), skip: 0, annotated }
}

/**
 * The delimiter that parts every row into as many cells as the first, or the one that parts most of them so. A comma
 * is none where it is the decimal mark, unless cells are quoted.
 */
function delimiterOf(head: string, whole: boolean, decimal: Decimal | null): string {
  const rows = countsOf(head)
  if (!whole && rows.length > 1) rows.pop()
  const [first] = rows
  if (first === undefined) return NONE
  let best: { mark: string; share: number } = { mark: NONE, share: 0 }
  for (const [k, mark] of DELIMITERS.entries()) {
    const expected = first[k] ?? 0
    if (expected === 0 || (mark === ',' && decimal === ',' && !head.includes('"'))) continue
    const share = rows.filter(counts => counts[k] === expected).length / rows.length
    if (share > best.share) best = { mark, share }
  }
  return best.mark
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
