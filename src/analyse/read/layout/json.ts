// The rows of JSON: one value a line, or one document over many lines.
import { messageOf } from '../../../core/errors.ts'
import type { Dialect } from './dialect.ts'
import { rowsOf } from './documents/registry.ts'
import { chunksOf, type Text } from './text.ts'

/** Takes fields by name, or cells without names, and the line on which they stand. */
export interface TakeValues {
  fields(fields: ReadonlyMap<string, unknown>, line: number): void
  cells(cells: readonly unknown[], line: number): void
}

/** A document that is not written line by line is held whole, up to so many characters. */
const LONGEST_DOCUMENT = 200_000_000

export async function readJson(
  text: Text,
  { lines }: Extract<Dialect, { format: 'json' }>,
  take: TakeValues,
): Promise<void> {
  if (lines) await readLines(text, take)
  else takeValue(await documentOf(text), 1, take)
}

/** Only a line feed ends a line: JSON may hold any other separator of lines. */
async function readLines(text: Text, take: TakeValues): Promise<void> {
  let left = ''
  let line = 0
  const takeLine = (row: string): void => {
    line++
    if (row.trim() !== '') takeValue(parsed(row, `line ${line} is not JSON`), line, take)
  }
  for await (const chunk of chunksOf(text, 0)) {
    const rows = (left + chunk).split('\n')
    left = rows.pop() ?? ''
    for (const row of rows) takeLine(row)
  }
  if (left !== '') takeLine(left)
}

async function documentOf(text: Text): Promise<unknown> {
  const pieces: string[] = []
  let length = 0
  for await (const chunk of chunksOf(text, 0)) {
    length += chunk.length
    if (length > LONGEST_DOCUMENT) {
      throw new RangeError(
        "the JSON document is too long to be read whole: write one object a line (jq -c '.[]')",
      )
    }
    pieces.push(chunk)
  }
  return parsed(pieces.join(''), 'line 1 begins what is not JSON')
}

function parsed(text: string, fault: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RangeError(`${fault}: ${messageOf(error)}`, { cause: error })
  }
}

function takeValue(value: unknown, line: number, take: TakeValues): void {
  for (const row of rowsFrom(value, line)) {
    if (row instanceof Map) take.fields(row, line)
    else take.cells(row as readonly unknown[], line)
  }
}

/** A fault of a row names its line. */
function* rowsFrom(value: unknown, line: number): ReturnType<typeof rowsOf> {
  if (typeof value !== 'object' || value === null) throw new RangeError(`line ${line} is no JSON object`)
  try {
    yield* rowsOf(value)
  } catch (error) {
    throw error instanceof RangeError
      ? new RangeError(`line ${line}: ${error.message}`, { cause: error })
      : error
  }
}

/** The text of a value. A number of JSON has a decimal point, which a fourth decimal keeps apart from a thousand. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value.trim()
  const text = JSON.stringify(value)
  return typeof value === 'number' && /\.\d{3}$/.test(text) ? `${text}0` : text
}
