// Looks at a database without changing it: whether it is whole, of which version, and what it owes to people.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../../core/clock.ts'
import { messageOf } from '../../../core/errors.ts'
import { createQuarantine } from '../codec/quarantine.ts'
import { DATABASE_FILE } from './database.ts'
import { MIGRATIONS } from './migrations.ts'
import { TABLE_RULES } from './rules.ts'
import { versionOf } from './structure.ts'
import { countWrong, isTable } from './sweep.ts'

/** Rows of a table that were set aside, and those that will be at the next start. */
export interface UnusableRows {
  table: string
  rows: number
}

/** `in use`: a service holds its lock. */
export type InspectedDatabase =
  | { state: 'absent' }
  | { state: 'in use' }
  | {
      state: 'whole'
      version: number
      outbox: { dead: number; oldestUnsent: Millis | null }
      unusable: UnusableRows[]
    }
  | { state: 'unusable'; why: string; remedy: string }

/** Reads every page once. */
export function inspectDatabase(folder: string): InspectedDatabase {
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file)) return { state: 'absent' }
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 0 })
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version > MIGRATIONS.length) {
      const why = `is of schema version ${version}, and this slowburn knows up to ${MIGRATIONS.length}`
      return { state: 'unusable', why, remedy: 'Run the newer slowburn, or restore an older backup' }
    }
    const { quick_check: verdict } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (verdict !== 'ok') return damaged(verdict)
    return { state: 'whole', version, outbox: outboxOf(db), unusable: unusableIn(db, version) }
  } catch (cause) {
    const code = Number((cause as { errcode?: number }).errcode ?? 0) & 0xff
    return code === 5 || code === 6 ? { state: 'in use' } : damaged(messageOf(cause))
  } finally {
    db?.close()
  }
}

function damaged(why: string): InspectedDatabase {
  const remedy = 'Stop the service and restore a backup: slowburn restore FOLDER --replace'
  return { state: 'unusable', why: `is damaged: ${why}`, remedy }
}

function outboxOf(db: DatabaseSync): { dead: number; oldestUnsent: Millis | null } {
  if (!isTable(db, 'outbox')) return { dead: 0, oldestUnsent: null }
  const row = db
    .prepare(
      `SELECT count(*) FILTER (WHERE state = 'dead') AS dead,
        min(created_at) FILTER (WHERE state IN ('queued', 'attempting')) AS oldest FROM outbox`,
    )
    .get() as { dead: number; oldest: number | null }
  return { dead: row.dead, oldestUnsent: row.oldest }
}

/** Of a database of an older version the rows are looked at when it is opened, and its tables are those of this one. */
function unusableIn(db: DatabaseSync, said: number): UnusableRows[] {
  const isPresent = versionOf(db, said) === MIGRATIONS.length
  const before = isTable(db, 'quarantine') ? createQuarantine(db).counts() : []
  const tables = Map.groupBy(
    [...before, ...(isPresent ? countWrong(db, TABLE_RULES) : [])],
    ({ table }) => table,
  )
  return [...tables].map(([table, some]) => ({ table, rows: some.reduce((sum, { rows }) => sum + rows, 0) }))
}
