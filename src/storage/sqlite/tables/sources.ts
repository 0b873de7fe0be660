// Where each source was last read up to.
import type { DatabaseSync } from 'node:sqlite'
import type { Cursor } from '../../../sources/source.ts'
import { cursorShape } from '../../shapes/facts.ts'
import type { SourceState, SourceStore } from '../../store.ts'
import { blob, instead, json, millis, named, orNull, string, type TableRule } from '../codec/rules.ts'

export const SOURCES_DDL = `
CREATE TABLE sources (
  name TEXT PRIMARY KEY,
  cursor TEXT,
  complete_up_to INTEGER,
  last_success_at INTEGER
) WITHOUT ROWID;
`

export const SOURCES_ROWS: readonly TableRule[] = [
  {
    table: 'sources',
    key: ['name'],
    columns: {
      name: named,
      cursor: instead(orNull(json(cursorShape)), 'NULL'),
      complete_up_to: instead(orNull(millis), 'NULL'),
      last_success_at: instead(orNull(millis), 'NULL'),
    },
    without: 'The source is read again from its beginning: what is known already changes nothing.',
  },
  {
    table: 'source_memory',
    key: ['source', 'key'],
    columns: { source: named, key: string, value: blob },
    without: 'The source compares what it took with what is there, and reads what is missing again.',
  },
]

/** What a source keeps for itself, by key. */
export const SOURCE_MEMORY_DDL = `
CREATE TABLE source_memory (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (source, key)
) WITHOUT ROWID;
`

/** The state of each source is held in memory, for every commit asks for it; `reset` lets go of it after a rollback. */
export function sqliteSources(db: DatabaseSync): SourceStore & { reset(): void } {
  const held = new Map<string, SourceState>()
  const load = db.prepare('SELECT cursor, complete_up_to, last_success_at FROM sources WHERE name = ?')
  const save = db.prepare('INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)')
  const recall = db.prepare('SELECT value FROM source_memory WHERE source = ? AND key = ?')
  const remember = db.prepare('INSERT OR REPLACE INTO source_memory VALUES (?, ?, ?)')
  const forget = db.prepare('DELETE FROM source_memory WHERE source = ? AND key = ?')
  const drop = db.prepare('DELETE FROM source_memory WHERE source = ? AND key >= ? AND key < ?')
  return {
    load: name => {
      const known = held.get(name)
      if (known !== undefined) return known
      const row = load.get(name)
      if (row === undefined) return { cursor: null, completeUpTo: null, lastSuccessAt: null }
      const state = {
        cursor: row.cursor === null ? null : (JSON.parse(row.cursor as string) as Cursor),
        completeUpTo: row.complete_up_to as number | null,
        lastSuccessAt: row.last_success_at as number | null,
      }
      held.set(name, state)
      return state
    },
    save: (name, state) => {
      const cursor = state.cursor === null ? null : JSON.stringify(state.cursor)
      save.run(name, cursor, state.completeUpTo, state.lastSuccessAt)
      held.delete(name)
    },
    recall: (name, key) => (recall.get(name, key)?.value as Uint8Array | undefined) ?? null,
    remember: (name, changes) => {
      for (const change of changes) {
        if ('drop' in change) drop.run(name, change.drop, `${change.drop}\u{10ffff}`)
        else if (change.value === null) forget.run(name, change.key)
        else remember.run(name, change.key, change.value)
      }
    },
    reset: () => held.clear(),
  }
}
