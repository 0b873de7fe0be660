// How the rows of a table are reached: in which order they are read, and by which key each is found again.
import { escapeIdentifier } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import {
  type Column,
  columnsNamed,
  isOrdered,
  isUnique,
  primaryKey,
  type Relation,
  wholeKey,
} from '../connection/catalog.ts'
import { UTC_CLOCK, type WallClock } from '../connection/wall-clock.ts'
import { type Epoch, parseExpression, TIMESTAMPTZ } from './expression.ts'
import type { TableMapping } from './mapping.ts'
import { archiveOf, columnsOf, idColumns, KINDS, orderRole } from './roles.ts'

export interface Order {
  column: string
  sql: string
  type: string
  /** Times are what the clocks of the platform showed, as if it were UTC. */
  unit: 'time' | 'serial'
  /** What a number that counts the time since 1970 counts to in a second; left out where times are times. */
  perSecond?: number
  /** Makes moments of them; of columns that have a zone, and of numbers, that of UTC. */
  clock: WallClock
  /** The role that says when a row was written, as far as one does. */
  role: string
}

/** Rows that a scan passes in some tens of milliseconds: beyond, a table without a fitting index is not read. */
export const SCANNED = 500_000
const SERIAL_TYPES = ['smallint', 'integer', 'bigint']

/** @param clock Of times without a zone. */
export function chooseOrder(
  mapping: TableMapping,
  relation: Relation,
  clock: WallClock = UTC_CLOCK,
): Order | null {
  const order = orderOf(mapping, relation)
  return order === null ||
    order.unit === 'serial' ||
    order.perSecond !== undefined ||
    order.type === TIMESTAMPTZ
    ? order
    : { ...order, clock }
}

function orderOf(mapping: TableMapping, relation: Relation): Order | null {
  const roles = [...endRole(mapping, relation), orderRole(mapping)]
  for (const role of roles) {
    const time = columnsOf(mapping).get(role)
    const column = relation.columns.find(candidate => candidate.name === time)
    if (column !== undefined && (relation.kind === 'view' || isOrdered(relation, column.name))) {
      return inTime(column.name, qualified(column.name), column.type, role)
    }
    const epoch = epochOf(time ?? '', relation)
    if (epoch !== null && (relation.kind === 'view' || isOrdered(relation, epoch.column.name))) {
      return inEpoch(epoch, role)
    }
  }
  const [key, ...rest] = primaryKey(relation)
  const [role = ''] = roles
  if (key === undefined || rest.length > 0 || !key.readable || !SERIAL_TYPES.includes(key.type)) {
    return isSmall(relation) ? scannedOrder(mapping, role, relation) : null
  }
  const sql = qualified(key.name)
  return { column: key.name, sql, type: key.type, unit: 'serial', clock: UTC_CLOCK, role }
}

/** A table of so few rows is read whole at each poll where no index serves. */
function isSmall({ kind, estimatedRows }: Relation): boolean {
  return kind === 'table' && (estimatedRows === null || estimatedRows <= SCANNED)
}

function scannedOrder(mapping: TableMapping, role: string, relation: Relation): Order | null {
  const name = columnsOf(mapping).get(role) ?? ''
  const column = relation.columns.find(candidate => candidate.name === name)
  if (column !== undefined) return inTime(name, qualified(name), column.type, role)
  const epoch = epochOf(name, relation)
  if (epoch !== null) return inEpoch(epoch, role)
  const found = parseExpression(name, relation)
  if (found === null || 'message' in found) return null
  return inTime(name, found.sql, found.type, role)
}

function inTime(column: string, sql: string, type: string, role: string): Order {
  return { column, sql, type, unit: 'time', clock: UTC_CLOCK, role }
}

/** The column itself, so that its index serves. */
function inEpoch({ column, perSecond }: Epoch, role: string): Order {
  return { ...inTime(column.name, qualified(column.name), column.type, role), perSecond }
}

function epochOf(name: string, relation: Relation): Epoch | null {
  const found = parseExpression(name, relation)
  return found === null || 'message' in found ? null : (found.epoch ?? null)
}

