// Where each source was last read up to.
import type { DatabaseSync } from 'node:sqlite'
import type { Cursor } from '../../sources/source.ts'
import type { SourceStore } from '../store.ts'

export const SOURCES_DDL = `
CREATE TABLE sources (
  name TEXT PRIMARY KEY,
  cursor TEXT,
  complete_up_to INTEGER,
  last_success_at INTEGER
) WITHOUT ROWID;
`

export function sqliteSources(db: DatabaseSync): SourceStore {
  const load = db.prepare('SELECT cursor, complete_up_to, last_success_at FROM sources WHERE name = ?')
  const save = db.prepare('INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)')
  return {
    load: name => {
      const row = load.get(name)
      if (row === undefined) return { cursor: null, completeUpTo: null, lastSuccessAt: null }
      return {
        cursor: row.cursor === null ? null : (JSON.parse(row.cursor as string) as Cursor),
        completeUpTo: row.complete_up_to as number | null,
        lastSuccessAt: row.last_success_at as number | null,
      }
    },
    save: (name, state) => {
      const cursor = state.cursor === null ? null : JSON.stringify(state.cursor)
      save.run(name, cursor, state.completeUpTo, state.lastSuccessAt)
    },
  }
}
