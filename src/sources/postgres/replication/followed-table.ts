// A mapped table as the stream sees it: the relation whose rows change, and how the cells of a plan are made of one of its rows.
// The server makes them, by the expressions by which it makes those of a scan: so both say the same, for every type.
import { escapeIdentifier } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import type { Relation } from '../connection/catalog.ts'
import type { Row, Session } from '../connection/session.ts'
import { qualified } from '../mapping/access.ts'
import { legibleText } from '../mapping/legible-json.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { Change } from '../reading/changes.ts'
import { keyCells, type RowKey } from '../reading/rows/cells.ts'
import { changedRows, streamedKeys, streamedRows } from '../reading/statements.ts'
import type { PublishedColumn, Tuple } from './pgoutput.ts'

export interface FollowedTable {
  plan: TablePlan
  /** The relation that changes. */
  base: Relation
  /** Columns without which a row cannot be read. */
  needed: readonly string[]
  /** Computed columns, which the log leaves out, and those of which they are computed. */
  computed: ReadonlyMap<string, readonly string[]>
  /** In place of the table in a statement, for one row of it. */
  source: string
}

/** What stands for the row of the stream in a statement. Longer than any name that a query would have for itself. */
const STREAMED = 'slowburn_streamed'

/** A text: why the changes of the table cannot be read as it is mapped. */
export function followedTable(plan: TablePlan, base: Relation | undefined): FollowedTable | string {
  if (base === undefined) return 'there is no table of this name whose changes could be followed'
  if (base.kind !== 'table')
    return 'it is no table but a view or a foreign table, which has no changes of its own'
  const { query } = plan.mapping
  const computed = computedColumns(base)
  const row = rowOf(base)
  const names = base.columns.map(({ name }) => name)
  if (query === undefined) {
    const texts = [plan.order.sql, ...plan.key.map(({ sql }) => sql), ...plan.fields.map(({ sql }) => sql)]
    const read = names.filter(name => texts.some(text => text.includes(qualified(name))))
    return { plan, base, needed: given(read, computed), computed, source: `${row} AS t` }
  }
  const replaced = withRow(query, base, row)
  if (replaced === null)
    return 'its query must name the table once, behind FROM or JOIN, for its changes to be followed'
  if (plan.key.some(({ sql }) => !names.some(name => qualified(name) === sql))) {
    return 'the id of its query is no column of the table, so that deleted rows could not be told'
  }
  const read = /\*/.test(query) ? names : names.filter(name => query.includes(name))
  return { plan, base, needed: given(read, computed), computed, source: `LATERAL (\n${replaced}\n) AS t` }
}

function computedColumns({ columns }: Relation): FollowedTable['computed'] {
  const stored = columns.filter(({ generated }) => generated === undefined)
  return new Map(
    columns.flatMap(({ name, generated }) => {
      if (generated === undefined) return []
      return [[name, stored.filter(one => generated.includes(one.name)).map(one => one.name)] as const]
    }),
  )
}

/** In place of computed columns those of which they are computed. */
function given(names: readonly string[], computed: FollowedTable['computed']): readonly string[] {
  return [...new Set(names.flatMap(name => computed.get(name) ?? [name]))]
}

