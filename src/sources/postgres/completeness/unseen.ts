// How many rows of a table may have come and gone between two pulls: what the server has counted as inserted and was never read, and
// no more than it has counted as deleted. Both count what was rolled back, so that it is a bound.
import { Type } from 'typebox'
import type { Millis } from '../../../core/clock.ts'
import { DAY } from '../../../core/duration.ts'
import type { Session } from '../connection/session.ts'

/** What the server has counted of a table, since it began to. */
export interface Tuples {
  inserted: number
  deleted: number
  /** Transactions of the database. */
  rolledBack: number
}

/** Over a stretch of time. */
export interface Passed {
  came: number
  /** At most as many of them came and went unseen. */
  most: number
  /** As many if each transaction that was rolled back had written one. */
  likely: number
}

/** Plain JSON. */
export interface Unseen {
  last: Tuples
  /** At the beginning of the stretch, with the rows that had been taken; null before the second look. */
  base: (Tuples & { rows: number }) | null
  beganAt: Millis
  /** When it was looked at last. */
  lookedAt: Millis
  stretch: Passed
  /** The stretch before. */
  before: Passed
  /** At most as many in all stretches before. */
  total: number
}

const passedShape = Type.Object({ came: Type.Number(), most: Type.Number(), likely: Type.Number() })
const tuples = { inserted: Type.Number(), deleted: Type.Number(), rolledBack: Type.Number() }
export const unseenShape = Type.Object({
  last: Type.Object(tuples),
  base: Type.Union([Type.Null(), Type.Object({ ...tuples, rows: Type.Number() })]),
  beganAt: Type.Number(),
  lookedAt: Type.Number(),
  stretch: passedShape,
  before: passedShape,
  total: Type.Number(),
})

/** A row that is deleted for its age bounds nothing: a new stretch begins. */
const LONGEST: Millis = DAY
const NOBODY: Passed = { came: 0, most: 0, likely: 0 }

/**
 * After the server was asked once more. What was taken since then is compared at the next look, for only then is all taken that the
 * server has counted now.
 *
 * @param now What it has counted before rows are read; null: it does not count, and nothing is known.
 * @param rows That were taken so far, all of those that could be seen at the last look.
 */
export function lookAgain(
  before: Unseen | undefined,
  now: Tuples | null,
  rows: number,
  at: Millis,
): Unseen | undefined {
  if (now === null) return undefined
  if (before === undefined) return begun(now, at, NOBODY, 0)
  const { last, base } = before
  const total = before.total + before.stretch.most
  // It has begun to count anew.
  if (now.inserted < last.inserted || now.deleted < last.deleted) return begun(now, at, before.stretch, total)
  if (base === null) return { ...before, last: now, base: { ...last, rows }, lookedAt: at }
  const stretch = passed(base, last, rows)
  if (at - before.beganAt < LONGEST) return { ...before, last: now, stretch, lookedAt: at }
  const next = begun(now, at, stretch, before.total + stretch.most)
  return { ...next, base: { ...last, rows: Math.min(rows, base.rows + stretch.came) } }
}

function begun(last: Tuples, at: Millis, before: Passed, total: number): Unseen {
  return { last, base: null, beganAt: at, lookedAt: at, stretch: NOBODY, before, total }
}

function passed(from: Tuples & { rows: number }, to: Tuples, rows: number): Passed {
  const came = to.inserted - from.inserted
  const most = Math.max(0, Math.min(came - (rows - from.rows), to.deleted - from.deleted))
  return { came, most, likely: Math.max(0, most - (to.rolledBack - from.rolledBack)) }
}

/** At most as many rows came and went unseen since the server was asked first; null where it cannot be known. */
export function mostUnseen(unseen: Unseen | undefined): number | null {
  return unseen?.base == null ? null : unseen.total + unseen.stretch.most
}

/**
 * By table. A view, a foreign table, a standby and a server that does not count say nothing; of partitions all are counted together.
 *
 * @param oids Of the tables.
 */
export async function countedTuples(
  session: Session,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Tuples>> {
  if (oids.length === 0) return new Map()
  const [rows = []] = await session.read([
    {
      text: `WITH RECURSIVE part(root, oid) AS (
          SELECT r.oid, r.oid FROM unnest($1::oid[]) AS r(oid)
          UNION
          SELECT p.root, i.inhrelid FROM part p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid)
        SELECT p.root::text, sum(pg_catalog.pg_stat_get_tuples_inserted(p.oid))::text,
          sum(pg_catalog.pg_stat_get_tuples_deleted(p.oid))::text,
          pg_catalog.pg_stat_get_db_xact_rollback((SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))::text
        FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid
        WHERE NOT pg_catalog.pg_is_in_recovery() AND current_setting('track_counts') = 'on'
        GROUP BY p.root HAVING bool_and(c.relkind IN ('r', 'p'))`,
      values: [oids],
    },
  ])
  return new Map(
    rows.map(([oid, inserted, deleted, rolledBack]) => [
      oid ?? '',
      { inserted: Number(inserted), deleted: Number(deleted), rolledBack: Number(rolledBack) },
    ]),
  )
}
