// A SELECT of the user's own, described as if it were a view: which columns it has, of which types.
import { escapeIdentifier } from 'pg'
import { messageOf, SourceError } from '../../../core/errors.ts'
import type { Relation } from './catalog.ts'
import { isConnectionFailure } from './failures.ts'
import type { Session } from './session.ts'

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

/** Its columns by one row of nothing, so that no row of it is computed; a text: why it cannot be run. */
export async function describeQuery(
  session: Session,
  name: string,
  query: string,
): Promise<Relation | string> {
  const empty = `SELECT q.* FROM (SELECT 1) AS nothing LEFT JOIN ${inPlace(query)} AS q ON false`
  try {
    const [keys = [], [who] = []] = await session.read([
      {
        text: `SELECT pg_catalog.json_object_keys(pg_catalog.row_to_json(x)) FROM (${empty}) AS x`,
        values: [],
      },
      { text: 'SELECT current_user::text', values: [] },
    ])
    const names = keys.flatMap(([key]) => key ?? [])
    const twice = names.find((one, i) => names.indexOf(one) !== i)
    if (twice !== undefined) return `two of its columns are called ${twice}`
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
    return `it cannot be run: ${messageOf(error)}`
  }
}
