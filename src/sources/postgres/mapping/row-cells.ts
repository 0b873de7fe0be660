// How the server writes the cells of a row: its place and key, what of it is read, and hashes by which rows are told apart.
import type { TablePlan } from './plan.ts'

/** Behind the fields, by what a row is told from another that comes in its place. */
export function cellsOf(plan: TablePlan): string {
  const life = [begunHash(plan), endedHash(plan)].map(hexadecimal)
  return [keyCellsOf(plan), hexadecimal(hash64(plan)), ...plan.fields.map(field => field.sql), ...life].join(
    ', ',
  )
}

export function keyCellsOf({ order, key }: TablePlan): string {
  return [order.sql, ...key.map(({ sql }) => sql)].map(sql => `${sql}::text`).join(', ')
}

function hexadecimal(hash: string): string {
  return `pg_catalog.lpad(pg_catalog.to_hex(${hash}), 16, '0')`
}

/** 64 bits by which the source and we can compare what rows there are without naming them. */
export function hash64({ key }: TablePlan): string {
  const text = key.map(({ sql }) => `${sql}::text`).join(` || pg_catalog.chr(31) || `)
  return `pg_catalog.hashtextextended(${text}, 0)`
}

/** Of key and begin: an id that comes again is another row. */
export function begunHash(plan: TablePlan): string {
  return hashed([plan.begin], hash64(plan))
}

/** Of key and end; NULL of a row that says nothing of its end. */
export function endedHash(plan: TablePlan): string {
  const { values, said } = plan.ends
  if (said.length === 0) return 'NULL::bigint'
  return `CASE WHEN ${said.join(' OR ')} THEN ${hashed(values, hash64(plan))} END`
}

function hashed(values: readonly string[], seed: string): string {
  const text = values.map(sql => `coalesce((${sql})::text, '')`).join(` || pg_catalog.chr(31) || `)
  return `pg_catalog.hashtextextended(${text}, ${seed})`
}
