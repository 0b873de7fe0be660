// Lifecycles as a store of the first versions kept them, until they are taken over.
import type { DatabaseSync } from 'node:sqlite'
import type { Lifecycle } from '../../../lifecycles/lifecycle.ts'
import { isLifecycleKind } from '../../../lifecycles/registry.ts'
import type { OlderFacts } from '../../store.ts'

const COLUMNS = 'kind, source, subject, opened_at, started_at, start, ended_at, outcome, measures, labels'

export function sqliteOlderFacts(db: DatabaseSync): OlderFacts {
  const exists = (): boolean =>
    db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'old_lifecycles'").get() !== undefined
  return {
    count: () => (exists() ? (db.prepare('SELECT count(*) AS n FROM old_lifecycles').get()?.n as number) : 0),
    next: limit =>
      db
        .prepare(`SELECT ${COLUMNS} FROM old_lifecycles ORDER BY kind, source, subject LIMIT ?`)
        .all(limit)
        .map(toLifecycle),
    drop: ({ kind, source, subject }) => {
      db.prepare('DELETE FROM old_lifecycles WHERE (kind, source, subject) <= (?, ?, ?)').run(
        kind,
        source,
        subject,
      )
    },
    finish: () => {
      if (!exists()) return
      db.exec('DROP TABLE old_lifecycles')
      const { auto_vacuum: vacuum } = db.prepare('PRAGMA auto_vacuum').get() as { auto_vacuum: number }
      // A file that was made without it is written anew once: from then on it can shrink.
      if (vacuum === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM')
    },
  }
}

function toLifecycle(row: Record<string, unknown>): Lifecycle {
  const kind = String(row.kind)
  if (!isLifecycleKind(kind)) throw new RangeError(`a kept lifecycle is of the unknown kind ${kind}`)
  return {
    kind,
    source: row.source as string,
    subject: row.subject as string,
    openedAt: row.opened_at as number | null,
    startedAt: row.started_at as number | null,
    start: row.start as Lifecycle['start'],
    endedAt: row.ended_at as number | null,
    outcome: row.outcome as string | null,
    measures: JSON.parse(row.measures as string) as Lifecycle['measures'],
    labels: JSON.parse(row.labels as string) as Lifecycle['labels'],
  }
}
