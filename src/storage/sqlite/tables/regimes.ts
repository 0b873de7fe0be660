// What was seen of each series when it was last looked back upon.

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { LAST_MOMENT } from '../../../core/clock.ts'
import type { LookBack } from '../../../detection/regimes/look-back.ts'
import type { RegimeLook, RegimeStore } from '../../regime-store.ts'
import { lookBackShape } from '../../shapes/detection.ts'
import { json, millis, orNull, refersTo, type TableRule, whole } from '../codec/rules.ts'

export const REGIMES_DDL = `
CREATE TABLE regimes (
  series_id INTEGER PRIMARY KEY REFERENCES series (id),
  looked_at INTEGER NOT NULL,
  last_point INTEGER NOT NULL,
  found TEXT
);
`

export const REGIMES_ROWS: TableRule = {
  table: 'regimes',
  key: ['rowid'],
  columns: {
    series_id: refersTo('series'),
    looked_at: millis,
    last_point: whole(-LAST_MOMENT, LAST_MOMENT),
    found: orNull(json(lookBackShape)),
  },
  without: 'The series is looked back upon again.',
}

export function sqliteRegimes(db: DatabaseSync): RegimeStore {
  const columns = 'series_id, looked_at, last_point, found'
  const looks = db.prepare('SELECT series_id, looked_at FROM regimes')
  const of = db.prepare(`SELECT ${columns} FROM regimes WHERE series_id = ?`)
  const save = db.prepare(`INSERT OR REPLACE INTO regimes (${columns}) VALUES (?, ?, ?, ?)`)
  return {
    looks: () =>
      looks.all().map(row => ({ seriesId: row.series_id as number, lookedAt: row.looked_at as number })),
    of: seriesId => {
      const row = of.get(seriesId)
      return row === undefined ? null : fromRow(row)
    },
    save: ({ seriesId, lookedAt, lastPoint, found }) => {
      save.run(seriesId, lookedAt, lastPoint, found === null ? null : JSON.stringify(found))
    },
  }
}

function fromRow(row: Record<string, SQLOutputValue>): RegimeLook {
  return {
    seriesId: row.series_id as number,
    lookedAt: row.looked_at as number,
    lastPoint: row.last_point as number,
    found: row.found === null ? null : fromJson(JSON.parse(row.found as string) as LookBack),
  }
}

/** What an earlier version kept knows nothing of returns and of alarms. */
function fromJson(kept: LookBack): LookBack {
  return {
    ...kept,
    changes: kept.changes.map(change => ({
      ...change,
      until: change.until ?? null,
      back: change.back ?? false,
    })),
    unconfirmed: kept.unconfirmed ?? [],
  }
}
