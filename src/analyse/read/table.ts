// Rows as they come, made into a series: the first are kept back until header and columns are known.
import { type Columns, chooseColumns } from './columns/columns.ts'
import { Labels } from './columns/labels.ts'
import { headerOf } from './layout/header.ts'
import { cellOf } from './layout/json.ts'
import type { Decimal } from './numbers/decimal.ts'
import { NumberColumn } from './numbers/numbers.ts'
import { inOrder, type RepeatedRule } from './order.ts'
import { listed, quoted } from './quote.ts'
import { TimeColumn, type TimeFormat, type TimeKind } from './times/times.ts'
import { type Condition, Where } from './where.ts'

export interface ReadOptions {
  /** Names of the columns; null: found by name or content. `none` as the time only counts the rows. */
  time: string | null
  value: string | null
  /** Only rows in which all of these hold. */
  where: readonly Condition[]
  timeFormat: TimeFormat | null
  decimal: Decimal | null
  /** Zone of times that name none; null: UTC, with a note. */
  zone: string | null
  /** Unit in which values are wanted, or in which they are. */
  unit: string | null
  /** What counts of rows with the same time; null: the last of them, where they are few. */
  repeated: RepeatedRule | null
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

/** Rows by which the header is found, and those by which the columns are chosen. */
const HEAD = 60
const SAMPLE = 1000

/** Whoever writes dates with points has a decimal comma. */
const POINTED_DATE = /^\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})(?=$|[ T])/

interface Row {
  cells: readonly string[]
  line: number
}

interface Reading {
  columns: Columns
  times: TimeColumn | null
  numbers: NumberColumn
  labels: Labels
}

export class Table {
  readonly #options: ReadOptions
  /** Whether commas part the cells, so that a decimal comma would part a number. */
  readonly #byComma: boolean
  readonly #notes: string[] = []
  #names: string[] | null = null
  #headless = false
  #where: Where | null = null
  #reading: Reading | null = null
  /** Rows before the header is known, and rows before the columns are. */
  #head: Row[] = []
  #held: Row[] = []
  #series: string | null = null

  constructor(options: ReadOptions, byComma: boolean) {
    this.#options = options
    this.#byComma = byComma
  }

  /** A row of cells; one of the first may name the columns. */
  row(cells: readonly string[], line: number): void {
    if (isRule(cells)) return
    if (this.#names !== null) {
      this.#cells({ cells, line }, this.#names)
      return
    }
    this.#head.push({ cells, line })
    if (this.#head.length === HEAD) this.#findHeader()
  }

  object(fields: ReadonlyMap<string, unknown>, line: number): void {
    this.#names ??= [...fields.keys()]
    for (const name of this.#reading === null ? fields.keys() : []) {
      if (!this.#names.includes(name)) this.#names.push(name)
    }
    this.#take({ cells: this.#names.map(name => cellOf(fields.get(name))), line })
  }

  finish(): SeriesFile {
    if (this.#names === null && this.#head.length > 0) this.#findHeader()
    if (this.#reading === null && this.#held.length > 0) this.#choose()
    this.#where?.check()
    const { columns, times, numbers, labels } = this.#reading ?? {}
    const read = times?.finish() ?? null
    const { values, unit, notes } = numbers?.finish() ?? { values: new Float64Array(), unit: null, notes: [] }
    const labelNotes = labels?.check(read?.times ?? null, this.#options.repeated !== null) ?? []
    const counted = Float64Array.from({ length: values.length }, (_, i) => i)
    const ordered = inOrder(read?.times ?? counted, values, this.#options.repeated)
    return {
      times: ordered.times,
      values: ordered.values,
      kind: read?.kind ?? null,
      valueName: this.#names?.[columns?.value ?? 0] ?? 'value',
      unit,
      zone: this.#options.zone,
      notes: [
        ...this.#notes,
        ...(columns?.notes ?? []),
        ...labelNotes,
        ...(read?.notes ?? []),
        ...notes,
        ...ordered.notes,
      ],
    }
  }

  #findHeader(): void {
    const head = this.#head
    const { names, from } = headerOf(head.map(({ cells }) => cells))
    this.#headless = names === null
    const width = head[0]?.cells.length ?? 0
    this.#names = names === null ? Array.from({ length: width }, (_, k) => `column ${k + 1}`) : [...names]
    if (from > 1)
      this.#notes.push(`${from - 1} line(s) before the header ${listed(this.#names)} were passed over`)
    for (const row of head.slice(from)) this.#cells(row, this.#names)
    this.#head = []
  }

  #cells({ cells, line }: Row, names: readonly string[]): void {
    const extra = cells.slice(names.length).some(cell => cell !== '')
    if (extra) {
      const comma = this.#byComma ? '. A decimal comma must stand in quotes, or cells be parted by ;' : ''
      throw new RangeError(`line ${line} has ${cells.length} cells, the first row ${names.length}${comma}`)
    }
    if (!this.#headless && cells.every((cell, k) => cell === names[k])) return
    this.#take({ cells, line })
  }

  #take(row: Row): void {
    this.#where ??= new Where(this.#options.where, this.#names ?? [])
    if (!this.#where.holds(row.cells)) return
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
    const { time, value, labels } = columns
    const { timeFormat: format, zone, decimal, unit } = this.#options
    const sample = rows.map(row => time?.join(time.places.map(place => row[place] ?? '')) ?? '')
    const byComma = this.#byComma && !rows.some(row => row.some(cell => POINTED_DATE.test(cell)))
    this.#reading = {
      columns,
      times: time === null ? null : new TimeColumn(time.name, sample, { format, zone }),
      numbers: new NumberColumn(names[value] ?? '', { decimal, unit, byComma }),
      labels: new Labels(labels),
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

  #read({ cells, line }: Row, { columns: { time, value }, times, numbers, labels }: Reading): void {
    this.#refuseSecondSeries(cells, line)
    if (time !== null) times?.read(time.join(time.places.map(place => cells[place] ?? '')), line)
    numbers.read(cells[value] ?? '', line)
    labels.read(cells)
  }

  /** InfluxDB writes one table after another into one file. */
  #refuseSecondSeries(cells: readonly string[], line: number): void {
    const place = this.#names?.includes('_value') === true ? this.#names.indexOf('table') : -1
    if (place < 0) return
    const table = cells[place] ?? ''
    this.#series ??= table
    if (table === this.#series) return
    throw new RangeError(
      `line ${line} begins another series (table ${quoted(table)}): filter the query to one, or read one with --where table=${table}`,
    )
  }
}

/** A line that psql, MySQL or Markdown draws between rows, or the number of rows that psql writes below them. */
function isRule(cells: readonly string[]): boolean {
  const [only = '', ...more] = cells.filter(cell => cell !== '')
  if (more.length === 0 && /^\(\d+ rows?\)$/.test(only)) return true
  return only !== '' && [only, ...more].every(cell => /^[:+]?-{3}[-+]*:?$|^\+-[-+]*$/.test(cell))
}
