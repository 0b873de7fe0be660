// Lifecycles that may still change: all that are open, and those that ended not long ago. The others are let go.
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Millis } from '../../../core/clock.ts'
import { HOUR } from '../../../core/duration.ts'
import { overAt } from '../../../lifecycles/facts.ts'
import type { Lifecycle, LifecycleKey } from '../../../lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../../../lifecycles/registry.ts'
import { labelsKey } from '../../../series/cells.ts'
import type { LifecycleStore } from '../../lifecycle-store.ts'
import { also, millis, oneOf, orNull, refersTo, string, type TableRule } from '../codec/rules.ts'
import type { Dictionary } from './dictionary.ts'
import type { Settled } from './settled.ts'

export const LIFECYCLES_DDL = `
CREATE TABLE kept_lifecycles (
  stream INTEGER NOT NULL,
  subject TEXT NOT NULL,
  opened_at INTEGER,
  started_at INTEGER,
  start TEXT,
  ended_at INTEGER,
  over_at INTEGER,
  outcome TEXT,
  measures TEXT,
  labels INTEGER NOT NULL,
  PRIMARY KEY (stream, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_by_end ON kept_lifecycles (stream, over_at) WHERE over_at IS NOT NULL;
CREATE INDEX kept_open ON kept_lifecycles (stream) WHERE over_at IS NULL;
`

const NUMBERS = `NOT EXISTS (SELECT 1 FROM json_each(measures) WHERE type NOT IN ('integer', 'real', 'null'))`

export const LIFECYCLES_ROWS: TableRule = {
  table: 'kept_lifecycles',
  key: ['stream', 'subject'],
  columns: {
    stream: refersTo('streams'),
    subject: string,
    opened_at: orNull(millis),
    started_at: orNull(millis),
    start: orNull(oneOf(['measured', 'reconstructed'])),
    ended_at: orNull(millis),
    over_at: orNull(millis),
    outcome: orNull(string),
    measures: orNull(
      also(string, `CASE WHEN json_valid(?) THEN json_type(?) = 'object' AND ${NUMBERS} ELSE 0 END`),
    ),
    labels: refersTo('label_sets'),
  },
  without: 'It is taken anew if its source reports it again.',
}

/** Hours after its beginning in which the end of one is looked for. */
const FOLLOWING = 48

const COLUMNS = 'subject, opened_at, started_at, start, ended_at, over_at, outcome, measures, labels'

type Row = Record<string, SQLOutputValue>

export function sqliteLifecycles(db: DatabaseSync, dictionary: Dictionary, settled: Settled): LifecycleStore {
  const statements = prepare(db)
  const list = (
    statement: StatementSync,
    kind: LifecycleKind,
    source: string,
    ...bounds: SQLInputValue[]
  ): Lifecycle[] => {
    const stream = dictionary.stream(kind, source)
    const rows = stream === null ? [] : statement.all(stream, ...bounds)
    return rows.map(row => fromRow({ kind, source }, row, dictionary))
  }
  return {
    get: ({ kind, source, subject }) => {
      const stream = dictionary.stream(kind, source)
      const row = stream === null ? undefined : statements.get.get(stream, subject)
      return row === undefined ? null : fromRow({ kind, source }, row, dictionary)
    },
    put: l => {
      const stream = dictionary.ensureStream(l.kind, l.source)
      statements.put.run(stream, ...toRow(l, dictionary))
      dictionary.begins(stream, Math.min(...momentsOf(l)))
    },
    settle: l => {
      const stream = dictionary.ensureStream(l.kind, l.source)
      const moments = momentsOf(l)
      settled.add(stream, l.subject, moments)
      dictionary.begins(stream, Math.min(...moments))
    },
    remove: ({ kind, source, subject }) => {
      const stream = dictionary.stream(kind, source)
      if (stream !== null) statements.remove.run(stream, subject)
    },
    wasSettled: (l, before = Number.NEGATIVE_INFINITY) => {
      const stream = dictionary.stream(l.kind, l.source)
      if (stream === null) return false
      const moments = momentsOf(l)
      return settled.has(
        stream,
        l.subject,
        overAt(l) === null ? [...moments, ...after(moments, before)] : moments,
      )
    },
    areKeptAlike: (one, other) =>
      dictionary.labelSet(labelsKey(one)) === dictionary.labelSet(labelsKey(other)),
    ended: (...asked) => list(statements.ended, ...asked),
    over: (...asked) => list(statements.over, ...asked),
    open: (...asked) => list(statements.open, ...asked),
    overBefore: (...asked) => list(statements.overBefore, ...asked),
    streams: () => dictionary.streams().map(({ kind, source }) => ({ kind, source })),
    earliest: (kind, source) => {
      const stream = dictionary.stream(kind, source)
      return stream === null ? null : dictionary.earliest(stream)
    },
    latest: (...stream) => (statements.latest.get(dictionary.stream(...stream))?.at ?? null) as number | null,
    keptCount: () => statements.keptCount.get()?.n as number,
    compact: before => settled.merge(before),
    openCount: kind => statements.openCount.get(kind)?.n as number,
  }
}

