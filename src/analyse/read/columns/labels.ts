// Several series in one file, row by row: found by a column of labels under which times no longer repeat, or come evenly.
import { Growing } from '../growing.ts'
import { printable, quoted } from '../quote.ts'
import { monthNumber, withoutWeekday } from '../times/months.ts'

/** A column of more labels than these tells rows apart, not series. */
const MOST = 500
/** Columns that are followed. */
const FOLLOWED = 8
/** Share of rows that may repeat a time by chance. */
const BY_CHANCE = 0.02
/** Of the rows that repeat a time, the share that may still do so within a label. */
const LEFT_OVER = 0.1
/** Rows come evenly where so many of their steps are within this share of the one in the middle, and the mean step within such a factor. */
const EVEN = 0.75
const SHARE = 0.25
const FACTOR = 1.5
/** A label that tells series apart has at least so many rows in the middle. */
const ROWS_A_SERIES = 2
/** Labels of so many rows each, and at most so many of them, are worth a note. */
const ROWS_EACH = 3
const NOTED = 20

export interface LabelColumn {
  name: string
  place: number
}

interface Label extends LabelColumn {
  codes: Growing
  values: Map<string, number>
}

export class Labels {
  #followed: Label[]

  constructor(columns: readonly LabelColumn[]) {
    this.#followed = columns
      .slice(0, FOLLOWED)
      .map(column => ({ ...column, codes: new Growing(), values: new Map() }))
  }

  read(cells: readonly string[]): void {
    for (const { place, codes, values } of this.#followed) {
      const cell = cells[place] ?? ''
      const code = values.get(cell) ?? values.size
      values.set(cell, code)
      codes.push(code)
    }
    if (this.#followed.some(({ values }) => values.size > MOST))
      this.#followed = this.#followed.filter(({ values }) => values.size <= MOST)
  }

  /**
   * Notes about labels that are read as one series. Throws RangeError where they are several, unless all are to be `joined`.
   * `times`: null where rows are only counted.
   */
  check(times: Float64Array | null, joined: boolean): string[] {
    const labels = this.#followed.filter(
      ({ values, codes }) =>
        values.size > 1 && codes.length >= ROWS_A_SERIES * values.size && !isCalendar(values),
    )
    if (labels.length === 0) return []
    const several = times === null || joined ? [] : severalSeries(labels, times)
    if (several.length > 0) throw new RangeError(faultOf(several))
    return labels.filter(isNoted).map(label => {
      return `column ${quoted(label.name)} holds ${label.values.size} labels (${examplesOf(label)}), which are read as one series; ${optionOf(label)} reads one of them`
    })
  }
}

/** The labels that part the rows into series; none: they are one. */
function severalSeries(labels: readonly Label[], times: Float64Array): Label[] {
  const order = Uint32Array.from(times, (_, i) => i)
  if (!ascending(times)) order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
  const repeated = repeatsWithin([], times, order)
  if (repeated < 2 || repeated <= BY_CHANCE * times.length) {
    const even = labels.find(label => isEvenWithin(label, times, order))
    return even === undefined ? [] : [even]
  }
  const most = LEFT_OVER * repeated
  const one = labels.find(label => repeatsWithin([label], times, order) <= most)
  if (one !== undefined) return [one]
  if (repeatsWithin(labels, times, order) > most) return []
  let needed = [...labels]
  for (const label of labels) {
    const fewer = needed.filter(each => each !== label)
    if (repeatsWithin(fewer, times, order) <= most) needed = fewer
  }
  return needed
}

/** Names of weekdays or months say when, not what. */
function isCalendar(values: ReadonlyMap<string, number>): boolean {
  return [...values.keys()].every(value => monthNumber(value) > 0 || withoutWeekday(`${value} `) === '')
}

function ascending(times: Float64Array): boolean {
  return times.every((time, i) => i === 0 || time >= (times[i - 1] as number))
}

/** Rows with the time and the labels of one before them. */
function repeatsWithin(labels: readonly Label[], times: Float64Array, order: Uint32Array): number {
  const codes = labels.map(label => label.codes.numbers())
  const seen = new Set<string>()
  let at = Number.NaN
  let repeated = 0
  for (const [k, i] of order.entries()) {
    if (times[i] !== at) {
      at = times[i] as number
      seen.clear()
      if (times[order[k + 1] ?? -1] !== at) continue
    }
    const key = codes.map(each => each[i]).join(' ')
    if (seen.has(key)) repeated++
    seen.add(key)
  }
  return repeated
}

/** Whether the rows of each label that has some come evenly, though all together do not. */
function isEvenWithin({ codes, values }: Label, times: Float64Array, order: Uint32Array): boolean {
  const numbers = codes.numbers()
  const rows: number[][] = Array.from(values, () => [])
  for (const i of order) rows[numbers[i] as number]?.push(times[i] as number)
  const long = rows.filter(each => each.length > ROWS_EACH)
  return long.length > 1 && long.every(isEven) && !isEven(Array.from(order, i => times[i] as number))
}

function isEven(times: readonly number[]): boolean {
  const steps = times.slice(1).map((time, i) => time - (times[i] as number))
  const middle = [...steps].sort((a, b) => a - b)[steps.length >> 1] as number
  const alike = steps.filter(step => Math.abs(step - middle) <= SHARE * middle).length
  const ratio = steps.reduce((sum, step) => sum + step, 0) / steps.length / middle
  return alike >= EVEN * steps.length && ratio <= FACTOR && ratio >= 1 / FACTOR
}

function faultOf(labels: readonly Label[]): string {
  const names = labels.map(({ name }) => quoted(name)).join(' and ')
  const what = labels.length === 1 ? `column ${names} tells` : `columns ${names} together tell`
  const [only] = labels
  const which = labels.length === 1 && only !== undefined ? ` (${examplesOf(only)})` : ''
  return `${what} several series in this file apart${which}: say which is meant, as with ${labels.map(optionOf).join(' ')}, or join the rows of a time by --repeated mean or sum`
}

function isNoted({ values, codes }: Label): boolean {
  return values.size <= NOTED && !values.has('') && codes.length >= ROWS_EACH * values.size
}

function examplesOf({ values }: Label): string {
  const examples = [...values.keys()].slice(0, 3).map(quoted).join(', ')
  return values.size > 3 ? `${examples}, …` : examples
}

/** As it is typed in a shell. */
function optionOf({ name, values }: Label): string {
  const [first = ''] = values.keys()
  const text = printable(`${name}=${first}`)
  return `--where ${/^[\w=.:/@-]+$/.test(text) ? text : `'${text}'`}`
}
