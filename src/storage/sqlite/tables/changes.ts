// Changes: at most one stands on a series; those that are over stay as history.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Alarm, Change, ChangeRecord } from '../../../detection/change.ts'
import type { FleetState } from '../../../detection/fleet.ts'
import { alarmShape, changeShape, fleetShape } from '../../shapes/detection.ts'
import type { ChangeStore } from '../../store.ts'
import { json, millis, named, orNull, refersTo, type TableRule, whole } from '../codec/rules.ts'

export const CHANGES_DDL = `
CREATE TABLE changes (
  id TEXT PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  raised_at INTEGER NOT NULL,
  cleared_at INTEGER,
  alarm TEXT NOT NULL,
  change TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX changes_standing ON changes (series_id) WHERE cleared_at IS NULL;
CREATE INDEX changes_by_time ON changes (raised_at);
CREATE TABLE fleet (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), state TEXT NOT NULL);
`

export const CHANGES_ROWS: readonly TableRule[] = [
  {
    table: 'changes',
    key: ['id'],
    columns: {
      id: named,
      series_id: refersTo('series'),
      raised_at: millis,
      cleared_at: orNull(millis),
      alarm: json(alarmShape),
      change: json(changeShape),
    },
    without: 'A change that still stands is raised again; one that was over is missing in the history.',
  },
  {
    table: 'fleet',
    key: ['rowid'],
    columns: { only_row: whole(1, 1), state: json(fleetShape) },
    without: 'Which pages may be sent is decided anew.',
  },
]

export function sqliteChanges(db: DatabaseSync): ChangeStore {
  const columns = 'id, series_id, raised_at, cleared_at, alarm, change'
  const standing = db.prepare(`SELECT ${columns} FROM changes WHERE series_id = ? AND cleared_at IS NULL`)
  const allStanding = db.prepare(`SELECT ${columns} FROM changes WHERE cleared_at IS NULL ORDER BY series_id`)
  const get = db.prepare(`SELECT ${columns} FROM changes WHERE id = ?`)
  const save = db.prepare(`INSERT OR REPLACE INTO changes (${columns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const list = db.prepare(`SELECT ${columns} FROM changes ORDER BY raised_at DESC, id LIMIT ?`)
  const readFleet = db.prepare('SELECT state FROM fleet')
  const saveFleet = db.prepare('INSERT OR REPLACE INTO fleet VALUES (1, ?)')
  return {
    standing: seriesId => {
      const row = standing.get(seriesId)
      return row === undefined ? null : fromRow(row)
    },
    get: id => {
      const row = get.get(id)
      return row === undefined ? null : fromRow(row)
    },
    allStanding: () => allStanding.all().map(fromRow),
    save: r => {
      save.run(r.id, r.seriesId, r.raisedAt, r.clearedAt, JSON.stringify(r.alarm), JSON.stringify(r.change))
    },
    list: limit => list.all(limit).map(fromRow),
    fleet: () => {
      const row = readFleet.get()
      return row === undefined ? null : (JSON.parse(row.state as string) as FleetState)
    },
    saveFleet: state => {
      saveFleet.run(JSON.stringify(state))
    },
  }
}

function fromRow(row: Record<string, SQLOutputValue>): ChangeRecord {
  return {
    id: row.id as string,
    seriesId: row.series_id as number,
    raisedAt: row.raised_at as number,
    clearedAt: row.cleared_at as number | null,
    alarm: JSON.parse(row.alarm as string) as Alarm,
    change: JSON.parse(row.change as string) as Change,
  }
}
