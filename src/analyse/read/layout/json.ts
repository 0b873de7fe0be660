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

/** A document, or a line, is held whole up to so many characters. */
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
  const left = new Pieces()
  let line = 0
  const takeLine = (row: string): void => {
    line++
    if (row.trim() !== '') takeValue(parsed(row, `line ${line} is not JSON`), line, take)
  }
  for await (const chunk of chunksOf(text, 0)) {
    const [first = '', ...rows] = chunk.split('\n')
    left.push(first, line + 1)
    for (const row of rows) {
      takeLine(left.take())
      left.push(row, line + 1)
    }
  }
  const last = left.take()
  if (last !== '') takeLine(last)
}

async function documentOf(text: Text): Promise<unknown> {
  const whole = new Pieces()
  for await (const chunk of chunksOf(text, 0)) whole.push(chunk, 1)
  return parsed(whole.take(), 'line 1 begins what is not JSON')
}

/** A text in pieces, joined once: a document on one line may be longer than thousands of them. */
class Pieces {
  #pieces: string[] = []
  #length = 0

  /** Throws RangeError where it is too long to be parsed. */
  push(piece: string, line: number): void {
    this.#length += piece.length
    if (this.#length > LONGEST_DOCUMENT) {
      throw new RangeError(
        `line ${line}: the JSON document is too long to be read whole: write one object a line (jq -c '.[]')`,
      )
    }
    this.#pieces.push(piece)
  }

  take(): string {
    const text = this.#pieces.join('')
    this.#pieces = []
    this.#length = 0
    return text
  }
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
