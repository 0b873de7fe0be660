// Tables to which the rows of another seem to move when they end: they are called like it, and have its columns.
import { type Relation, tableName } from '../connection/catalog.ts'
import { columnsOf } from '../mapping/roles.ts'
import { countedIn } from './epochs.ts'
import type { Detected } from './guess-mapping.ts'

/** By itself such a table would be one of other tasks, and every task of the table that it belongs to would be removed. */
export function withArchives(
  detected: readonly Detected[],
  tables: readonly Relation[],
): readonly Detected[] {
  const joined = detected.map(one => withArchive(one, tables))
  const archives = new Set(joined.flatMap(({ mapping }) => (mapping.as === 'tasks' ? [mapping.archive] : [])))
  return joined.filter(({ mapping }) => !archives.has(mapping.table))
}

function withArchive(one: Detected, tables: readonly Relation[]): Detected {
  const { mapping } = one
  const own = tables.find(table => tableName(table) === mapping.table)
  if (mapping.as !== 'tasks' || own === undefined) return one
  const needed = [...columnsOf(mapping).values()].map(text => countedIn(text).split('.')[0])
  const [archive, ...others] = tables.filter(
    table =>
      isArchiveOf(table, own) && needed.every(name => table.columns.some(column => column.name === name)),
  )
  if (archive === undefined || others.length > 0) return one
  const table = tableName(archive)
  const note = `rows seem to move to ${table} when they end: it is read as its archive`
  return { ...one, mapping: { ...mapping, archive: table }, notes: [...(one.notes ?? []), note] }
}

const WORD = 'archived?|history|historical|completed|finished|done|old|past'

function isArchiveOf(table: Relation, { schema, name, kind, oid }: Relation): boolean {
  if (table.kind !== 'table' || kind !== 'table' || table.above.includes(oid)) return false
  if (table.name === name) return table.schema !== schema && new RegExp(`^(${WORD})$`, 'i').test(table.schema)
  if (table.schema !== schema) return false
  const called = table.name.replace(new RegExp(`^(${WORD})_?(?=.)|(?<=.)_?(${WORD})s?$`, 'i'), '')
  return called.toLowerCase() === name.toLowerCase() && called !== table.name
}
