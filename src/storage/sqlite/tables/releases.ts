// Releases, by id and by time.
import type { DatabaseSync } from 'node:sqlite'
import type { Release } from '../../../events/release.ts'
import { releaseShape } from '../../shapes/facts.ts'
import type { ReleaseStore } from '../../store.ts'
import { copied, json, millis, named, type TableRule } from '../codec/rules.ts'

export const RELEASES_DDL = `
CREATE TABLE releases (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  release TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_by_time ON releases (at, id);
`

export const RELEASES_ROWS: TableRule = {
  table: 'releases',
  key: ['id'],
  columns: {
    id: copied(named, 'release', 'id'),
    at: copied(millis, 'release', 'at'),
    release: json(releaseShape),
  },
  without: 'The release is not drawn, and no change is held against it.',
}

export function sqliteReleases(db: DatabaseSync): ReleaseStore {
  const add = db.prepare(
    'INSERT INTO releases (id, at, release) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const get = db.prepare('SELECT release AS json FROM releases WHERE id = ?')
  const between = db.prepare('SELECT release AS json FROM releases WHERE at BETWEEN ? AND ? ORDER BY at, id')
  const list = db.prepare('SELECT release AS json FROM releases ORDER BY at DESC, id DESC LIMIT ?')
  const earliest = db.prepare('SELECT min(at) AS at FROM releases')
  return {
    add: release => add.run(release.id, release.at, JSON.stringify(release)).changes === 1,
    get(id) {
      const row = get.get(id)
      return row === undefined ? null : toRelease(row)
    },
    between: (from, to) => between.all(from, to).map(toRelease),
    list: limit => list.all(limit).map(toRelease),
    earliest: () => (earliest.get() as { at: number | null }).at,
  }
}

function toRelease(row: unknown): Release {
  return JSON.parse((row as { json: string }).json) as Release
}
