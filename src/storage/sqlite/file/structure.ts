// Of which version the tables of a database are, by the tables themselves: the number beside them may be wrong.
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from './migrations.ts'
import { NEWEST_TABLES } from './newest.ts'

/** Dropped once what it holds has been taken over, whenever that is. */
export const PASSING = 'old_lifecycles'

/** The version that is said where the tables may be of it, else the newest whose tables they are; null: of none. 0: there are none of ours. */
export function versionOf(db: DatabaseSync, said: number): number | null {
  const own = columnsOf(db)
  if (own.size === 0) return 0
  // Most often it is so, and then the versions before it need not be compared.
  if (said > 0 && sameTables(own, tablesOf(said))) return said
  const model = new DatabaseSync(':memory:')
  try {
    let found: number | null = null
    const known = new Set<string>()
    for (const [index, statements] of MIGRATIONS.entries()) {
      model.exec(statements)
      const then = columnsOf(model)
      for (const table of then.keys()) known.add(table)
      if (!sameTables(own, then)) continue
      found = index + 1
    }
    return found ?? ([...own.keys()].some(table => known.has(table)) ? null : 0)
  } finally {
    model.close()
  }
}

function tablesOf(version: number): ReadonlyMap<string, string> {
  if (version === MIGRATIONS.length) return new Map(Object.entries(NEWEST_TABLES))
  const model = new DatabaseSync(':memory:')
  try {
    for (const statements of MIGRATIONS.slice(0, version)) model.exec(statements)
    return columnsOf(model)
  } finally {
    model.close()
  }
}

function sameTables(own: ReadonlyMap<string, string>, then: ReadonlyMap<string, string>): boolean {
  for (const [table, columns] of then) if (table !== PASSING && own.get(table) !== columns) return false
  return true
}

/** By table, its columns with their types. */
export function columnsOf(db: DatabaseSync): Map<string, string> {
  const rows = db
    .prepare(
      `SELECT t.name AS "table", group_concat(c.name || ' ' || c.type, ', ' ORDER BY c.cid) AS columns
       FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' GROUP BY t.name`,
    )
    .all() as Array<{ table: string; columns: string }>
  return new Map(rows.map(({ table, columns }) => [table, columns]))
}
