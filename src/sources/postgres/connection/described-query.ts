// A SELECT of the user's own, described as if it were a view: which columns it has, of which types.
import { DatabaseError, escapeIdentifier } from 'pg'
import { messageOf, SourceError } from '../../../core/errors.ts'
import type { Relation } from './catalog.ts'
import { isConnectionFailure } from './failures.ts'
import type { Session } from './session.ts'

/** SQLSTATE of a statement that names what the user may not use. */
const DENIED = '42501'

/** Why a query cannot be run; `denied`: what it names that the user may not read, as far as that can be told. */
export interface Unrunnable {
  why: string
  denied: ReadonlyArray<Pick<Relation, 'schema' | 'name' | 'user'>>
}

/** Longest query that is taken. */
const LONGEST = 10_000

/** What is wrong with a query before it is sent; null: nothing that can be seen. */
export function queryFault(query: string): string | null {
  if (query.length > LONGEST) return `is longer than ${LONGEST} characters`
  if (!/^\s*(select|with)\b/i.test(query)) return 'must begin with SELECT or WITH'
  return query.includes(';') ? 'must be one statement, without a semicolon' : null
}

/** As it stands in a statement in place of the name of a table. The line break ends a comment at its end. */
export function inPlace(query: string): string {
  return `(\n${query}\n)`
}

/** Its columns by one row of nothing, so that no row of it is computed; else why it cannot be run. */
export async function describeQuery(
  session: Session,
  name: string,
  query: string,
): Promise<Relation | Unrunnable> {
  const empty = `SELECT q.* FROM (SELECT 1) AS nothing LEFT JOIN ${inPlace(query)} AS q ON false`
  try {
    const [keys = [], [who] = []] = await session.read([
      {
        text: `SELECT pg_catalog.json_object_keys(pg_catalog.row_to_json(x)) FROM (${empty}) AS x`,
        values: [],
      },
      { text: 'SELECT current_user::text', values: [] },
      // For a row of nothing the server leaves out parts, and whether they may be read: of what is only explained it looks at all.
      { text: `EXPLAIN SELECT q.* FROM ${inPlace(query)} AS q`, values: [] },
    ])
    const names = keys.flatMap(([key]) => key ?? [])
    const twice = names.find((one, i) => names.indexOf(one) !== i)
    if (twice !== undefined) return { why: `two of its columns are called ${twice}`, denied: [] }
    const types = names.map(one => `pg_catalog.pg_typeof(x.${escapeIdentifier(one)})::text`)
    const [[typed] = []] = await session.read([
      { text: `SELECT ${types.join(', ')} FROM (${empty}) AS x`, values: [] },
    ])
    return {
      oid: '0',
      schema: '',
      name,
      kind: 'view',
      inherited: false,
      above: [],
      partitioned: false,
      user: who?.[0] ?? '',
      rowSecurity: false,
      estimatedRows: null,
      incrementalSort: true,
      columns: names.map((one, i) => ({
        name: one,
        type: typed?.[i] ?? '',
        notNull: false,
        hasDefault: false,
        readable: true,
      })),
      indexes: [],
    }
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    const isDenied = error instanceof DatabaseError && error.code === DENIED
    return {
      why: `it cannot be run: ${messageOf(error)}`,
      denied: isDenied ? await deniedOf(session, query) : [],
    }
  }
}

/** Tables and views that stand in a query by their names, and that the user may not read. */
async function deniedOf(session: Session, query: string): Promise<Unrunnable['denied']> {
  const [rows = []] = await session.read([
    {
      text: `SELECT n.nspname::text, c.relname::text, current_user::text
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.strpos(lower($1), lower(c.relname)) > 0
          AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND (pg_catalog.pg_table_is_visible(c.oid) OR pg_catalog.strpos(lower($1), lower(n.nspname)) > 0)
          AND NOT (pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))
        ORDER BY 1, 2 LIMIT 100`,
      values: [query],
    },
  ])
  const words = new Set(query.toLowerCase().match(/[\p{L}\p{N}_$]+/gu))
  return rows
    .map(([schema, name, user]) => ({ schema: schema ?? '', name: name ?? '', user: user ?? '' }))
    .filter(({ name }) => words.has(name.toLowerCase()) || query.includes(escapeIdentifier(name)))
}