/** Rows that must have an end when they are written come in the order of their ends, however old they are then. */
function endRole(mapping: TableMapping, relation: Relation): string[] {
  const { end } = KINDS[mapping.as]
  if (end === undefined) return []
  const name = columnsOf(mapping).get(end)
  const column = relation.columns.find(candidate => candidate.name === name)
  const always = column?.notNull === true && !column.hasDefault
  return always || (column !== undefined && archiveOf(mapping) !== null) ? [end] : []
}

/** How the rows of a table were told apart when it was first read: what changes that would count them twice. Plain JSON. */
export interface KnownBy {
  /** The columns mapped as the id then: where others are, rows are told apart anew. */
  id: readonly string[]
  key: readonly string[]
  entity: 'id' | 'key'
  /** The key that the database had, as it was last seen. */
  found: readonly string[]
  /** When that was found to be another one; left out while it was not. */
  changedAt?: Millis
}

export interface ChosenKey {
  columns: readonly Column[]
  /** Whether rows are about what their id names, or about the whole key. */
  entity: KnownBy['entity']
  /** The key that would be taken if the table were read for the first time. */
  found: readonly string[]
}

/**
 * By which columns rows are found again: those by which they have been known, as long as these are there; else by the id where it is
 * said to be of several columns; else by the whole key; else by the mapped id.
 */
export function chooseKey(mapping: TableMapping, relation: Relation, known: KnownBy | null): ChosenKey {
  const fresh = freshKey(mapping, relation)
  const found = fresh.map(({ name }) => name)
  const id = idColumns(mapping)
  if (known === null || known.id.join('\n') !== id.join('\n')) {
    return { columns: fresh, entity: entityOf(id, found), found }
  }
  const columns = columnsNamed(relation, known.key)
  const isThere = columns.length === known.key.length && columns.every(column => column.readable)
  if (isThere && isServed(mapping, relation, columns)) return { columns, entity: known.entity, found }
  return { columns: fresh, entity: known.entity === 'id' ? 'id' : entityOf(id, found), found }
}

function freshKey(mapping: TableMapping, relation: Relation): readonly Column[] {
  const id = columnsNamed(relation, idColumns(mapping))
  if (id.length > 1) return isServed(mapping, relation, id) ? id : []
  const key = wholeKey(relation)
  const lasting = key.filter(({ name }) => !changes(mapping, name))
  if (
    lasting.length > 0 &&
    lasting.every(({ readable }) => readable) &&
    isServed(mapping, relation, lasting)
  ) {
    return lasting
  }
  if (key.length > 0 && key.every(column => column.readable)) return key
  const named = columnsOf(mapping).get(KINDS[mapping.as].roles[0]?.name ?? '')
  const columns = columnsNamed(relation, named === undefined ? [] : [named])
  return isServed(mapping, relation, columns) ? columns : []
}

/** What says how a row stands is part of its key where its table has a partition for each status: it is the same row in the next one. */
function changes(mapping: TableMapping, column: string): boolean {
  const columns = columnsOf(mapping)
  return KINDS[mapping.as].changing.some(role => columns.get(role) === column)
}

/** Rows that never change need no index to be found again: the order's own is enough. */
function isServed(mapping: TableMapping, relation: Relation, columns: readonly Column[]): boolean {
  if (relation.kind === 'view' || isSmall(relation) || !KINDS[mapping.as].mutable) return true
  return columns.some(({ name }) => isOrdered(relation, name))
}

/** An id that is only part of the key is shared by several rows: each of them is an entity of its own. */
function entityOf(id: readonly string[], key: readonly string[]): KnownBy['entity'] {
  return id.length > 1 || (key.length > 1 && key.some(name => id.includes(name))) ? 'key' : 'id'
}

/**
 * What the database does not keep from being the same in two rows, so that it has to be looked at; null: nothing. Several runs of one task are no fault; whoever says that several rows are of one task says it by a query.
 */
export function repeatable(
  mapping: TableMapping,
  relation: Relation,
  key: readonly Column[],
  entity: KnownBy['entity'],
): 'key' | 'id' | null {
  const names = key.map(({ name }) => name)
  if (!isUnique(relation, names)) return 'key'
  const id = idColumns(mapping)
  return id.length === 0 || entity === 'key' || isUnique(relation, id) ? null : 'id'
}

/** A column of the table, as it stands in a statement. */
export function qualified(column: string): string {
  return `t.${escapeIdentifier(column)}`
}
