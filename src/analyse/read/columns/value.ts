// Which column holds the value, when nobody says: ids, codes, ports and what never varies are not what is measured.
import { listed, quoted } from '../quote.ts'
import { type Column, isFew } from './column.ts'

const VALUE_NAMES = /^_?(v|y|val|value|values|raw|metric|wert|valeur|valor)$/i
/** Names of what tells rows apart and is not measured; `runId` and `run_id` alike. */
const NO_MEASURE =
  /(^|[^\p{L}])(id|ids|uuid|guid|key|pk|code|status|port|pid|ppid|idx|index|number|num|nr|no|run|build|version|revision|attempt|shard|partition|zip|postcode|plz|year|month|day|week|weekday|dow|quarter|hour|minute|timestamp|ts|epoch|row|seq|sequence|table)$/iu

/** Throws RangeError where no column can be the value, or where all that can look like names of rows. */
export function valueColumn(
  table: readonly Column[],
  times: readonly number[],
): { value: number; notes: string[] } {
  const others = table.filter(({ place }) => !times.includes(place))
  const numeric = others.filter(column => column.numeric)
  const usual = numeric.find(({ name }) => VALUE_NAMES.test(name))
  if (usual !== undefined) return { value: usual.place, notes: [] }
  const varying = numeric.filter(column => !hasNameOfRows(column) && !isConstant(column))
  const measures = varying.filter(column => !onlyCounts(column))
  // One that only goes up may be a total, where nothing else can be the value.
  const [only, ...more] = varying.length === 1 ? varying : numeric
  if (measures.length === 0 && more.length > 0) {
    const names = numeric.map(({ name }) => name)
    throw new RangeError(
      `which column is the value? ${listed(names)} look like names, codes or constants: say which with --value`,
    )
  }
  const fallback = table.length === 1 ? table[0] : others.find(({ name }) => VALUE_NAMES.test(name))
  const chosen =
    measures.find(column => !isFew(column)) ??
    measures[0] ??
    only ??
    (remedyFor(others) === '' ? fallback : undefined)
  if (chosen === undefined) {
    throw new RangeError(
      `no column of numbers among ${listed(table.map(({ name }) => name))}. Say which with --value${remedyFor(others)}`,
    )
  }
  const rest = numeric.filter(({ place }) => place !== chosen.place).map(({ name }) => name)
  const note = `read column ${quoted(chosen.name)}; --value chooses among ${listed(rest)}`
  return { value: chosen.place, notes: rest.length > 0 ? [note] : [] }
}

/** What to do about cells that hold numbers in a way that is not read; empty: nothing is known. */
function remedyFor(columns: readonly Column[]): string {
  const all = (pattern: RegExp): Column | undefined =>
    columns.find(({ cells }) => cells.length > 0 && cells.every(cell => pattern.test(cell)))
  const list = all(/^\[/)
  if (list !== undefined)
    return `. ${quoted(list.name)} holds a list: jq -c '.${list.name}[]' writes one object a line`
  const log = all(/^[\w.]+=\S/)
  if (log !== undefined)
    return `. ${quoted(log.name)} holds lines of a log: ask for their numbers as a metric, as with unwrap of Loki`
  const parts = all(/^\d+:[0-5]\d$/)
  if (parts === undefined) return ''
  return `. ${quoted(parts.cells[0] ?? '')} in ${quoted(parts.name)} may be minutes and seconds or hours and minutes: write three parts, as 00:17:31`
}

/** By its name, or whole numbers that only ever go up or only ever down. */
export function isNameOfRows(column: Column): boolean {
  return hasNameOfRows(column) || onlyCounts(column)
}

function hasNameOfRows({ name }: Column): boolean {
  return NO_MEASURE.test(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2'))
}

function onlyCounts({ cells, whole }: Column): boolean {
  if (!whole || cells.length < 3) return false
  const steps = cells.slice(1).map((cell, k) => Number(cell) - Number(cells[k]))
  return steps.every(step => step > 0) || steps.every(step => step < 0)
}

function isConstant({ cells }: Column): boolean {
  return cells.length > 2 && cells.every(cell => cell === cells[0])
}
