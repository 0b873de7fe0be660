// Events, once each, in the order of their intake.
import type { DatabaseSync } from 'node:sqlite'
import type { Event } from '../../events/event.ts'
import type { EventStore } from '../store.ts'

export const EVENTS_DDL = `
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  event TEXT NOT NULL
);
`

export function sqliteEvents(db: DatabaseSync): EventStore {
  const insert = db.prepare('INSERT INTO events (id, at, event) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING')
  const count = db.prepare('SELECT count(*) AS n FROM events')
  const scan = db.prepare('SELECT sequence, event FROM events WHERE sequence >= ? ORDER BY sequence LIMIT ?')
  return {
    insert: events => events.filter(e => insert.run(e.id, e.at, JSON.stringify(e)).changes === 1),
    count: () => (count.get() as { n: number }).n,
    scan: (from, limit) =>
      (scan.all(from, limit) as Array<{ sequence: number; event: string }>).map(row => ({
        sequence: row.sequence,
        event: JSON.parse(row.event) as Event,
      })),
  }
}
