// Confirmation codes that have been used, in SQLite.
import type { DatabaseSync } from 'node:sqlite'
import { LAST_MOMENT } from '../../../core/clock.ts'
import type { CodeStore } from '../../store.ts'
import { instead, millis, string, type TableRule } from './rules.ts'

export const CODES_DDL = `
CREATE TABLE used_codes (
  code TEXT PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

export const CODES_ROWS: TableRule = {
  table: 'used_codes',
  key: ['code'],
  columns: { code: string, until: instead(millis, String(LAST_MOMENT)) },
  without: 'The code counts as used for ever.',
}

export function sqliteCodes(db: DatabaseSync): CodeStore {
  const drop = db.prepare('DELETE FROM used_codes WHERE until <= :now')
  const use = db.prepare('INSERT INTO used_codes (code, until) VALUES (:code, :until) ON CONFLICT DO NOTHING')
  return {
    use(code, until, now) {
      drop.run({ now })
      return use.run({ code, until }).changes === 1
    },
  }
}