function fromRow(key: Omit<LifecycleKey, 'subject'>, row: Row, dictionary: Dictionary): Lifecycle {
  return {
    kind: key.kind,
    source: key.source,
    subject: row.subject as string,
    openedAt: row.opened_at as number | null,
    startedAt: row.started_at as number | null,
    start: row.start as Lifecycle['start'],
    endedAt: row.ended_at as number | null,
    outcome: row.outcome as string | null,
    measures: row.measures === null ? {} : (JSON.parse(row.measures as string) as Lifecycle['measures']),
    labels: dictionary.labels(row.labels as number),
  }
}

/** What is kept of a lifecycle, in the order of `COLUMNS`. */
function toRow(l: Lifecycle, dictionary: Dictionary): SQLInputValue[] {
  const measures = Object.keys(l.measures).length === 0 ? null : JSON.stringify(l.measures)
  const labels = dictionary.labelSet(labelsKey(l.labels))
  const { subject, openedAt, startedAt, start, endedAt, outcome } = l
  return [subject, openedAt, startedAt, start, endedAt, overAt(l), outcome, measures, labels]
}

function prepare(db: DatabaseSync) {
  return {
    get: db.prepare(`SELECT ${COLUMNS} FROM kept_lifecycles WHERE stream = ? AND subject = ?`),
    put: db.prepare(
      `INSERT OR REPLACE INTO kept_lifecycles (stream, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    remove: db.prepare('DELETE FROM kept_lifecycles WHERE stream = ? AND subject = ?'),
    ended: db.prepare(
      `SELECT ${COLUMNS} FROM kept_lifecycles
       WHERE stream = ? AND over_at >= ? AND over_at < ? AND ended_at IS NOT NULL ORDER BY ended_at, subject`,
    ),
    over: db.prepare(
      `SELECT ${COLUMNS} FROM kept_lifecycles WHERE stream = ? AND over_at >= ? AND over_at < ? ORDER BY over_at, subject`,
    ),
    // By itself SQLite takes the primary key here, as below.
    open: db.prepare(
      `SELECT ${COLUMNS} FROM kept_lifecycles INDEXED BY kept_open
       WHERE over_at IS NULL AND stream = ? AND subject > ? ORDER BY subject LIMIT ?`,
    ),
    overBefore: db.prepare(
      `SELECT ${COLUMNS} FROM kept_lifecycles WHERE stream = ? AND over_at < ? ORDER BY over_at LIMIT ?`,
    ),
    latest: db.prepare(
      'SELECT max(over_at) AS at FROM kept_lifecycles WHERE stream = ? AND over_at IS NOT NULL',
    ),
    keptCount: db.prepare('SELECT count(*) AS n FROM kept_lifecycles'),
    // By itself SQLite takes the primary key here, and looks at all that has ended: half a second for a million.
    openCount: db.prepare(
      `SELECT count(*) AS n FROM kept_lifecycles INDEXED BY kept_open
       WHERE over_at IS NULL AND stream IN (SELECT id FROM streams WHERE kind = ?)`,
    ),
  }
}

/** One in each of the hours that follow, up to a moment. */
function after(moments: readonly Millis[], before: Millis): Millis[] {
  const from = Math.min(...moments)
  const hours = Math.min(FOLLOWING, Math.ceil((before - from) / HOUR))
  return Array.from({ length: Math.max(0, hours) }, (_, hour) => from + (hour + 1) * HOUR)
}

/** The moments by which it can be looked for: an event may bring the one or the other. */
function momentsOf({ openedAt, startedAt, endedAt }: Lifecycle): Millis[] {
  const moments: Millis[] = []
  if (openedAt !== null) moments.push(openedAt)
  if (startedAt !== null) moments.push(startedAt)
  if (endedAt !== null) moments.push(endedAt)
  return moments
}
