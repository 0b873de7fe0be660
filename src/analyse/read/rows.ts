// The rows of a text one after another, as cells: CSV, or one JSON object a line.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { messageOf } from '../../core/errors.ts'
import type { Dialect } from './dialect.ts'
import type { Text } from './text.ts'

/** Takes the cells of a row and the line on which it ends. */
export type TakeRow = (cells: string[], line: number) => void

/** A row may have so many characters; a quote that is never closed makes the rest of a file one row. */
const LONGEST_ROW = 1_000_000

export async function readCsv(
  text: Text,
  { delimiter, skip }: Extract<Dialect, { format: 'csv' }>,
  onRow: TakeRow,
): Promise<void> {
  const before = skip > 0 ? 1 : 0
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST_ROW,
    on_record: (cells: string[], { lines }) => {
      onRow(cells, lines + before)
      return null
    },
  })
  const nobody = new Writable({ objectMode: true, write: (_, __, done) => done() })
  try {
    await pipeline(chunksOf(text, skip), parser, nobody)
  } catch (error) {
    throw error instanceof CsvError ? faultOf(error, before) : error
  }
}

function faultOf(error: CsvError, before: number): RangeError {
  const { code, lines } = error as CsvError & { lines?: number }
  const where = lines === undefined ? '' : `line ${lines + before}: `
  const open = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
  const what = open ? 'a quote was opened and is not closed' : `not CSV (${messageOf(error)})`
  return new RangeError(`${where}${what}`, { cause: error })
}

async function* chunksOf({ head, rest }: Text, skip: number): AsyncGenerator<string> {
  yield head.slice(skip)
  yield* rest
}

/** Only a line feed ends a line: JSON may hold any other separator of lines. */
export async function readObjects(
  text: Text,
  onObject: (fields: ReadonlyMap<string, unknown>, line: number) => void,
): Promise<void> {
  let left = ''
  let line = 0
  const take = (row: string): void => {
    line++
    if (row.trim() !== '') onObject(fieldsOf(row, line), line)
  }
  for await (const chunk of chunksOf(text, 0)) {
    const rows = (left + chunk).split('\n')
    left = rows.pop() ?? ''
    for (const row of rows) take(row)
  }
  if (left !== '') take(left)
}

function fieldsOf(row: string, line: number): ReadonlyMap<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(row)
  } catch (error) {
    throw new RangeError(`line ${line} is not JSON: ${messageOf(error)}`, { cause: error })
  }
  if (typeof parsed !== 'object' || parsed === null) throw new RangeError(`line ${line} is no JSON object`)
  return new Map(Object.entries(parsed))
}
