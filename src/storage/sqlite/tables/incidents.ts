// Incidents in SQLite: one row each, whole as JSON beside the columns that are searched; and what people said of changes.
import type { DatabaseSync } from 'node:sqlite'
import type { Incident, Tie } from '../../../incidents/incident.ts'
import type { IncidentStore } from '../../../incidents/incident-store.ts'
import { incidentShape, tieShape } from '../../shapes/facts.ts'
import { copied, json, millis, named, orNull, rowNumber, type TableRule } from '../codec/rules.ts'

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

export const INCIDENTS_ROWS: readonly TableRule[] = [
  {
    table: 'incidents',
    key: ['id'],
    columns: {
      id: copied(named, 'incident', 'id'),
      opened_at: copied(millis, 'incident', 'openedAt'),
      closed_at: copied(orNull(millis), 'incident', 'closedAt'),
      incident: json(incidentShape),
    },
    without: 'Its changes make an incident of their own.',
  },
  {
    table: 'incident_ties',
    key: ['rowid'],
    columns: { number: rowNumber, at: copied(millis, 'tie', 'at'), tie: json(tieShape) },
    without: 'What was said of the two changes does not hold any more; say it again.',
  },
]

export function sqliteIncidents(db: DatabaseSync): IncidentStore {
  const save = db.prepare(`
    INSERT INTO incidents (id, opened_at, closed_at, incident) VALUES (:id, :openedAt, :closedAt, :incident)
    ON CONFLICT (id) DO UPDATE SET closed_at = excluded.closed_at, incident = excluded.incident`)
  const open = db.prepare(
    'SELECT incident AS json FROM incidents WHERE closed_at IS NULL ORDER BY opened_at, id',
  )
  const get = db.prepare('SELECT incident AS json FROM incidents WHERE id = ?')
  const list = db.prepare('SELECT incident AS json FROM incidents ORDER BY opened_at DESC, id LIMIT ?')
  const openedSince = db.prepare('SELECT count(*) AS n FROM incidents WHERE opened_at >= ?')
  const addTie = db.prepare('INSERT INTO incident_ties (at, tie) VALUES (?, ?)')
  const ties = db.prepare('SELECT tie AS json FROM incident_ties WHERE at >= ? ORDER BY number')
  return {
    open: () => open.all().map(toIncident),
    get: id => get.all(id).map(toIncident)[0] ?? null,
    list: limit => list.all(limit).map(toIncident),
    openedSince: at => (openedSince.get(at) as { n: number }).n,
    save(incident) {
      const { id, openedAt, closedAt } = incident
      save.run({ id, openedAt, closedAt, incident: JSON.stringify(incident) })
    },
    tie: tie => void addTie.run(tie.at, JSON.stringify(tie)),
    tiesSince: since => ties.all(since).map(found => JSON.parse((found as { json: string }).json) as Tie),
  }
}

function toIncident(found: unknown): Incident {
  return JSON.parse((found as { json: string }).json) as Incident
}
