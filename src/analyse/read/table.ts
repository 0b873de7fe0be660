// Rows as they come, made into a series: the first are kept back until the columns are chosen.
import { type Columns, chooseColumns } from './columns/columns.ts'
import { Growing } from './growing.ts'
import { readMoment } from './times/moments.ts'
import { type Decimal, isMissing, isNumber, NumberColumn } from './numbers/numbers.ts'
import { quoted } from './quote.ts'
import { TimeColumn, type TimeFormat, type TimeKind } from './times/times.ts'

export interface ReadOptions {
  /** Names of the columns; null: found by name or content. `none` as the time only counts the rows. */
  time: string | null
  value: string | null
  timeFormat: TimeFormat | null
  decimal: Decimal | null
  /** Zone of times that name none; null: UTC, with a note. */
  zone: string | null
  /** Unit in which values are wanted, or in which they are. */
  unit: string | null
}

export interface SeriesFile {
  /** Ascending, without doubles. */
  times: Float64Array
  /** NaN: missing. */
  values: Float64Array
  /** Null: the rows have no time of their own. */
  kind: TimeKind | null
  valueName: string
  /** Unit of the values; null: none was written or named. */
  unit: string | null
  /** Zone whose clocks the rhythm of the series goes by; null: UTC. */
  zone: string | null
  /** What was done to the rows that somebody may want to know. */
  notes: string[]
}

/** Rows by which the columns are chosen. */
const SAMPLE = 1000

interface Row {
  cells: readonly string[]
  line: number
}

interface Reading {
  columns: Columns
  times: TimeColumn | null
  numbers: NumberColumn
}

export class Table {
  readonly #options: ReadOptions
  /** Whether commas part the cells, so that a decimal comma would part a number. */
  readonly #byComma: boolean
  readonly #values = new Growing()
  #names: string[] | null = null
  #headless = false
  #reading: Reading | null = null
  #held: Row[] = []
  #series: string | null = null

  constructor(options: ReadOptions, byComma: boolean) {
    this.#options = options
    this.#byComma = byComma
  }

  /** A row of CSV; the first may name the columns. */
  row(cells: string[], line: number): void {
    if (this.#names === null) {
      this.#headless = cells.every(cell => isNumber(cell) || isMissing(cell) || readMoment(cell) !== null)
      this.#names = this.#headless ? cells.map((_, k) => `column ${k + 1}`) : cells
      if (this.#headless) this.#take({ cells, line })
      return
    }
    const names = this.#names
    const extra = cells.slice(names.length).some(cell => cell !== '')
    if (extra) {
      const comma = this.#byComma ? '. A decimal comma must stand in quotes, or cells be parted by ;' : ''
      throw new RangeError(`line ${line} has ${cells.length} cells, the first row ${names.length}${comma}`)
    }
    if (!this.#headless && cells.every((cell, k) => cell === names[k])) return
    this.#take({ cells, line })
  }

  object(fields: ReadonlyMap<string, unknown>, line: number): void {
    this.#names ??= [...fields.keys()]
    for (const name of this.#reading === null ? fields.keys() : []) {
      if (!this.#names.includes(name)) this.#names.push(name)
    }
    this.#take({ cells: this.#names.map(name => textOf(fields.get(name))), line })
  }

  finish(): SeriesFile {
    if (this.#reading === null && this.#held.length > 0) this.#choose()
    const { columns, times, numbers } = this.#reading ?? { columns: null, times: null, numbers: null }
    const notes = [...(columns?.notes ?? []), ...(numbers?.notes() ?? [])]
    const read = times?.finish() ?? null
    notes.push(...(read?.notes ?? []))
    const counted = Float64Array.from({ length: this.#values.length }, (_, i) => i)
    const ordered = inOrder(read?.times ?? counted, this.#values.numbers(), notes)
    return {
      ...ordered,
      kind: read?.kind ?? null,
      valueName: this.#names?.[columns?.value ?? 0] ?? 'value',
      unit: numbers?.unit ?? null,
      zone: this.#options.zone,
      notes,
    }
  }

  #take(row: Row): void {
    if (this.#reading !== null) {
      this.#read(row, this.#reading)
      return
    }
    this.#held.push(row)
    if (this.#held.length === SAMPLE) this.#choose()
  }

  #choose(): void {
    const names = this.#names ?? []
    const rows = this.#held.map(({ cells }) => cells)
    this.#refuseParted(rows)
    const columns = chooseColumns(names, rows, this.#options)
    const { time, value } = columns
    const { timeFormat: format, zone } = this.#options
    const sample = (place: number): string[] => rows.map(row => row[place] ?? '')
    this.#reading = {
      columns,
      times: time === null ? null : new TimeColumn(names[time] ?? '', sample(time), { format, zone }),
      numbers: new NumberColumn(names[value] ?? '', this.#options),
    }
    for (const row of this.#held) this.#read(row, this.#reading)
    this.#held = []
  }

  /** Two whole numbers a row, parted by a comma and without a header, may be one number. */
  #refuseParted(rows: ReadonlyArray<readonly string[]>): void {
    const { decimal, value, time } = this.#options
    const asked = decimal !== null || value !== null || time !== null
    if (asked || !this.#byComma || !this.#headless || this.#names?.length !== 2) return
    if (!rows.every(row => row.every(cell => /^-?\d+$/.test(cell)))) return
    const first = rows.map(row => Number(row[0]))
    const steps = first.slice(1).map((number, k) => number - (first[k] as number))
    if (steps.every(step => step > 0) || steps.every(step => step < 0)) return
    throw new RangeError(
      `line 1: ${quoted((rows[0] ?? []).join(','))} may be two columns or a decimal comma: say --value "column 2" or --decimal ,`,
    )
  }

  #read({ cells, line }: Row, { columns, times, numbers }: Reading): void {
    this.#refuseSecondSeries(cells, line)
    times?.read(cells[columns.time ?? 0] ?? '', line)
    this.#values.push(numbers.read(cells[columns.value] ?? '', line))
  }

  /** InfluxDB writes one table after another into one file. */
  #refuseSecondSeries(cells: readonly string[], line: number): void {
    const place = this.#names?.includes('_value') === true ? this.#names.indexOf('table') : -1
    if (place < 0) return
    this.#series ??= cells[place] ?? ''
    if (cells[place] === this.#series) return
    throw new RangeError(
      `line ${line} begins another series (table ${quoted(cells[place] ?? '')}): filter the query to one`,
    )
  }
}

/** Sorts by time where needed; of rows with the same time it keeps the last that has a number. */
function inOrder(
  given: Float64Array,
  numbers: Float64Array,
  notes: string[],
): { times: Float64Array; values: Float64Array } {
  let times = given
  let values = numbers
  let unsorted = 0
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) unsorted++
  if (unsorted > 0) {
    const order = Uint32Array.from(times, (_, i) => i).sort(
      (a, b) => (given[a] as number) - (given[b] as number) || a - b,
    )
    times = Float64Array.from(order, i => given[i] as number)
    values = Float64Array.from(order, i => numbers[i] as number)
    notes.push(
      unsorted === times.length - 1
        ? 'the rows begin with the newest; they were turned about'
        : 'the rows were not in the order of time; they were sorted',
    )
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

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value.trim() : JSON.stringify(value)
}
