// Series, their points, the progress of closing buckets, and what detection knows of each.
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { LAST_MOMENT, type Millis } from '../../../core/clock.ts'
import type { Labels, SeriesKey } from '../../../core/series-key.ts'
import type { MonitorState } from '../../../detection/change.ts'
import type { Point, Series } from '../../../series/series.ts'
import { monitorShape } from '../../shapes/detection.ts'
import { labelSetShape } from '../../shapes/facts.ts'
import type { Mark, SeriesStore } from '../../store.ts'
import {
  flag,
  instead,
  json,
  named,
  number,
  orNull,
  refersTo,
  rowNumber,
  type TableRule,
  whole,
} from '../codec/rules.ts'

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

/** In the order in which tables refer to each other. */
export const SERIES_ROWS: readonly TableRule[] = [
  {
    table: 'series',
    key: ['rowid'],
    columns: {
      id: rowNumber,
      key: named,
      indicator: named,
      labels: json(labelSetShape),
      bucket: whole(1, LAST_MOMENT),
      retired: instead(flag, '0'),
    },
    without: 'The series begins anew, with a new baseline; its points of before stay in the file.',
  },
  {
    table: 'points',
    key: ['series_id', 'at'],
    columns: {
      series_id: whole(1),
      at: whole(-LAST_MOMENT, LAST_MOMENT),
      value: orNull(number),
      lower: orNull(number),
      upper: orNull(number),
      n: whole(),
    },
    without: 'The bucket counts as one without a number.',
  },
  {
    table: 'marks',
    key: ['name'],
    columns: { name: named, at: whole(-LAST_MOMENT, LAST_MOMENT) },
    without: 'The stage begins again where it began at first: what it has done already it does not do twice.',
  },
  {
    table: 'monitors',
    key: ['rowid'],
    columns: { series_id: refersTo('series'), state: json(monitorShape) },
    without: 'Detection gathers what it knows of the series anew from its points.',
  },
]

const POINT = 'at, value, lower, upper, n'

/** What is asked for of every series at every tick is held in memory; `reset` lets go of it after a rollback. */
export function sqliteSeries(db: DatabaseSync): SeriesStore & { reset(): void } {
  const statements = prepare(db)
  const held = hold(statements)
  const versions = new Map<number, number>()
  const saveMonitorText: SeriesStore['saveMonitorText'] = (seriesId, state) => {
    statements.saveMonitor.run(seriesId, state)
    versions.set(seriesId, (versions.get(seriesId) ?? 0) + 1)
  }
  const monitorText: SeriesStore['monitorText'] = seriesId =>
    (statements.monitor.get(seriesId)?.state as string | undefined) ?? null
  return {
    all: held.all,
    ensure: (key, indicator, labels, bucket, id) => {
      const known = held.named(key)
      if (known !== undefined) return known
      statements.create.run(id ?? null, key, indicator, JSON.stringify(labels), bucket)
      return held.add(toSeries(statements.byKey.get(key) ?? {}))
    },
    append: (seriesId, rows) => {
      for (const p of rows) statements.append.run(seriesId, p.at, p.value, p.lower, p.upper, p.n)
      held.letGoOfPoint(seriesId)
    },
    revise: (seriesId, rows) => {
      held.letGoOfPoint(seriesId)
      return rows.filter(
        p => statements.revise.run(seriesId, p.at, p.value, p.lower, p.upper, p.n).changes === 1,
      ).length
    },
    retire: seriesId => {
      statements.retire.run(seriesId)
      held.letGoOfSeries()
    },
    points: (seriesId, from, to = Number.MAX_SAFE_INTEGER) =>
      statements.points.all(seriesId, from, to).map(toPoint),
    lastPoint: held.lastPoint,
    mark: held.mark,
    setMark: held.setMark,
    monitor: seriesId => {
      const text = monitorText(seriesId)
      return text === null ? null : (JSON.parse(text) as MonitorState)
    },
    monitorText,
    monitorVersion: seriesId => versions.get(seriesId) ?? 0,
    saveMonitor: (seriesId, state) => saveMonitorText(seriesId, JSON.stringify(state)),
    saveMonitorText,
    reset: held.reset,
  }
}

