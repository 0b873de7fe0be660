// The SQL that reads a table. Each statement follows an index and is bounded by a limit or a list of keys.
import { escapeLiteral } from 'pg'
import { SECOND } from '../../../core/duration.ts'
import { type Keyed, readApart } from '../connection/apart.ts'
import { POLICIES_HIDE } from '../connection/catalog.ts'
import type { Ask, Row, Statement } from '../connection/statement.ts'
import { formatTime, whyUnreadable } from '../connection/values.ts'
import { endsOf } from '../mapping/ends.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { begunHash, cellsOf, endedHash, hash64, keyCellsOf } from '../mapping/row-cells.ts'

/** A place in the order of a table: the row after which to go on, exactly as PostgreSQL wrote it. */
export type Place = readonly [order: string, ...ties: string[]]

export interface Range {
  /** Inclusive bounds: Unix milliseconds, or values of the serial column. Null: unbounded. */
  from: number | null
  to: number | null
  after: Place | null
}

/** Rows of a range in order. Cells: order, the columns of the key, their hash, then the fields. */
export function scanRows(plan: TablePlan, range: Range, limit: number): Statement {
  return { ...scan(plan, range, limit), apart: byKeys(plan, bare => scan(bare, range, limit)) }
}

/** The rows of a statement by their keys, which it tells of a plan without fields, and in its order. */
function byKeys(plan: TablePlan, statementOf: (plan: TablePlan) => Statement) {
  return async (ask: Ask): Promise<Row[]> => {
    const keys = (await ask(statementOf(without(plan)))).map(row => row.slice(1, plan.key.length + 1))
    const told = new Map(keys.map(key => [JSON.stringify(key), key.map(cell => cell ?? '')] as const))
    const found = await readApart(ask, keyedRows(plan, [...told.values()]))
    const there = found.filter(row => row[1] !== null).sort((a, b) => Number(a.at(-2)) - Number(b.at(-2)))
    return there.map(row => row.slice(0, -2))
  }
}

function scan(plan: TablePlan, { from, to, after }: Range, limit: number): Statement {
  const { order } = plan
  const ties = plan.key.filter(({ sql }) => sql !== order.sql)
  const values: string[] = []
  const bind = (value: string, type: string): string => `$${values.push(value)}::text::${type}`
  const bound = (value: number): string => bind(orderText(order, value), order.type)
  const conditions: string[] = []
  if (after === null) {
    if (from !== null) conditions.push(`${order.sql} >= ${bound(from)}`)
  } else if (ties.length === 0) {
    conditions.push(`${order.sql} > ${bind(after[0], order.type)}`)
  } else {
    const bounds = ties.map(({ type }, i) => bind(after[i + 1] ?? '', type))
    const columns = [order.sql, ...ties.map(({ sql }) => sql)].join(', ')
    conditions.push(`(${columns}) > (${[bind(after[0], order.type), ...bounds].join(', ')})`)
  }
  if (to !== null) conditions.push(`${order.sql} <= ${bound(to)}`)
  if (plan.endsFirst && ties.length > 0) conditions.push(upToEnd(plan, conditions, limit))
  const keys = [order.sql, ...ties.map(({ sql }) => sql)].join(', ')
  return {
    text: `SELECT ${cellsOf(plan)} FROM ${plan.relation}
      ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
      ORDER BY ${keys} LIMIT ${limit}`,
    values,
  }
}

/** That a row belongs to the next `limit` by their order alone, or has the time of the last of these. */
function upToEnd({ relation, order }: TablePlan, conditions: readonly string[], limit: number): string {
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const last = `SELECT ${order.sql} FROM ${relation} ${where} ORDER BY ${order.sql} OFFSET ${limit - 1} LIMIT 1`
  return `${order.sql} <= coalesce((${last}), ${farthest(order)})`
}

/** Beyond every row. */
function farthest({ type }: TablePlan['order']): string {
  const most = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' }[type] ?? 'infinity'
  return `'${most}'::${type}`
}

/** A bound in the unit of the order, as it is cast to the type of its column. */
function orderText({ unit, perSecond }: TablePlan['order'], value: number): string {
  if (unit === 'serial') return String(Math.floor(value))
  return perSecond === undefined ? formatTime(value) : String(Math.floor((value * perSecond) / SECOND))
}

