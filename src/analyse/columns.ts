// Which column of a table holds the time and which the value, when nobody says.

export interface Columns {
  /** Place of the time column; null: the rows are only counted. */
  time: number | null
  value: number
  /** Names of further columns that hold numbers too. */
  others: string[]
}

const TIME_NAMES =
  /^(t|ts|at|time|times|timestamp|date|datetime|ds|day|week|month|year|hour|minute|created_at|recorded_at|index|i)$/i
const VALUE_NAMES = /^(v|y|val|value|values|raw|metric)$/i

/**
 * Chooses by name where one is given (else an error says which there are), then by the usual names, then by
 * content: the time is a column of dates, or the first of several; the value is the first other with numbers.
 */
export function chooseColumns(
  names: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  wanted: { time: string | null; value: string | null },
): Columns {
  const cells = (k: number): string[] => rows.map(row => row[k] ?? '').filter(cell => !isMissing(cell))
  const numeric = names.map((_, k) => cells(k).length > 0 && cells(k).every(cell => isNumber(cell)))
  const dated = names.map((_, k) => cells(k).length > 0 && cells(k).every(cell => isDate(cell)))
  const free = (k: number): boolean => k !== (wanted.value === null ? -1 : named(names, wanted.value))
  let time = wanted.time === null ? null : named(names, wanted.time)
  time ??= found(names.findIndex((name, k) => free(k) && TIME_NAMES.test(name)))
  time ??= found(names.findIndex((_, k) => free(k) && (dated[k] ?? false)))
  time ??=
    wanted.value === null && names.length === 2 && numeric[0] === true && numeric[1] === true ? 0 : null

  if (wanted.value !== null) return { time, value: named(names, wanted.value), others: [] }
  const candidates = names.map((_, k) => k).filter(k => k !== time && (numeric[k] ?? false))
  const value = candidates.find(k => VALUE_NAMES.test(names[k] ?? '')) ?? candidates[0]
  const fallback = names.length === 1 ? 0 : names.findIndex((name, k) => k !== time && VALUE_NAMES.test(name))
  const chosen = value ?? fallback
  if (chosen < 0) throw new RangeError(`no column of numbers among ${list(names)}. Say which with --value`)
  const others = VALUE_NAMES.test(names[chosen] ?? '') ? [] : candidates.filter(k => k !== chosen)
  return { time: time === chosen ? null : time, value: chosen, others: others.map(k => names[k] ?? '') }
}

/** What stands for "no number here". */
export function isMissing(cell: string): boolean {
  return /^(|null|none|nan|n\/?a|-|undefined)$/i.test(cell)
}

export function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) || isInfinite(cell)
}

export function isInfinite(cell: string): boolean {
  return /^[+-]?inf(inity)?$/i.test(cell)
}

export function isDate(cell: string): boolean {
  return (
    /^\d{4}-\d{1,2}(-\d{1,2})?([T ]\d{1,2}:\d{2}.*)?$/.test(cell) || /^\d{4}\/\d{1,2}\/\d{1,2}/.test(cell)
  )
}

function named(names: readonly string[], name: string): number {
  const place = names.indexOf(name)
  if (place < 0) throw new RangeError(`there is no column ${JSON.stringify(name)}, only ${list(names)}`)
  return place
}

function found(place: number): number | null {
  return place < 0 ? null : place
}

function list(names: readonly string[]): string {
  return names
    .slice(0, 12)
    .map(name => JSON.stringify(name))
    .join(', ')
}
