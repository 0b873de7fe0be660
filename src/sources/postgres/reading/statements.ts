// The SQL that reads a table. Each statement follows an index and is bounded by a limit or a list of keys.
import { escapeIdentifier, escapeLiteral } from 'pg'
import type { Statement } from '../connection/session.ts'
import { formatTime } from '../connection/values.ts'
import type { TablePlan } from '../mapping/plan.ts'

/** A place in the order of a table: the row after which to go on, exactly as PostgreSQL wrote it. */
export type Place = readonly [order: string, row: string]

export interface Range {
  /** Inclusive bounds: Unix milliseconds, or values of the serial column. Null: unbounded. */
  from: number | null
  to: number | null
  after: Place | null
}

/** The database's own time, in Unix milliseconds. */
export const NOW: Statement = {
  text: 'SELECT floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint::text',
  values: [],
}

/** Rows of a range in order. Cells: order, row key, then the fields. */
export function scanRows(plan: TablePlan, { from, to, after }: Range, limit: number): Statement {
  const { order, row } = plan
  const values: string[] = []
  const bind = (value: string, type: string): string => `$${values.push(value)}::text::${type}`
  const bound = (value: number): string =>
    bind(order.unit === 'time' ? formatTime(value) : String(Math.floor(value)), order.type)
  const conditions: string[] = []
  if (after === null) {
    if (from !== null) conditions.push(`${order.sql} >= ${bound(from)}`)
  } else if (order.sql === row.sql) {
    conditions.push(`${order.sql} > ${bind(after[0], order.type)}`)
  } else {
    const at = bind(after[0], order.type)
    conditions.push(`(${order.sql}, ${row.sql}) > (${at}, ${bind(after[1], row.type)})`)
  }
  if (to !== null) conditions.push(`${order.sql} <= ${bound(to)}`)
  const keys = order.sql === row.sql ? order.sql : `${order.sql}, ${row.sql}`
  return {
    text: `SELECT ${cells(plan)} FROM ${plan.relation}
      ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
      ORDER BY ${keys} LIMIT ${limit}`,
    values,
  }
}

/** The rows of these keys that say more than that they began, in no order. Cells as in a scan. */
export function changedRows(plan: TablePlan, keys: readonly string[]): Statement {
  const changed = plan.changed.length === 0 ? '' : ` AND (${plan.changed.join(' OR ')})`
  return {
    text: `SELECT ${cells(plan)} FROM ${plan.relation}
      WHERE ${plan.row.sql} = ANY($1::text[]::${plan.row.type}[])${changed}`,
    values: [keys],
  }
}

/** Row keys of at most `limit` rows whose time is later than `now`. */
export function futureRows(plan: TablePlan, now: number, limit: number): Statement {
  return {
    text: `SELECT ${plan.row.sql}::text FROM ${plan.relation}
      WHERE ${plan.order.sql} > $1::text::${plan.order.type} ORDER BY ${plan.order.sql} LIMIT ${limit}`,
    values: [formatTime(now)],
  }
}

/** Row keys of at most `limit` rows that have no time. */
export function timelessRows(plan: TablePlan, limit: number): Statement {
  return {
    text: `SELECT ${plan.row.sql}::text FROM ${plan.relation} WHERE ${plan.order.sql} IS NULL LIMIT ${limit}`,
    values: [],
  }
}

/** First and last value of the order from a bound on: what a backfill has before it. */
export function extent(plan: TablePlan, from: number | null): Statement {
  const { sql, type, unit } = plan.order
  if (unit === 'serial' || from === null) {
    return { text: `SELECT min(${sql})::text, max(${sql})::text FROM ${plan.relation}`, values: [] }
  }
  return {
    text: `SELECT min(${sql})::text, max(${sql})::text FROM ${plan.relation} WHERE ${sql} >= $1::text::${type}`,
    values: [formatTime(from)],
  }
}

/**
 * Fields of the latest rows, then the values under some keys of a JSON column, where one is given.
 */
export function latestRows(
  { relation, order, fields }: TablePlan,
  json: readonly [column: string, keys: readonly string[]] | null,
  limit: number,
): Statement {
  const [column = '', keys = []] = json ?? []
  const extra = keys.map(key => `left(t.${escapeIdentifier(column)} ->> ${escapeLiteral(key)}, 200)`)
  const selected = [...fields.map(field => field.sql), ...extra].join(', ')
  return { text: `SELECT ${selected} FROM ${relation} ORDER BY ${order.sql} DESC LIMIT ${limit}`, values: [] }
}

function cells({ order, row, fields }: TablePlan): string {
  return [`${order.sql}::text`, `${row.sql}::text`, ...fields.map(field => field.sql)].join(', ')
}