/**
 * Of the rows of these keys, each given by its columns: those that say more than that they began, and those that are
 * not there any more, in no order. Cells as in a scan, all null for a row that is gone, then the number of its key
 * in the list, from 1, and for one that is gone whether policies may hide it.
 */
export function changedRows(plan: TablePlan, keys: ReadonlyArray<readonly string[]>): Statement {
  return { ...changed(plan, keys), apart: ask => readApart(ask, keyedRows(plan, keys)) }
}

/** Whatever they say: what tells whether a row has changed may be what the server fails on. */
function keyedRows(plan: TablePlan, keys: Keyed['keys']): Keyed {
  return {
    keys,
    fields: plan.fields.length,
    firstField: plan.key.length + 2,
    read: (some, left) => changed({ ...without(plan, left), changed: [] }, some),
  }
}

/** Its rows without the fields of these numbers; without a list of them, without any. */
function without(plan: TablePlan, numbers?: ReadonlySet<number>): TablePlan {
  const isLeft = (_: unknown, i: number): boolean => numbers?.has(i) ?? true
  const left = plan.fields.filter(isLeft).map(({ sql }) => sql)
  const fields = plan.fields.map((field, i) => (isLeft(field, i) ? { ...field, sql: 'NULL::text' } : field))
  return {
    ...plan,
    fields,
    begin: left.includes(plan.begin) ? 'NULL' : plan.begin,
    ends: endsOf(plan.mapping, fields),
  }
}

function changed(plan: TablePlan, keys: ReadonlyArray<readonly string[]>): Statement {
  const [first] = plan.key
  const arrays = plan.key.map((_, i) => `$${i + 1}::text[]`).join(', ')
  const names = plan.key.map((_, i) => `k${i}`).join(', ')
  // Cast one by one: of a key that is a list itself, a list of lists would be taken apart.
  const equal = plan.key.map(({ sql, type }, i) => `${sql} = k.k${i}::${type}`)
  // A type may take for the same what is written otherwise, by its capitals or its digits: that row is known by another key.
  const alike = plan.key.map(({ sql }, i) => `${sql}::text COLLATE "C" = k.k${i}`)
  const joined = [...equal, ...alike].join(' AND ')
  const conditions = [`${first?.sql} IS NULL`, ...plan.changed]
  if (plan.changed.length === 0) conditions.push('true')
  return {
    text: `SELECT ${cellsOf(plan)}, k.place::text,
        CASE WHEN ${first?.sql} IS NULL THEN ${mayHide(plan)} END::text
      FROM unnest(${arrays}) WITH ORDINALITY AS k(${names}, place)
      LEFT JOIN ${plan.relation} ON ${joined}
      WHERE ${conditions.join(' OR ')}`,
    values: plan.key.map((_, i) => keys.map(key => key[i] ?? '')),
  }
}

/** Looked at in the statement itself: policies may have come since the table was planned. */
function mayHide({ oid, rowSecurity, view }: TablePlan): string {
  if (rowSecurity || view) return String(rowSecurity)
  return `(SELECT ${POLICIES_HIDE} FROM pg_catalog.pg_class c WHERE c.oid = ${oid}::oid)`
}

/** Order and key of at most `limit` rows that are later than a time of the order. */
export function futureRows(plan: TablePlan, latest: number, limit: number): Statement {
  return {
    text: `SELECT ${keyCellsOf(plan)} FROM ${plan.relation}
      WHERE ${plan.order.sql} > $1::text::${plan.order.type} ORDER BY ${plan.order.sql} LIMIT ${limit}`,
    values: [orderText(plan.order, latest)],
  }
}

/** A row at a place of the order, as PostgreSQL wrote it, or before it; none where there is none. */
export function rowsUpTo({ relation, order }: TablePlan, place: string): Statement {
  return {
    text: `SELECT 1 FROM ${relation} WHERE ${order.sql} <= $1::text::${order.type} LIMIT 1`,
    values: [place],
  }
}

/** Order and key of at most `limit` rows that have no time. */
export function timelessRows(plan: TablePlan, limit: number): Statement {
  return {
    text: `SELECT ${keyCellsOf(plan)} FROM ${plan.relation} WHERE ${plan.order.sql} IS NULL LIMIT ${limit}`,
    values: [],
  }
}

