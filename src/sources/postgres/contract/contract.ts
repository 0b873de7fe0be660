// What a mapping relies on in its table, as it was when it was read well: plain JSON, kept with the position.
import { hash } from 'node:crypto'
import { Type } from 'typebox'
import type { Millis } from '../../../core/clock.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { columnsOf, idColumns, KINDS, type RoleType } from '../mapping/roles.ts'
import type { Seen, SeenColumn, SeenIndex } from './look.ts'

export interface ColumnTerm extends SeenColumn {
  /** What it is mapped to, and as what that names it. */
  roles: ReadonlyArray<{ name: string; type: RoleType; named: string }>
}

export interface IndexTerm extends Pick<SeenIndex, 'name' | 'remake'> {
  /** `order`: rows are found by its first column; `unique`: no two rows have its columns in common. */
  serves: 'order' | 'unique'
  columns: readonly string[]
}

/** The table as a whole, and what no mapping names: whatever of it changes harms nothing, and is recorded. */
export interface Rest {
  oid: string
  schema: string
  schemaOid: string
  name: string
  kind: string
  persistence: string
  columns: readonly string[]
  indexes: readonly string[]
  children: readonly string[]
}

export interface Contract {
  /** Of which mapping: with another it is learned anew. */
  mapped: string
  learnedAt: Millis
  columns: readonly ColumnTerm[]
  indexes: readonly IndexTerm[]
  rest: Rest
  scans: readonly [scans: number, rows: number]
  increment: number | null
  /** What changed and harmed nothing, the latest last. */
  changes: readonly RecordedChange[]
}

export interface RecordedChange {
  at: Millis
  what: string
}

export type Contracts = Readonly<Record<string, Contract>>

/** Names that are kept of each list of a table, so that a position stays small. */
const MOST_NAMES = 100

export function mappedAs(mapping: TableMapping): string {
  return hash('sha1', JSON.stringify(mapping)).slice(0, 12)
}

/** The columns that a mapping names, with what it names them as; those that are not there left out. */
export function termsOf(mapping: TableMapping, columns: readonly SeenColumn[]): ColumnTerm[] {
  const uses = usesOf(mapping, new Set(columns.map(({ name }) => name)))
  return columns.flatMap(column => {
    const roles = uses.filter(({ columns: used }) => used.includes(column.name))
    if (roles.length === 0) return []
    return [{ ...column, roles: roles.map(({ name, type, named }) => ({ name, type, named })) }]
  })
}

function usesOf(mapping: TableMapping, names: ReadonlySet<string>) {
  const named = columnsOf(mapping)
  const uses = KINDS[mapping.as].roles.flatMap(({ name, type }) => {
    const text = named.get(name)
    return text === undefined ? [] : [{ name, type, named: text, columns: columnsIn(text, names) }]
  })
  const further = idColumns(mapping).slice(1)
  return [
    ...uses,
    ...further.map(one => ({ name: 'id', type: 'key' as const, named: one, columns: columnsIn(one, names) })),
  ]
}

/** `metadata.model`, `epoch_ms(created)` and `coalesce(a, b)` name columns within. */
function columnsIn(text: string, names: ReadonlySet<string>): string[] {
  if (names.has(text)) return [text]
  const call = /^\s*[a-z_]+\s*\(\s*(.*?)\s*\)\s*$/s.exec(text)
  if (call !== null)
    return (call[1] ?? '')
      .split(',')
      .map(one => one.trim())
      .filter(one => names.has(one))
  const [head = ''] = text.split('.')
  return names.has(head) ? [head] : []
}

export function learn(
  { mapping, plan, seen }: { mapping: TableMapping; plan: TablePlan; seen: Seen },
  now: Millis,
): Contract {
  return {
    mapped: mappedAs(mapping),
    learnedAt: now,
    columns: termsOf(mapping, seen.columns),
    indexes: indexTerms(mapping, plan, seen),
    rest: restOf(seen),
    scans: seen.scans,
    increment: plan.order.unit === 'serial' ? (seen.sequence?.by ?? null) : null,
    changes: [],
  }
}

function indexTerms(mapping: TableMapping, { order, knownBy }: TablePlan, { indexes }: Seen): IndexTerm[] {
  const leading = indexes.find(index => leads(index, order.column))
  const ordered: IndexTerm[] =
    leading === undefined ? [] : [{ ...termOf(leading), serves: 'order', columns: [order.column] }]
  const keys = [knownBy.key, idColumns(mapping)].flatMap((columns): IndexTerm[] => {
    const index = indexes.find(one => tellsApart(one, columns))
    return index === undefined ? [] : [{ ...termOf(index), serves: 'unique', columns }]
  })
  const terms = [...ordered, ...keys]
  return terms.filter((one, i) => terms.findIndex(other => isSame(one, other)) === i)
}

function isSame(one: IndexTerm, other: IndexTerm): boolean {
  return one.serves === other.serves && one.name === other.name
}

function termOf({ name, remake }: SeenIndex): Pick<IndexTerm, 'name' | 'remake'> {
  return { name, remake }
}

export function leads({ serves, columns }: SeenIndex, column: string): boolean {
  return serves && columns[0] === column
}

export function tellsApart({ serves, unique, columns }: SeenIndex, key: readonly string[]): boolean {
  return serves && unique && columns.length > 0 && columns.every(one => one !== null && key.includes(one))
}

export function restOf(seen: Seen): Rest {
  const { oid, schema, schemaOid, name, kind, persistence, columns, indexes, children } = seen
  return {
    oid,
    schema,
    schemaOid,
    name,
    kind,
    persistence,
    columns: few(columns.map(column => column.name)),
    indexes: few(indexes.map(index => index.name)),
    children: few(children),
  }
}

/** The latest: partitions are named by their time. */
function few(names: readonly string[]): readonly string[] {
  return names.slice(-MOST_NAMES)
}

const names = Type.Array(Type.String())
export const contractShape = Type.Object({
  mapped: Type.String(),
  learnedAt: Type.Number(),
  columns: Type.Array(
    Type.Object({
      num: Type.Number(),
      name: Type.String(),
      type: Type.String(),
      roles: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), named: Type.String() })),
    }),
  ),
  indexes: Type.Array(
    Type.Object({ name: Type.String(), remake: Type.String(), serves: Type.String(), columns: names }),
  ),
  rest: Type.Object({
    oid: Type.String(),
    schema: Type.String(),
    name: Type.String(),
    columns: names,
    indexes: names,
    children: names,
  }),
  scans: Type.Array(Type.Number()),
  changes: Type.Array(Type.Object({ at: Type.Number(), what: Type.String() })),
})
