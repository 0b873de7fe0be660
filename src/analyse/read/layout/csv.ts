// The rows of a CSV text one after another, as cells.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, type Options, parse } from 'csv-parse'
import { parse as parseWhole } from 'csv-parse/sync'
import { messageOf } from '../../../core/errors.ts'
import { type Dialect, SPACE } from './dialect.ts'
import { chunksOf, type Text } from './text.ts'

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
  const options = optionsFor(delimiter)
  const unfinished = new Unfinished()
  const parser = parse({
    ...options,
    on_record: (cells: string[], { bytes, lines }) => {
      unfinished.recordEnded(bytes, lines)
      onRow(delimiter === SPACE ? cells.filter(cell => cell !== '') : cells, lines + before)
      return null
    },
  })
  const nobody = new Writable({ objectMode: true, write: (_, __, done) => done() })
  try {
    await pipeline(unfinished.follow(chunksOf(text, skip)), parser, nobody)
  } catch (error) {
    throw error instanceof CsvError ? faultOf(error, before, unfinished.lineOfQuote(options)) : error
  }
}

function optionsFor(delimiter: string): Options {
  return {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST_ROW,
  }
}

function faultOf(error: CsvError, before: number, lineOfQuote: number): RangeError {
  const { code, lines } = error as CsvError & { lines?: number }
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    const what = 'a quote was opened and is not closed'
    return new RangeError(`line ${lineOfQuote + before}: ${what}`, { cause: error })
  }
  const where = lines === undefined ? '' : `line ${lines + before}: `
  return new RangeError(`${where}not CSV (${messageOf(error)})`, { cause: error })
}

/** What was read since the last whole row: where a quote is never closed, the parser only knows where the text ends. */
class Unfinished {
  /** Pieces of the text, the first of them that in which the last row ended. */
  #held: Buffer[] = []
  /** Bytes of the text before those that are held. */
  #gone = 0
  #ended = { bytes: 0, lines: 0 }

  async *follow(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const piece = Buffer.from(chunk)
      this.#held.push(piece)
      yield piece
    }
  }

  recordEnded(bytes: number, lines: number): void {
    this.#ended = { bytes, lines }
    for (let [first] = this.#held; first !== undefined; [first] = this.#held) {
      if (this.#gone + first.length > bytes) return
      this.#gone += first.length
      this.#held.shift()
    }
  }

  /** 1-based line on which the quote was opened that is not closed. */
  lineOfQuote(options: Options): number {
    const rest = Buffer.concat(this.#held)
      .subarray(this.#ended.bytes - this.#gone)
      .toString()
    const begun = rest.trimStart()
    const skipped = rest.slice(0, rest.length - begun.length).split('\n').length - 1
    // The cells of the row before that one are closed; it opens on the line on which the last of them ends.
    let line = 1
    const cast: Options['cast'] = (value, { lines }) => {
      line = lines
      return value
    }
    try {
      parseWhole(begun, { ...options, cast })
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
    }
    return this.#ended.lines + skipped + line
  }
}
