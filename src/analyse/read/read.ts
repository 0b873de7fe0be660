// Reads any series from CSV or JSON as it streams in: rows of a time and a value, gaps allowed.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { messageOf } from '../../core/errors.ts'
import { readCsv } from './layout/csv.ts'
import { dialectOf } from './layout/dialect.ts'
import { cellOf, readJson } from './layout/json.ts'
import { textOf } from './layout/text.ts'
import { type ReadOptions, type SeriesFile, Table } from './table.ts'

/** Reads a file, or standard input as `-`. Throws RangeError with the line at fault. `onBytes` is told now and then. */
export async function readSeries(
  file: string,
  options: ReadOptions,
  stdin: Readable = process.stdin,
  onBytes: (read: number) => void = () => {},
): Promise<SeriesFile> {
  const stream = file === '-' ? null : createReadStream(file)
  const input = stream ?? stdin
  try {
    return await readTable(input, options, () => onBytes(stream?.bytesRead ?? 0))
  } catch (error) {
    if (error instanceof RangeError) throw error
    const remedy = 'Give the path of a CSV or JSON file, or - for standard input'
    throw new Error(`cannot read ${file}: ${messageOf(error)}. ${remedy}`, { cause: error })
  } finally {
    input.destroy()
  }
}

async function readTable(input: Readable, options: ReadOptions, onChunk: () => void): Promise<SeriesFile> {
  const text = await textOf(input, onChunk)
  const dialect = dialectOf(text.head, text.whole, options.decimal)
  const table = new Table(options, dialect.format === 'csv' && dialect.delimiter === ',')
  if (dialect.format === 'json') {
    await readJson(text, dialect, {
      fields: (fields, line) => table.object(fields, line),
      cells: (cells, line) => table.row(cells.map(cellOf), line),
    })
    return table.finish()
  }
  await readCsv(text, dialect, (cells, line) => {
    if (dialect.annotated && cells[0]?.startsWith('#') === true) return
    table.row(cells, line)
  })
  return table.finish()
}
