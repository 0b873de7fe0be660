// Series, their points, the progress of closing buckets, and what detection knows of each.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Labels } from '../../core/series-key.ts'
import type { MonitorState } from '../../detection/change.ts'
import type { Point, Series } from '../../series/series.ts'
import type { SeriesStore } from '../store.ts'

export const SERIES_DDL = `
CREATE TABLE series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  indicator TEXT NOT NULL,
  labels TEXT NOT NULL,
  bucket INTEGER NOT NULL
);
CREATE TABLE points (
  series_id INTEGER NOT NULL REFERENCES series (id),
  at INTEGER NOT NULL,
  value REAL,
  lower REAL,
  upper REAL,
  n INTEGER NOT NULL,
  PRIMARY KEY (series_id, at)
) WITHOUT ROWID;
CREATE TABLE marks (name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE monitors (series_id INTEGER PRIMARY KEY REFERENCES series (id), state TEXT NOT NULL);
`

const POINT = 'at, value, lower, upper, n'

export function sqliteSeries(db: DatabaseSync): SeriesStore {
  const all = db.prepare(
    'SELECT id, key, indicator, labels, bucket FROM series WHERE retired = 0 ORDER BY id',
  )
  const create = db.prepare(
    'INSERT INTO series (key, indicator, labels, bucket) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET retired = 0',
  )
  const byKey = db.prepare('SELECT id, key, indicator, labels, bucket FROM series WHERE key = ?')
  // A closed bucket is never written over: what detection has seen stays what it has seen.
  const append = db.prepare('INSERT INTO points VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const revise = db.prepare(
    `UPDATE points SET value = ?3, lower = ?4, upper = ?5, n = ?6
     WHERE series_id = ?1 AND at = ?2 AND (value IS NOT ?3 OR lower IS NOT ?4 OR upper IS NOT ?5 OR n <> ?6)`,
  )
  const retire = db.prepare('UPDATE series SET retired = 1 WHERE id = ?')
  const points = db.prepare(`SELECT ${POINT} FROM points WHERE series_id = ? AND at >= ? ORDER BY at`)
  const last = db.prepare(`SELECT ${POINT} FROM points WHERE series_id = ? ORDER BY at DESC LIMIT 1`)
  const mark = db.prepare('SELECT at FROM marks WHERE name = ?')
  const setMark = db.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?)')
  const monitor = db.prepare('SELECT state FROM monitors WHERE series_id = ?')
  const saveMonitor = db.prepare('INSERT OR REPLACE INTO monitors VALUES (?, ?)')
  return {
    all: () => all.all().map(toSeries),
    ensure: (key, indicator, labels, bucket) => {
      create.run(key, indicator, JSON.stringify(labels), bucket)
      return toSeries(byKey.get(key) ?? {})
    },
    append: (seriesId, rows) => {
      for (const p of rows) append.run(seriesId, p.at, p.value, p.lower, p.upper, p.n)
    },
    revise: (seriesId, rows) =>
      rows.filter(p => revise.run(seriesId, p.at, p.value, p.lower, p.upper, p.n).changes === 1).length,
    retire: seriesId => void retire.run(seriesId),
    points: (seriesId, from) => points.all(seriesId, from).map(toPoint),
    lastPoint: seriesId => {
      const row = last.get(seriesId)
      return row === undefined ? null : toPoint(row)
    },
    mark: name => (mark.get(name)?.at as number | undefined) ?? null,
    setMark: (name, at) => {
      setMark.run(name, at)
    },
    monitor: seriesId => {
      const row = monitor.get(seriesId)
      return row === undefined ? null : (JSON.parse(row.state as string) as MonitorState)
    },
    saveMonitor: (seriesId, state) => {
      saveMonitor.run(seriesId, JSON.stringify(state))
    },
  }
}

function toSeries(row: Record<string, SQLOutputValue>): Series {
  return {
    id: row.id as number,
    key: row.key as string,
    indicator: row.indicator as string,
    labels: JSON.parse(row.labels as string) as Labels,
    bucket: row.bucket as number,
  }
}

function toPoint(row: Record<string, SQLOutputValue>): Point {
  return {
    at: row.at as number,
    value: row.value as number | null,
    lower: row.lower as number | null,
    upper: row.upper as number | null,
    n: row.n as number,
  }
}
