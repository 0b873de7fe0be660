// What the user of the connection may not read: one grant that is missing is one problem, however many columns want it.
import type { SourceProblem } from '../../source.ts'
import type { Relation } from '../connection/catalog.ts'
import type { TableMapping } from './mapping.ts'
import { identifier, nameOf } from './pasted.ts'
import { idColumns } from './roles.ts'

/** `denied`: columns that may not be read, by whether the table can be read without them. Null where there is none. */
export function deniedProblem(
  { table }: TableMapping,
  relation: Relation,
  denied: ReadonlyMap<string, 'needed' | 'left out'>,
): SourceProblem | null {
  const names = [...denied.keys()]
  const [only] = names
  if (only === undefined) return null
  const isWhole = !relation.columns.some(({ readable }) => readable)
  const what = isWhole ? 'it' : names.length === 1 ? `column ${only}` : `the columns ${names.join(', ')}`
  const follows = [...denied.values()].includes('needed')
    ? 'the table is not read'
    : `${names.length === 1 ? 'it is' : 'they are'} left out`
  return {
    where: isWhole || names.length > 1 ? table : `${table}.${only}`,
    message: `the user may not read ${what}; ${follows}`,
    remedy: granted(relation),
    refused: 0,
  }
}

/** What lets the user read it, to be pasted. */
export function granted(relation: Pick<Relation, 'schema' | 'name' | 'user'>): string {
  const user = identifier(relation.user)
  return `GRANT USAGE ON SCHEMA ${identifier(relation.schema)} TO ${user}; GRANT SELECT ON ${nameOf(relation)} TO ${user}`
}

/** Of an id of several columns, those beyond the first that are not there or may not be read. */
export function unusableIds(
  mapping: TableMapping,
  { columns }: Relation,
): Array<{ name: string; isThere: boolean }> {
  return idColumns(mapping)
    .slice(1)
    .flatMap(name => {
      const column = columns.find(one => one.name === name)
      return column?.readable === true ? [] : [{ name, isThere: column !== undefined }]
    })
}
