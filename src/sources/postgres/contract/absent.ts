// What has become of a table that its name does not find any more: dropped, renamed, moved, or out of reach.
import { granted } from '../mapping/denied.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { identifier, nameOf } from '../mapping/pasted.ts'
import type { Contract } from './contract.ts'
import type { Finding } from './finding.ts'
import type { Seen } from './look.ts'

/** `seen`: the table of the contract as it is now; undefined where it is no more. `user`: who reads. */
export function absent(
  { table }: TableMapping,
  { rest }: Contract,
  seen: Seen | undefined,
  user: string,
): Finding {
  const was = nameOf(rest)
  const finding = (message: string, remedy: string): Finding => ({
    where: table,
    message,
    remedy,
    roles: null,
  })
  if (seen === undefined) {
    return finding(`${was} has been dropped`, 'Restore it, or name in `table` what took its place')
  }
  const is = nameOf(seen)
  if (seen.name !== rest.name && seen.schemaOid === rest.schemaOid) {
    return finding(
      `${was} is called ${is} now`,
      `Write \`table: ${written(seen)}\`; where it was not meant: ALTER TABLE ${is} RENAME TO ${identifier(rest.name)}`,
    )
  }
  if (seen.schemaOid !== rest.schemaOid) {
    return finding(
      `${was} has moved to ${is}`,
      `Write \`table: ${written(seen)}\`; where it was not meant: ALTER TABLE ${is} SET SCHEMA ${identifier(rest.schema)}`,
    )
  }
  if (seen.schema !== rest.schema) {
    return finding(
      `its schema ${rest.schema} is called ${seen.schema} now`,
      `Write \`table: ${written(seen)}\`; where it was not meant: ALTER SCHEMA ${identifier(seen.schema)} RENAME TO ${identifier(rest.schema)}`,
    )
  }
  if (!seen.usable) {
    return finding(
      `the user may not look into the schema ${seen.schema} any more`,
      granted({ ...seen, user }),
    )
  }
  return finding(
    `${is} is there, and the search_path of the user does not lead to it any more`,
    `Write \`table: ${seen.schema}.${seen.name}\`, or correct the search_path`,
  )
}

function written({ schema, name }: Pick<Seen, 'schema' | 'name'>): string {
  return schema === 'public' ? name : `${schema}.${name}`
}
