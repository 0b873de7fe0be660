// Reads any series from CSV or NDJSON as it streams in: rows of a time and a value, gaps allowed.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { messageOf } from '../core/errors.ts'
import { type Columns, chooseColumns, isDate, isInfinite, isMissing, isNumber } from './columns.ts'
import { readTime, type TimeKind } from './time.ts'

export interface ReadOptions {
  /** Names of the columns; null: found by name or content. */
  time: string | null
  value: string | null
}

export interface SeriesFile {
  /** Ascending, without doubles. */
  times: Float64Array
  /** NaN: missing. */
  values: Float64Array
  /** Null: the rows have no time of their own. */
  kind: TimeKind | null
  valueName: string
  /** What was done to the rows that somebody may want to know. */
  notes: string[]
}

/** Rows by which the columns are chosen. */
const SAMPLE = 50
/** How often it is told how far reading has come. */
const LINES_A_REPORT = 100_000
/** As much of a cell is repeated where it is at fault. */
const QUOTED = 40

/** Reads a file, or standard input as `-`. Throws RangeError with the line at fault. `onBytes` is told now and then. */
export async function readSeries(
  file: string,
  options: ReadOptions,
  stdin: Readable = process.stdin,
  onBytes: (read: number) => void = () => {},
): Promise<SeriesFile> {
  const stream = file === '-' ? null : createReadStream(file)
  const input = stream ?? stdin
  const failed = new Promise<never>((_, reject) => {
    input.once('error', (error: unknown) =>
      reject(new Error(`cannot read ${file}: ${messageOf(error)}`, { cause: error })),
    )
  })
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  try {
    return await Promise.race([readLines(lines, options, () => onBytes(stream?.bytesRead ?? 0)), failed])
  } finally {
    lines.close()
  }
}

async function readLines(
  lines: AsyncIterable<string>,
  options: ReadOptions,
  report: () => void,
): Promise<SeriesFile> {
  const reader = new RowReader(options)
  let number = 0
  for await (const line of lines) {
    number++
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line
    if (text.trim() !== '') reader.line(text, number)
    if (number % LINES_A_REPORT === 0) report()
  }
  return reader.finish()
}

/** Rows as they come; the first are kept back until the columns are chosen. */
class RowReader {
  readonly #options: ReadOptions
  readonly #table = new Growing()
  #format: 'csv' | 'ndjson' | null = null
  #delimiter = ','
  #names: string[] | null = null
  #columns: Columns | null = null
  #held: Array<{ cells: string[]; number: number }> = []
  #kind: TimeKind | null = null
  #infinite = 0

  constructor(options: ReadOptions) {
    this.#options = options
  }

