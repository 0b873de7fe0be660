// Whether policies hide rows of what is read through a view or a query: the catalogue says it of a table alone.
import { DatabaseError } from 'pg'
import type { SourceProblem } from '../../source.ts'
import { POLICIES_HIDE } from '../connection/catalog.ts'
import type { Session } from '../connection/session.ts'
import { identifier } from '../mapping/pasted.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { scanRows } from '../reading/statements.ts'

/** The function of PostgreSQL that refuses to read where policies would hide rows: its message is in the server's language. */
const REFUSING = 'check_enable_rls'

/**
 * The plan with the tables whose policies may hide rows from it. PostgreSQL itself is asked: with `row_security` off it refuses to plan
 * what policies would filter, at whatever depth. Policies that show every row hide none.
 */
export async function withPolicies(session: Session, plan: TablePlan): Promise<TablePlan> {
  if (!plan.view) return plan
  const { text, values } = scanRows(plan, { from: 0, to: null, after: null }, 1)
  let refusal = ''
  try {
    await session.read([
      { text: 'SET LOCAL row_security = off', values: [] },
      { text: `EXPLAIN ${text}`, values },
    ])
    return plan
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.routine !== REFUSING) {
      if (error instanceof DatabaseError) return plan
      throw error
    }
    refusal = error.message
  }
  const explained = { text: `EXPLAIN (VERBOSE, FORMAT JSON) ${text}`, values }
  const [[[json] = []] = []] = await session.read([explained])
  const read = relationsIn(JSON.parse(json ?? '[]'))
  // Where policies hide every row, PostgreSQL 18 leaves the table out of the plan: then the refusal has its name alone, in quotes.
  const tables = read.length > 0 ? read : namesIn(refusal).map(name => [null, name] as const)
  const hiding = {
    text: `SELECT n.nspname::text, c.relname::text
      FROM unnest($1::text[], $2::text[]) AS r(schema, name)
      JOIN pg_catalog.pg_class c ON c.relname = r.name
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = coalesce(r.schema, n.nspname)
      WHERE ${POLICIES_HIDE}`,
    values: [tables.map(([schema]) => schema), tables.map(([, name]) => name)],
  }
  const [found = []] = await session.read([hiding])
  const policiesOf = found.map(([schema, name]) => `${identifier(schema ?? '')}.${identifier(name ?? '')}`)
  return { ...plan, rowSecurity: policiesOf.length > 0, policiesOf }
}

/** What stands in quotes, by the custom of whatever language. */
function namesIn(message: string): string[] {
  return [...message.matchAll(/["«„“「](.+?)["»“”」]/g)].map(([, name = '']) => name)
}

/** What is said of it, whether or not it is read. */
export function partial({ mapping, policiesOf, user, view }: TablePlan): SourceProblem {
  const of = view ? ` of ${policiesOf.join(', ')}` : ''
  return {
    where: mapping.table,
    message: `row-level security${of} decides which rows this user sees; what it hides is not counted`,
    remedy: seeingAll(user, policiesOf),
    refused: 0,
  }
}

/** As it may be pasted: by the owner of the database, or by that of the tables. */
function seeingAll(user: string, tables: readonly string[]): string {
  const policies = tables.map(
    table => `CREATE POLICY slowburn ON ${table} FOR SELECT TO ${user} USING (true)`,
  )
  return `ALTER ROLE ${user} BYPASSRLS, or ${policies.join('; ')}`
}

/** Each table that a plan reads, by schema and name. */
function relationsIn(node: unknown): (readonly [schema: string, name: string])[] {
  if (typeof node !== 'object' || node === null) return []
  if (Array.isArray(node)) return node.flatMap(relationsIn)
  const { Schema: schema, 'Relation Name': name } = node as Record<string, unknown>
  const own = typeof schema === 'string' && typeof name === 'string' ? [[schema, name] as const] : []
  return [...own, ...Object.values(node).flatMap(relationsIn)]
}
