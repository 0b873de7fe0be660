// Where in a row of a plan which cell lies, and how a key of several columns is written as one text.
import { SECOND } from '../../../../core/duration.ts'
import type { Row } from '../../connection/session.ts'
import { type Cell, parseTime } from '../../connection/values.ts'
import type { TablePlan } from '../../mapping/plan.ts'
import type { Place } from '../statements.ts'

/** A row's key: the text of its only column, or a JSON list of the texts of several. */
export type RowKey = string

export function keyOf({ key }: Pick<TablePlan, 'key'>, row: Row): RowKey {
  if (key.length === 1) return row[1] ?? ''
  return JSON.stringify(row.slice(1, key.length + 1).map(cell => cell ?? ''))
}

export function* keysOf(plan: Pick<TablePlan, 'key'>, rows: readonly Row[]): Generator<RowKey> {
  for (const row of rows) yield keyOf(plan, row)
}

/** The texts of the columns of a key. */
export function keyCells({ key }: Pick<TablePlan, 'key'>, rowKey: RowKey): readonly string[] {
  return key.length === 1 ? [rowKey] : (JSON.parse(rowKey) as string[])
}

/** Identifies the key within its table: 16 hexadecimal digits. */
export function hashOf({ key }: Pick<TablePlan, 'key'>, row: Row): string {
  return row[key.length + 1] ?? ''
}

/** What a row says of its begin, and of its end: hashes, 0 where it says nothing. */
export function saidOf(
  { key, fields }: Pick<TablePlan, 'key' | 'fields'>,
  row: Row,
): { begun: bigint; ended: bigint } {
  const place = key.length + 2 + fields.length
  return { begun: fromHex(row[place]), ended: fromHex(row[place + 1]) }
}

function fromHex(hash: Cell | undefined): bigint {
  return hash ? BigInt(`0x${hash}`) : 0n
}

/** In the unit of the order; null where it has none, as an infinite time. */
export function orderOf({ order }: Pick<TablePlan, 'order'>, row: Row): number | null {
  return orderValue(order, row[0] ?? null)
}

/** Exactly as PostgreSQL wrote it, the order first and then what breaks its ties. */
export function placeOf({ order, key }: Pick<TablePlan, 'order' | 'key'>, row: Row): Place {
  const ties = key.flatMap(({ sql }, i) => (sql === order.sql ? [] : [row[i + 1] ?? '']))
  return [row[0] ?? '', ...ties]
}

/** Of the last of some rows in order; null where there is none. */
export function lastPlaceOf(plan: Pick<TablePlan, 'order' | 'key'>, rows: readonly Row[]): Place | null {
  const last = rows.at(-1)
  return last === undefined ? null : placeOf(plan, last)
}

/** Positions of the roles in the rows of a plan; the cells of order, key and hash come before them. */
export function fieldPositions({
  key,
  fields,
}: Pick<TablePlan, 'key' | 'fields'>): ReadonlyMap<string, number> {
  return new Map(fields.map((field, i) => [field.role, i + key.length + 2]))
}

/** A cell of the order's column in the unit of the order. */
export function orderValue(order: TablePlan['order'], text: Cell): number | null {
  if (text === null) return null
  if (order.unit === 'serial') return Number(text)
  const count = order.perSecond === undefined ? Number.NaN : Number(text)
  if (!Number.isNaN(count)) return Math.floor((count * SECOND) / (order.perSecond ?? 1))
  const parsed = parseTime(text)
  return parsed.ok ? parsed.value : null
}