function prepare(db: DatabaseSync) {
  const columns = 'id, key, indicator, labels, bucket'
  return {
    all: db.prepare(`SELECT ${columns} FROM series WHERE retired = 0 ORDER BY id`),
    create: db.prepare(
      'INSERT INTO series (id, key, indicator, labels, bucket) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET retired = 0',
    ),
    byKey: db.prepare(`SELECT ${columns} FROM series WHERE key = ?`),
    // A closed bucket is never written over: what detection has seen stays what it has seen.
    append: db.prepare('INSERT INTO points VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    revise: db.prepare(
      `UPDATE points SET value = ?3, lower = ?4, upper = ?5, n = ?6
       WHERE series_id = ?1 AND at = ?2 AND (value IS NOT ?3 OR lower IS NOT ?4 OR upper IS NOT ?5 OR n <> ?6)`,
    ),
    retire: db.prepare('UPDATE series SET retired = 1 WHERE id = ?'),
    points: listing(
      db.prepare(`SELECT ${POINT} FROM points WHERE series_id = ? AND at >= ? AND at < ? ORDER BY at`),
    ),
    last: listing(db.prepare(`SELECT ${POINT} FROM points WHERE series_id = ? ORDER BY at DESC LIMIT 1`)),
    mark: db.prepare('SELECT at FROM marks WHERE name = ?'),
    setMark: db.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?)'),
    monitor: db.prepare('SELECT state FROM monitors WHERE series_id = ?'),
    saveMonitor: db.prepare('INSERT OR REPLACE INTO monitors VALUES (?, ?)'),
  }
}

function listing(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true)
  return statement
}

/** The series, their last points and the marks, each read once. */
function hold(statements: ReturnType<typeof prepare>) {
  /** `all` is made anew where it lacks one: whoever goes through the old one is not disturbed. */
  let series: { all: readonly Series[]; byKey: Map<string, Series> } | null = null
  const lasts = new Map<number, Point | null>()
  const marks = new Map<string, Millis | null>()
  const read = () => {
    if (series === null) {
      const all = statements.all.all().map(toSeries)
      series = { all, byKey: new Map(all.map(one => [one.key, one])) }
    }
    return series
  }
  return {
    all: () => {
      const held = read()
      if (held.all.length < held.byKey.size) held.all = [...held.byKey.values()].sort((a, b) => a.id - b.id)
      return held.all
    },
    named: (key: SeriesKey) => read().byKey.get(key),
    add: (one: Series): Series => {
      read().byKey.set(one.key, one)
      return one
    },
    letGoOfSeries: () => {
      series = null
    },
    lastPoint: (seriesId: number): Point | null => {
      const known = lasts.get(seriesId)
      if (known !== undefined) return known
      const row = statements.last.get(seriesId)
      const last = row === undefined ? null : toPoint(row)
      lasts.set(seriesId, last)
      return last
    },
    letGoOfPoint: (seriesId: number) => void lasts.delete(seriesId),
    mark: (name: Mark): Millis | null => {
      const known = marks.get(name)
      if (known !== undefined) return known
      const at = (statements.mark.get(name)?.at as number | undefined) ?? null
      marks.set(name, at)
      return at
    },
    setMark: (name: Mark, at: Millis) => {
      statements.setMark.run(name, at)
      marks.set(name, at)
    },
    reset: () => {
      series = null
      lasts.clear()
      marks.clear()
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

/** Rows of points come as lists: there are many, and as objects they take twice the time. */
function toPoint(row: unknown): Point {
  const [at, value, lower, upper, n] = row as [number, number | null, number | null, number | null, number]
  return { at, value, lower, upper, n }
}