/** Of the slots `from <= slot < to` that have rows: number, rows, and the sums of the hashes of their keys and of what they say. */
export function slotSums(plan: TablePlan, from: number, to: number, width: number): Statement {
  const { sql, type, unit, perSecond } = plan.order
  const seconds = perSecond === undefined ? `extract(epoch FROM ${sql})` : `${sql} / ${perSecond}.0`
  const value = unit === 'time' ? `${seconds} * ${SECOND}` : sql
  const bound = (slot: number): string => orderText(plan.order, slot * width)
  return {
    text: `SELECT floor((${value})::numeric / ${width})::text, count(*)::text, sum(${hash64(plan)}::numeric)::text,
        sum(${begunHash(plan)}::numeric + coalesce(${endedHash(plan)}, 0))::text
      FROM ${plan.relation} WHERE ${sql} >= $1::text::${type} AND ${sql} < $2::text::${type} GROUP BY 1`,
    values: [bound(from), bound(to)],
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
    values: [orderText(plan.order, from)],
  }
}

/** Fields of the latest rows, then the values under some keys of a JSON in SQL, where one is given; null where one cannot be read. */
export function latestRows(
  plan: TablePlan,
  json: readonly [sql: string, keys: readonly string[]] | null,
  limit: number,
): Statement {
  const { relation, order, key } = plan
  const [sql = '', keys = []] = json ?? []
  const extra = keys.map(name => ({ role: name, sql: `left(${sql} ->> ${escapeLiteral(name)}, 200)` }))
  const fields = [...plan.fields, ...extra]
  const selected = fields.map(field => field.sql).join(', ')
  return {
    text: `SELECT ${selected} FROM ${relation} ORDER BY ${order.sql} DESC LIMIT ${limit}`,
    values: [],
    apart: async ask => {
      const rows = await byKeys({ ...plan, fields }, bare => latestOf(bare, limit))(ask)
      const place = key.length + 2
      return rows.map(row =>
        row.slice(place, place + fields.length).map(cell => (whyUnreadable(cell) === null ? cell : null)),
      )
    },
  }
}

/** The latest rows, with cells as in a scan. */
export function latestKeyed(plan: TablePlan, limit: number): Statement {
  return { ...latestOf(plan, limit), apart: byKeys(plan, bare => latestOf(bare, limit)) }
}

function latestOf(plan: TablePlan, limit: number): Statement {
  const { relation, order } = plan
  return {
    text: `SELECT ${cellsOf(plan)} FROM ${relation} ORDER BY ${order.sql} DESC LIMIT ${limit}`,
    values: [],
  }
}

/** JSON texts, one a row of the stream; `source` stands for one such row, as `t`, and `streamed` for all of them. */
export interface Streamed {
  source: string
  streamed: string
  rows: readonly string[]
}

/** The number of a row of the stream, from 1, then its cells as in a scan. */
export function streamedRows(plan: TablePlan, stream: Streamed): Statement {
  const place = `${stream.streamed}.place::text`
  const read: Keyed['read'] = (some, left) => {
    const rows = some.map(([row = '']) => row)
    return ofStream(`${cellsOf(without(plan, left))}, ${place}, NULL`, { ...stream, rows })
  }
  const keyed = {
    keys: stream.rows.map(row => [row]),
    fields: plan.fields.length,
    firstField: plan.key.length + 2,
    read,
  }
  return {
    ...ofStream(`${place}, ${cellsOf(plan)}`, stream),
    apart: async ask => (await readApart(ask, keyed)).map(row => [row.at(-2) ?? null, ...row.slice(0, -2)]),
  }
}

/** The number of a row of the stream, then the columns of its key. */
export function streamedKeys(plan: TablePlan, stream: Streamed): Statement {
  const keys = plan.key.map(({ sql }) => `${sql}::text`)
  return ofStream([`${stream.streamed}.place::text`, ...keys].join(', '), stream)
}

function ofStream(selected: string, { source, streamed, rows }: Streamed): Statement {
  return {
    text: `SELECT ${selected}
      FROM pg_catalog.json_array_elements($1::json) WITH ORDINALITY AS ${streamed}(tuple, place)
      CROSS JOIN ${source}`,
    values: [`[${rows.join(',')}]`],
  }
}
