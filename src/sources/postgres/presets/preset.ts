// The shape of a preset: a job system or AI platform that is known by its tables. One platform is one file of this folder, its
// tables in a test beside the others, and a heading of the page; `npm run generate` registers it.
import { escapeIdentifier } from 'pg'
import type { Relation } from '../connection/catalog.ts'
import type { TableMapping } from '../mapping/mapping.ts'

export interface Preset {
  /** As its people call it. */
  readonly name: string
  /** Null where it is not among these tables. */
  recognise(tables: readonly Relation[]): Recognised | null
}

export interface Recognised {
  /** As far as its tables tell. */
  version: string
  mappings: readonly TableMapping[]
  /** Everything that is its own: about these tables nothing is guessed. */
  owns: readonly Relation[]
  /** What cannot be seen of it, and what would bring it. */
  notes: readonly string[]
}

/** The table of this name, in whatever schema, that has all of these columns. */
export function tableOf(
  tables: readonly Relation[],
  name: string,
  columns: readonly string[],
): Relation | null {
  return tables.find(table => table.name === name && columns.every(column => has(table, column))) ?? null
}

export function has(table: Relation, column: string): boolean {
  return table.columns.some(({ name }) => name === column)
}

/** Of one schema, those whose name begins so. */
export function belonging(tables: readonly Relation[], { schema }: Relation, prefix = ''): Relation[] {
  return tables.filter(table => table.schema === schema && table.name.startsWith(prefix))
}

/** As it stands in a query. */
export function inQuery({ schema, name }: Pick<Relation, 'schema' | 'name'>): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`
}
