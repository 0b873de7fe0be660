// Lifecycles as a store of the first versions kept them, until they are taken over.
import type { DatabaseSync } from 'node:sqlite'
import type { Lifecycle } from '../../../lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS, type LifecycleKind } from '../../../lifecycles/registry.ts'
import { labelSetShape, measuresShape } from '../../shapes/facts.ts'
import type { OlderFacts } from '../../store.ts'
import { json, millis, oneOf, orNull, string, type TableRule } from '../codec/rules.ts'

export const OLDER_FACTS_ROWS: TableRule = {
  table: 'old_lifecycles',
  key: ['kind', 'source', 'subject'],
  columns: {
    kind: oneOf(LIFECYCLE_KINDS),
    source: string,
    subject: string,
    opened_at: orNull(millis),
    started_at: orNull(millis),
    start: orNull(oneOf(['measured', 'reconstructed'])),
    ended_at: orNull(millis),
    outcome: orNull(string),
    measures: json(measuresShape),
    labels: json(labelSetShape),
  },
  without: 'It is not taken over from the older version; it is taken anew if its source reports it again.',
}

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
  return {
    kind: row.kind as LifecycleKind,
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
