// Levels that people have said are normal, each with what detection knew before, so that it can be taken back.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { acceptedShape, episodeIdsShape, undoneShape } from '../../shapes/detection.ts'
import type { Acceptance, AcceptanceStore } from '../../store.ts'
import { instead, json, millis, orNull, refersTo, rowNumber, string, type TableRule } from '../codec/rules.ts'

export const ACCEPTANCES_DDL = `
CREATE TABLE acceptances (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  series_id INTEGER NOT NULL REFERENCES series (id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  note TEXT NOT NULL,
  episodes TEXT NOT NULL,
  before TEXT NOT NULL,
  undone TEXT
) STRICT;
CREATE INDEX acceptances_series ON acceptances (series_id, number);
`

export const ACCEPTANCES_ROWS: TableRule = {
  table: 'acceptances',
  key: ['rowid'],
  columns: {
    number: rowNumber,
    series_id: refersTo('series'),
    at: millis,
    actor: string,
    note: string,
    episodes: instead(json(episodeIdsShape), "'[]'"),
    before: json(acceptedShape),
    undone: orNull(json(undoneShape)),
  },
  without: 'That the level was accepted cannot be taken back.',
}

export function sqliteAcceptances(db: DatabaseSync): AcceptanceStore {
  const add = db.prepare(`
    INSERT INTO acceptances (series_id, at, actor, note, episodes, before)
    VALUES (:seriesId, :at, :by, :note, :episodes, :before)`)
  const of = db.prepare('SELECT * FROM acceptances WHERE series_id = ? ORDER BY number DESC')
  const undo = db.prepare('UPDATE acceptances SET undone = :undone WHERE number = :number')
  return {
    add: ({ seriesId, at, by, note, episodes, before }) =>
      void add.run({
        seriesId,
        at,
        by,
        note,
        episodes: JSON.stringify(episodes),
        before: JSON.stringify(before),
      }),
    of: seriesId => of.all(seriesId).map(fromRow),
    undo: (number, undone) => void undo.run({ number, undone: JSON.stringify(undone) }),
  }
}

function fromRow(row: Record<string, SQLOutputValue>): Acceptance {
  return {
    number: row.number as number,
    seriesId: row.series_id as number,
    at: row.at as number,
    by: row.actor as string,
    note: row.note as string,
    episodes: JSON.parse(row.episodes as string) as Acceptance['episodes'],
    before: JSON.parse(row.before as string) as Acceptance['before'],
    undone: row.undone === null ? null : (JSON.parse(row.undone as string) as Acceptance['undone']),
  }
}
