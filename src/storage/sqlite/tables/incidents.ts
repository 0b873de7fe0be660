// Incidents in SQLite: one row each, whole as JSON beside the columns that are searched; and what people said of changes.
import type { DatabaseSync } from 'node:sqlite'
import type { Incident, Tie } from '../../../incidents/incident.ts'
import type { IncidentStore } from '../../../incidents/incident-store.ts'
import type { RowReader } from '../codec/set-aside.ts'

export const INCIDENTS_DDL = `
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  incident TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_open ON incidents (opened_at, id) WHERE closed_at IS NULL;
CREATE INDEX incidents_by_time ON incidents (opened_at, id);
CREATE TABLE incident_ties (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  tie TEXT NOT NULL
) STRICT;
CREATE INDEX incident_ties_by_time ON incident_ties (at);
`

export function sqliteIncidents(db: DatabaseSync, reader: RowReader): IncidentStore {
  const save = db.prepare(`
    INSERT INTO incidents (id, opened_at, closed_at, incident) VALUES (:id, :openedAt, :closedAt, :incident)
    ON CONFLICT (id) DO UPDATE SET closed_at = excluded.closed_at, incident = excluded.incident`)
  const open = db.prepare(
    'SELECT id, incident AS json FROM incidents WHERE closed_at IS NULL ORDER BY opened_at, id',
  )
  const get = db.prepare('SELECT id, incident AS json FROM incidents WHERE id = ?')
  const list = db.prepare('SELECT id, incident AS json FROM incidents ORDER BY opened_at DESC, id LIMIT ?')
  const openedSince = db.prepare('SELECT count(*) AS n FROM incidents WHERE opened_at >= ?')
  const addTie = db.prepare('INSERT INTO incident_ties (at, tie) VALUES (?, ?)')
  const ties = db.prepare('SELECT number AS id, tie AS json FROM incident_ties WHERE at >= ? ORDER BY number')
  const read = (rows: readonly unknown[]): Incident[] => reader.readAll('incidents', rows, readIncident)
  return {
    open: () => read(open.all()),
    get: id => read(get.all(id))[0] ?? null,
    list: limit => read(list.all(limit)),
    openedSince: at => (openedSince.get(at) as { n: number }).n,
    save(incident) {
      const { id, openedAt, closedAt } = incident
      save.run({ id, openedAt, closedAt, incident: JSON.stringify(incident) })
    },
    tie: tie => void addTie.run(tie.at, JSON.stringify(tie)),
    tiesSince: at => reader.readAll('incident_ties', ties.all(at), readTie),
  }
}

/** An incident as it was kept, or what is wrong with it. */
function readIncident(value: unknown): Incident | string {
  const { id, members, events } = (value ?? {}) as Partial<Record<keyof Incident, unknown>>
  const isOne =
    typeof id === 'string' && Array.isArray(members) && members.length > 0 && Array.isArray(events)
  return isOne ? (value as Incident) : 'is no incident'
}

function readTie(value: unknown): Tie | string {
  const { kind, a, b } = (value ?? {}) as Partial<Record<keyof Tie, unknown>>
  const isOne = (kind === 'link' || kind === 'split') && typeof a === 'string' && typeof b === 'string'
  return isOne ? (value as Tie) : 'is no link or split'
}
