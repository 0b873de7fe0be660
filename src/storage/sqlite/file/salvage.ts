// Reads what can be read of a damaged database into a new one: table by table, from both ends and over what is damaged in between.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { codeOf, explain } from './database.ts'
import { MIGRATIONS } from './migrations.ts'
import { NEWEST_SCHEMA, NEWEST_TABLES } from './newest.ts'
import { columnsOf, PASSING } from './structure.ts'

export interface Salvaged {
  /** By table, rows that were read. */
  rows: Readonly<Record<string, number>>
  /** Tables that could not be read whole. */
  torn: readonly string[]
  /** Whether what sources were read for was let go, so that they are read from their beginning again. */
  rereads: boolean
}

/**
 * What adds up to the points of series. A part of it would make wrong ones without a word: it is kept whole or not at all, and with it how
 * far each source was read.
 */
const FACTS = [
  'streams',
  'label_sets',
  'kept_lifecycles',
  'settled',
  'cells',
  'reopened',
  'label_values',
  'sources',
  'source_memory',
  'old_lifecycles',
] as const

/** Half of a decision is none. */
const DECISIONS = ['drafts', 'draft_messages'] as const

/** Tries to get over what is damaged, for each table. */
const MOST_LEAPS = 10_000

/** Both are paths; `to` must not be there. Throws where `to` cannot be written: what cannot be read is in the answer. */
export function salvage(from: string, to: string): Salvaged {
  const target = new DatabaseSync(to)
  const source = openDamaged(from)
  try {
    target.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA foreign_keys = OFF')
    target.exec(`BEGIN; ${NEWEST_SCHEMA} PRAGMA user_version = ${MIGRATIONS.length}`)
    const rows: Record<string, number> = {}
    const torn: string[] = []
    const isDropped = source !== null && lacksNothingElse(source)
    for (const table of Object.keys(NEWEST_TABLES)) {
      if (table === PASSING && isDropped) continue
      const read = source === null ? { rows: 0, isWhole: false } : copyTable(source, target, table)
      rows[table] = read.rows
      if (!read.isWhole) torn.push(table)
    }
    const rereads = letGo(target, FACTS, torn)
    letGo(target, DECISIONS, torn)
    target.exec('COMMIT')
    return { rows, torn, rereads }
  } catch (cause) {
    throw explain(cause, to, 'Free some space, and start again')
  } finally {
    source?.close()
    target.close()
  }
}

/** Null where nothing of it can be read. With `writable_schema` a file that is shorter than it says is read as far as it goes. */
function openDamaged(from: string): DatabaseSync | null {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(from, { readOnly: true, timeout: 0, defensive: false })
    db.exec('PRAGMA writable_schema = ON')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch {
    db?.close()
    return null
  }
}

/** Whether the schema could be read, so that the table which is dropped after a while is known to have been. */
function lacksNothingElse(source: DatabaseSync): boolean {
  try {
    const found = columnsOf(source)
    return Object.keys(NEWEST_TABLES).every(table => found.has(table) !== (table === PASSING))
  } catch {
    return false
  }
}

function letGo(target: DatabaseSync, tables: readonly string[], torn: readonly string[]): boolean {
  if (!tables.some(table => torn.includes(table))) return false
  for (const table of tables) target.exec(`DELETE FROM ${table}`)
  return true
}

interface Copying {
  source: DatabaseSync
  /** Reads it in the order in which it lies in the file, which no index is needed for. */
  select: string
  /** The columns of that order. */
  key: readonly string[]
  put(row: Row): void
}

type Row = Record<string, SQLInputValue>

/** A name for the place of a row that no column has. */
const PLACE = 'salvage_place'

function copyTable(
  source: DatabaseSync,
  target: DatabaseSync,
  table: string,
): { rows: number; isWhole: boolean } {
  const columns = namesIn(target, 'SELECT name FROM pragma_table_info(?) ORDER BY cid', table)
  const marks = columns.map(() => '?').join(', ')
  const insert = target.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
  let [met, rows] = [0, 0]
  const put = (row: Row): void => {
    met += 1
    rows += written(insert, columns, row)
  }
  const key = keyOf(target, table)
  const selected = key.includes(PLACE) ? `*, rowid AS ${PLACE}` : '*'
  const copying = { source, select: `SELECT ${selected} FROM ${table}`, key, put }
  const first = readFrom(copying, null)
  // What no column takes, or has the key of another, was read and is lost all the same.
  if (first.isEnd) return { rows, isWhole: rows === met }
  readBackwards(copying)
  if (first.reached !== null) leapOver(copying, first.reached)
  return { rows, isWhole: false }
}

function written(insert: StatementSync, columns: readonly string[], row: Row): number {
  try {
    return Number(insert.run(...columns.map(column => row[column] ?? null)).changes)
  } catch (cause) {
    // What a damaged page holds need not be of the type that its column asks for. A disk that is full says nothing of the row.
    if (DISK_FAULTS.has(codeOf(cause))) throw cause
    return 0
  }
}

/** SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL. */
const DISK_FAULTS: ReadonlySet<number> = new Set([8, 10, 13])

/** `after`: of the first column of the key; `reached`: how far it came in that, where it is a number. */
function readFrom(
  { source, select, key, put }: Copying,
  after: bigint | null,
): { isEnd: boolean; reached: bigint | null } {
  let reached: bigint | null = null
  try {
    const [first = PLACE] = key
    const where = after === null ? '' : `WHERE ${first === PLACE ? 'rowid' : first} > ${after}`
    for (const row of iterate(source, `${select} ${where} ORDER BY ${key.join(', ')}`)) {
      put(row)
      const at = row[first]
      if (typeof at === 'bigint') reached = at
    }
    return { isEnd: true, reached }
  } catch {
    return { isEnd: false, reached }
  }
}

function readBackwards({ source, select, key, put }: Copying): void {
  try {
    const order = key.map(column => `${column} DESC`).join(', ')
    for (const row of iterate(source, `${select} ORDER BY ${order}`)) put(row)
  } catch {
    // As far as it went.
  }
}

/** In steps that double until something can be read again. */
function leapOver(copying: Copying, from: bigint): void {
  let [at, step] = [from, 1n]
  for (let leaps = 0; leaps < MOST_LEAPS && at + step < LARGEST; leaps++) {
    const { isEnd, reached } = readFrom(copying, at + step)
    if (isEnd) return
    if (reached === null) step *= 2n
    else [at, step] = [reached, 1n]
  }
}

const LARGEST = 2n ** 62n

function iterate(source: DatabaseSync, sql: string): Iterable<Row> {
  const statement = source.prepare(sql)
  statement.setReadBigInts(true)
  return statement.iterate() as Iterable<Row>
}

function namesIn(db: DatabaseSync, sql: string, table: string): string[] {
  return db
    .prepare(sql)
    .all(table)
    .map(({ name }) => String(name))
}

function keyOf(db: DatabaseSync, table: string): string[] {
  const isByKey = db.prepare('SELECT wr FROM pragma_table_list WHERE name = ?').get(table)?.wr === 1
  return isByKey
    ? namesIn(db, 'SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk', table)
    : [PLACE]
}