  line(text: string, number: number): void {
    if (text.includes('\0')) throw new RangeError(`line ${number} holds a NUL byte: it must be text in UTF-8`)
    if (this.#format === null && /^\s*\[/.test(text)) {
      throw new RangeError("line 1 begins a JSON array: write one object a line (jq -c '.[]')")
    }
    this.#format ??= /^\s*\{/.test(text) ? 'ndjson' : 'csv'
    const cells = this.#format === 'ndjson' ? this.#object(text, number) : this.#csv(text)
    if (cells === null) return
    if (this.#columns !== null) {
      this.#row(cells, number, this.#columns)
      return
    }
    this.#held.push({ cells, number })
    if (this.#held.length === SAMPLE) this.#choose()
  }

  finish(): SeriesFile {
    if (this.#columns === null && this.#held.length > 0) this.#choose()
    const value = this.#columns?.value ?? 0
    const notes: string[] = []
    const others = this.#columns?.others ?? []
    const valueName = this.#names?.[value] ?? 'value'
    if (others.length > 0) {
      notes.push(
        `read column ${JSON.stringify(valueName)}; --value chooses among ${others.slice(0, 8).join(', ')}`,
      )
    }
    if (this.#infinite > 0) notes.push(`${this.#infinite} infinite value(s) were taken as missing`)
    const { times, values } = inOrder(this.#table, notes)
    return { times, values, kind: this.#kind, valueName, notes }
  }

  #object(text: string, number: number): string[] {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch (error) {
      throw new RangeError(`line ${number} is not JSON: ${messageOf(error)}`, { cause: error })
    }
    if (typeof parsed !== 'object' || parsed === null)
      throw new RangeError(`line ${number} is no JSON object`)
    const fields = new Map(Object.entries(parsed))
    this.#names ??= [...fields.keys()]
    for (const name of this.#columns === null ? fields.keys() : []) {
      if (!this.#names.includes(name)) this.#names.push(name)
    }
    return this.#names.map(name => textOf(fields.get(name)))
  }

  #csv(text: string): string[] | null {
    if (this.#names !== null) return splitCells(text, this.#delimiter)
    this.#delimiter = [',', ';', '\t'].find(mark => text.includes(mark)) ?? ','
    const cells = splitCells(text, this.#delimiter)
    const headless = cells.every(cell => isNumber(cell) || isMissing(cell) || isDate(cell))
    this.#names = headless ? cells.map((_, k) => `column ${k + 1}`) : cells
    return headless ? cells : null
  }

  #choose(): void {
    const columns = chooseColumns(
      this.#names ?? [],
      this.#held.map(({ cells }) => cells),
      this.#options,
    )
    this.#columns = columns
    for (const { cells, number } of this.#held) this.#row(cells, number, columns)
    this.#held = []
  }

  #row(cells: readonly string[], number: number, columns: Columns): void {
    this.#table.push(
      this.#time(cells, number, columns),
      this.#value(cells[columns.value] ?? '', number, columns),
    )
  }

  #time(cells: readonly string[], number: number, { time }: Columns): number {
    if (time === null) return this.#table.length
    const cell = cells[time] ?? ''
    const name = this.#names?.[time] ?? ''
    const year = /year|date|time/i.test(name) && /^[12]\d{3}$/.test(cell)
    const read = readTime(year ? `${cell}-01` : cell)
    if (read === null)
      throw new RangeError(`line ${number}: ${quoted(cell)} in ${quotedName(name)} is no time`)
    this.#kind ??= read.kind
    if (read.kind !== this.#kind)
      throw new RangeError(`line ${number}: ${quoted(cell)} is not written as the times before it`)
    return read.value
  }

  #value(cell: string, number: number, { value }: Columns): number {
    if (isMissing(cell)) return Number.NaN
    if (!isNumber(cell)) {
      throw new RangeError(
        `line ${number}: ${quoted(cell)} in ${quotedName(this.#names?.[value] ?? '')} is not a number`,
      )
    }
    const parsed = isInfinite(cell) ? Number.POSITIVE_INFINITY : Number(cell)
    if (Number.isFinite(parsed)) return parsed
    this.#infinite++
    return Number.NaN
  }
}

/** Two columns of numbers that grow by doubling. */
class Growing {
  length = 0
  times = new Float64Array(1024)
  values = new Float64Array(1024)

  push(time: number, value: number): void {
    if (this.length === this.times.length) {
      this.times = doubled(this.times)
      this.values = doubled(this.values)
    }
    this.times[this.length] = time
    this.values[this.length] = value
    this.length++
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * column.length)
  larger.set(column)
  return larger
}

/** Sorts by time where needed; of rows with the same time it keeps the last that has a number. */
function inOrder(table: Growing, notes: string[]): { times: Float64Array; values: Float64Array } {
  let times = table.times.subarray(0, table.length)
  let values = table.values.subarray(0, table.length)
  let unsorted = 0
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) unsorted++
  if (unsorted > 0) {
    const order = Uint32Array.from(times, (_, i) => i).sort(
      (a, b) => (times[a] as number) - (times[b] as number) || a - b,
    )
    const [old, numbers] = [times, values]
    times = Float64Array.from(order, i => old[i] as number)
    values = Float64Array.from(order, i => numbers[i] as number)
    notes.push('the rows were not in the order of time; they were sorted')
  }
  let kept = 0
  for (let i = 0; i < times.length; i++) {
    const again = kept > 0 && times[kept - 1] === times[i]
    const place = again ? kept - 1 : kept++
    times[place] = times[i] as number
    if (!again || !Number.isNaN(values[i] as number)) values[place] = values[i] as number
  }
  if (kept < times.length) notes.push(`${times.length - kept} row(s) repeated a time; the last one counts`)
  return { times: times.slice(0, kept), values: values.slice(0, kept) }
}

/** A cell as it may be printed on a terminal: short, and without what would control it. */
function quoted(cell: string): string {
  return JSON.stringify(quotedName(cell))
}

function quotedName(text: string): string {
  const printable = text.replace(/[\p{Cc}\p{Cf}\uFFFD]/gu, '?')
  return printable.length > QUOTED ? `${printable.slice(0, QUOTED)}…` : printable
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value.trim() : JSON.stringify(value)
}

/** Splits a line of CSV; a field in double quotes may hold the delimiter, and doubled quotes. */
function splitCells(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map(cell => cell.trim())
  const cells: string[] = []
  const field = new RegExp(`("(?:[^"]|"")*"|[^${delimiter}]*)(?:${delimiter}|$)`, 'y')
  for (let at = 0; at <= line.length; at = field.lastIndex) {
    field.lastIndex = at
    const match = field.exec(line)
    if (match === null) throw new RangeError(`cannot split ${JSON.stringify(line.slice(0, 60))} into fields`)
    const cell = (match[1] ?? '').trim()
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (field.lastIndex === line.length && !line.endsWith(delimiter)) break
    if (match[0] === '') break
  }
  return cells
}
