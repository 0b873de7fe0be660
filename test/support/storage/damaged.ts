// A database with rows on many pages, and what can be done to a file of it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'

const PAGE = 4096

/** Writes it into a folder; returns its path. */
export function fullDatabase(folder: string): string {
  openSqliteStore(folder).close()
  const file = join(folder, 'slowburn.db')
  const db = new DatabaseSync(file)
  db.exec(`
    BEGIN;
    INSERT INTO sources (name, cursor) VALUES ('platform', '{}');
    INSERT INTO streams (kind, source) VALUES ('task', 'platform');
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 50)
      INSERT INTO series (id, key, indicator, labels, bucket) SELECT i, 'key ' || i, 'indicator', '{}', 3600000 FROM n;
    WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 999)
      INSERT INTO points SELECT series.id, 3600000 * n.i, series.id + n.i / 1000.0, NULL, NULL, 5 FROM series, n;
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO alert_history (at, actor, action, detail) SELECT i, 'ada', 'acknowledged', 'detail ' || i FROM n;
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO used_codes SELECT printf('%08d %.50c', i, 'x'), 1800000000000 FROM n;
    COMMIT`)
  db.close()
  return file
}

export function overwrite(file: string, pages: { from: number; to: number }, by = 0xa5): void {
  const bytes = readFileSync(file)
  bytes.fill(by, pages.from * PAGE, pages.to * PAGE)
  writeFileSync(file, bytes)
}

export function pagesOf(file: string): number {
  return readFileSync(file).length / PAGE
}

/** Pages of a table itself, not of its indexes, by their place: 0 is the first of the file. */
export function leavesOf(file: string, table: string): number[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db
      .prepare("SELECT pageno - 1 AS page FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
      .all(table)
      .map(({ page }) => Number(page))
  } finally {
    db.close()
  }
}
