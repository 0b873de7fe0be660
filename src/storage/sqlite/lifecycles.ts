// Lifecycles, by kind, source and subject.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { emptyCensus, type LabelCensus } from '../../lifecycles/cap.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import type { LifecycleStore } from '../store.ts'

export const LIFECYCLES_DDL = `
CREATE TABLE lifecycles (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  opened_at INTEGER,
  started_at INTEGER,
  start TEXT,
  ended_at INTEGER,
  outcome TEXT,
  measures TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (kind, source, subject)
) WITHOUT ROWID;
CREATE INDEX lifecycles_by_end ON lifecycles (kind, ended_at);
CREATE INDEX lifecycles_by_source_end ON lifecycles (kind, source, ended_at);
CREATE INDEX lifecycles_by_opening ON lifecycles (kind, opened_at);
CREATE TABLE label_census (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), census TEXT NOT NULL);
`

const COLUMNS = 'kind, source, subject, opened_at, started_at, start, ended_at, outcome, measures, labels'

/** More rows than this are not read at once: the part is chosen in the index, before a row is touched. */
const MOST_READ = 20_000

/** Remainders of a moment by a prime are even also where moments are whole seconds or minutes: none divides them. */
const PARTS = [1, 7, 17, 37, 79, 163, 331, 673, 1361]

export function sqliteLifecycles(db: DatabaseSync): LifecycleStore {
  const get = db.prepare(`SELECT ${COLUMNS} FROM lifecycles WHERE kind = ? AND source = ? AND subject = ?`)
  const put = db.prepare(
    `INSERT OR REPLACE INTO lifecycles (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const ended = db.prepare(
    `SELECT ${COLUMNS} FROM lifecycles
     WHERE kind = ? AND ended_at >= ? AND (opened_at IS NULL OR opened_at < ?) ORDER BY ended_at, source, subject`,
  )
  const endCount = db.prepare(
    'SELECT count(*) AS n FROM lifecycles WHERE kind = ? AND ended_at >= ? AND ended_at < ?',
  )
  const endedPart = db.prepare(
    `SELECT ${COLUMNS} FROM lifecycles
     WHERE kind = ? AND ended_at >= ? AND ended_at < ? AND ended_at % ? = 0 ORDER BY ended_at, source, subject`,
  )
  const open = db.prepare(
    `SELECT ${COLUMNS} FROM lifecycles
     WHERE kind = ? AND ended_at IS NULL AND (opened_at IS NULL OR opened_at < ?) ORDER BY opened_at, source, subject`,
  )
  const lastEnd = db.prepare(
    'SELECT max(ended_at) AS at FROM lifecycles WHERE kind = ? AND source = ? AND ended_at < ?',
  )
  const firstOpened = db.prepare('SELECT min(opened_at) AS at FROM lifecycles WHERE kind = ?')
  const firstEnded = db.prepare('SELECT min(ended_at) AS at FROM lifecycles WHERE kind = ?')
  const openCount = db.prepare(
    'SELECT count(*) AS n FROM lifecycles WHERE kind = ? AND ended_at IS NULL AND outcome IS NULL',
  )
  const readCensus = db.prepare('SELECT census FROM label_census')
  const saveCensus = db.prepare('INSERT OR REPLACE INTO label_census VALUES (1, ?)')
  const moment = (row: unknown): number | null => (row as { at: number | null }).at
  return {
    get: (kind, source, subject) => {
      const row = get.get(kind, source, subject)
      return row === undefined ? null : fromRow(row)
    },
    put: l => {
      put.run(
        l.kind,
        l.source,
        l.subject,
        l.openedAt,
        l.startedAt,
        l.start,
        l.endedAt,
        l.outcome,
        JSON.stringify(l.measures),
        JSON.stringify(l.labels),
      )
    },
    overlapping: (kind, from, to) => [...ended.all(kind, from, to), ...open.all(kind, to)].map(fromRow),
    ended: (kind, from, to) => {
      const { n } = endCount.get(kind, from, to) as { n: number }
      const oneIn = PARTS.find(part => n <= part * MOST_READ) ?? PARTS.at(-1) ?? 1
      return { lifecycles: endedPart.all(kind, from, to, oneIn).map(fromRow), oneIn }
    },
    lastEndBefore: (kind, source, before) => moment(lastEnd.get(kind, source, before)),
    earliest: kind => {
      const moments = [moment(firstOpened.get(kind)), moment(firstEnded.get(kind))].filter(at => at !== null)
      return moments.length === 0 ? null : Math.min(...moments)
    },
    census: () => {
      const row = readCensus.get()
      return row === undefined ? emptyCensus : (JSON.parse(row.census as string) as LabelCensus)
    },
    saveCensus: census => {
      saveCensus.run(JSON.stringify(census))
    },
    openCount: kind => (openCount.get(kind) as { n: number }).n,
  }
}

function fromRow(row: Record<string, SQLOutputValue>): Lifecycle {
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