/** The row of the stream, as the server makes it: with the columns that it computes. */
function rowOf({ schema, name, columns }: Relation): string {
  const own = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`
  const row = `pg_catalog.json_populate_record(NULL::${own}, ${STREAMED}.tuple)`
  if (columns.every(({ generated }) => generated === undefined)) return row
  const cells = columns.map(one => {
    const column = escapeIdentifier(one.name)
    return one.generated === undefined ? `r.${column}` : `(${one.generated}) AS ${column}`
  })
  return `LATERAL (SELECT ${cells.join(', ')} FROM ${row} AS r)`
}

/** A row as JSON, of the columns that are needed. Those that the stream leaves out are left out. */
export function jsonOf(
  { base, needed }: FollowedTable,
  columns: readonly PublishedColumn[],
  tuple: Tuple,
): string {
  const parts: string[] = []
  for (const [i, { name }] of columns.entries()) {
    const value = tuple[i]
    if (value === null || value === undefined || !needed.includes(name)) continue
    const type = base.columns.find(column => column.name === name)?.type
    parts.push(
      `${JSON.stringify(name)}:${type === 'json' || type === 'jsonb' ? legibleText(type, value) : JSON.stringify(value)}`,
    )
  }
  return `{${parts.join(',')}}`
}

/** Needed columns whose value the change has left as it was, without repeating it. */
export function unrepeated(
  { needed }: FollowedTable,
  columns: readonly PublishedColumn[],
  tuple: Tuple,
): string[] {
  return columns.flatMap(({ name }, i) => (tuple[i] === undefined && needed.includes(name) ? [name] : []))
}

/** The cells of the rows, by their places; a query may leave some out. */
export async function evaluateRows(
  { plan, source }: FollowedTable,
  session: Session,
  rows: readonly string[],
): Promise<ReadonlyMap<number, Row>> {
  if (rows.length === 0) return new Map()
  const [found = []] = await session.read([streamedRows(plan, { source, streamed: STREAMED, rows })])
  return new Map(found.map(([place, ...cells]) => [Number(place) - 1, cells]))
}

/** The texts of the columns of the key, of rows of which nothing else may be known. */
export async function evaluateKeys(
  { plan, base }: FollowedTable,
  session: Session,
  rows: readonly string[],
): Promise<readonly Row[]> {
  if (rows.length === 0) return []
  const source = `${rowOf(base)} AS t`
  const [found = []] = await session.read([streamedKeys(plan, { source, streamed: STREAMED, rows })])
  const byPlace = new Map(found.map(([place, ...cells]) => [Number(place) - 1, cells] as const))
  return rows.map((_, i) => byPlace.get(i) ?? [])
}

/** Types of which the log and a cast to text write the same. */
const WRITTEN_ALIKE = ['smallint', 'integer', 'bigint', 'uuid', 'text', 'character varying']

/** The same as the log has them; null: only the server can tell. */
export function keyTexts(
  { plan }: FollowedTable,
  columns: readonly PublishedColumn[],
  tuple: Tuple,
): Row | null {
  if (!plan.key.every(({ type }) => WRITTEN_ALIKE.includes(type))) return null
  return plan.key.map(({ sql }) => tuple[columns.findIndex(({ name }) => qualified(name) === sql)] ?? null)
}

/** Places of the columns of the key. */
export function identifying({ plan }: FollowedTable, columns: readonly PublishedColumn[]): readonly number[] {
  return columns.flatMap(({ name }, place) =>
    plan.key.some(({ sql }) => sql === qualified(name)) ? [place] : [],
  )
}

/** The rows of these keys as they are now, by the place of the key. */
export async function presentRows(
  { plan }: FollowedTable,
  session: Session,
  keys: ReadonlyArray<readonly string[]>,
): Promise<ReadonlyMap<number, Row>> {
  if (keys.length === 0) return new Map()
  const [found = []] = await session.read([changedRows({ ...plan, changed: [] }, keys)])
  return new Map(
    found.flatMap(row => {
      const place = Number(row.at(-2)) - 1
      return row[1] === null ? [] : [[place, row.slice(0, -2)] as const]
    }),
  )
}

/**
 * With rows that a commit leaves deleted and that are there all the same, before it: they were moved through a table that is not published,
 * as into one that is made a partition afterwards, of which the stream says that they were deleted and nothing more.
 */
export async function withMoved(
  table: FollowedTable,
  session: Session,
  changes: readonly Change[],
  { now, closing }: { now: Millis; closing: ReadonlyMap<Change, readonly RowKey[]> },
): Promise<readonly Change[]> {
  const deleted = [...closing].flatMap(([commit, keys]) => keys.map(key => ({ commit, key })))
  const cells = deleted.map(({ key }) => keyCells(table.plan, key))
  const present = await presentRows(table, session, cells)
  const moved = Map.groupBy(present, ([place]) => deleted[place]?.commit)
  return changes.flatMap((change): Change[] => [
    ...(moved.get(change) ?? []).map(([, row]): Change => ({ kind: 'row', row, at: now })),
    change,
  ])
}

/**
 * A row with the cells that rest on columns which were not repeated taken from the row as it is now. Which cells of a query do cannot
 * be told: it is the row as it is now; null where that is gone, for what a query makes of less may be anything.
 */
export function completed(
  { plan, computed }: FollowedTable,
  row: Row,
  missing: readonly string[],
  present: Row | undefined,
): Row | null {
  if (plan.mapping.query !== undefined) return present ?? null
  if (present === undefined) return row
  const first = plan.key.length + 2
  const lacking = [
    ...missing,
    ...[...computed].flatMap(([name, of]) => (of.some(one => missing.includes(one)) ? [name] : [])),
  ]
  return row.map((cell, i) => {
    const rests = lacking.some(name => plan.fields[i - first]?.sql.includes(qualified(name)))
    return rests ? (present[i] ?? null) : cell
  })
}

const WORDS =
  'where|on|using|join|inner|left|right|full|cross|natural|lateral|group|having|order|limit|offset|fetch|for|union|' +
  'intersect|except|window|tablesample|returning'

/** The query with the row in place of the table; null unless the table stands in it once, behind FROM or JOIN. */
function withRow(query: string, { schema, name }: Relation, row: string): string | null {
  const part = (text: string): string => {
    const quoted = literal(escapeIdentifier(text))
    return /^[a-z_][a-z0-9_$]*$/.test(text) ? `(?:${quoted}|${literal(text)}\\b)` : quoted
  }
  const table = `(?:${part(schema)}\\s*\\.\\s*)?${part(name)}(?!\\s*\\.)`
  const aliased = new RegExp(
    `\\b(from|join)(\\s+)(?:only\\s+)?(?:${part(schema)}\\s*\\.\\s*)?${part(name)}(?!\\s*\\.)` +
      `(?:\\s+(?:as\\s+)?(?!(?:${WORDS})\\b)("(?:[^"]|"")+"|[a-z_][a-z0-9_$]*))?`,
    'gi',
  )
  const found = [...query.matchAll(aliased)]
  const [only] = found
  if (only === undefined || found.length > 1) return null
  const rest = query.slice(0, only.index) + query.slice(only.index + only[0].length)
  if (new RegExp(`[,]\\s*${table}`, 'i').test(rest)) return null
  const [whole, word = '', space = ' ', alias = escapeIdentifier(name)] = only
  const replaced = `${word}${space}${row} AS ${alias}`
  return query.slice(0, only.index) + replaced + query.slice(only.index + whole.length)
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
