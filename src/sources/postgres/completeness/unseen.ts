// How many rows of a table may have come and gone between two pulls: what the server has counted as inserted and was never read, and
// no more than it has counted as deleted. Both count what was rolled back, so that it is a bound.
import { Type } from 'typebox'
import type { Millis } from '../../../core/clock.ts'
import { DAY, MINUTE } from '../../../core/duration.ts'
import type { Session } from '../connection/session.ts'

/**
 * What the server has counted of a table since it began to, and the transactions of its database that it has rolled back. `updated`
 * where a row that is updated may be taken once more: else left out.
 */
export type Tuples = readonly [inserted: number, deleted: number, rolledBack: number, updated?: number]

export function withoutUpdates([inserted, deleted, rolledBack]: Tuples): Tuples {
  return [inserted, deleted, rolledBack]
}

/** What it had counted when a stretch began, and the rows that had been taken by then. */
type Base = readonly [inserted: number, deleted: number, rolledBack: number, rows: number, updated?: number]

/**
 * Over a stretch of time: how many rows came, how many of them came and went unseen at most, and how many if each transaction that was
 * rolled back had written one.
 */
export type Passed = readonly [came: number, most: number, likely: number]

/** Plain JSON, of which every table has one: lists, for its cursor is to be short. */
export interface Unseen {
  last: Tuples
  /** At the beginning of the stretch, with the rows that had been taken; null before the second look. */
  base: Base | null
  beganAt: Millis
  stretch: Passed
  /** The stretch before, and at most how many in all stretches before; left out while there was none. */
  before?: { stretch: Passed; total: number }
}

const numbers = (least: number, most = least) =>
  Type.Array(Type.Number(), { minItems: least, maxItems: most })
export const unseenShape = Type.Object({
  last: numbers(3, 4),
  base: Type.Union([Type.Null(), numbers(4, 5)]),
  beganAt: Type.Number(),
  stretch: numbers(3),
  before: Type.Optional(Type.Object({ stretch: numbers(3), total: Type.Number() })),
})

/** A row that is deleted for its age bounds nothing: a new stretch begins. */
const LONGEST: Millis = DAY
const NOBODY: Passed = [0, 0, 0]

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
  if (before === undefined) return { last: now, base: null, beganAt: at, stretch: NOBODY }
  const { last, base } = before
  // It has begun to count anew.
  if (now[0] < last[0] || now[1] < last[1])
    return { ...after(before, before.stretch, at), last: now, base: null }
  if (base === null) return { ...before, last: now, base: baseOf(last, rows) }
  const stretch = passed(base, last, rows, at - before.beganAt)
  if (at - before.beganAt < LONGEST) return { ...before, last: now, stretch }
  const taken = Math.min(rows, base[3] + stretch[0] + takenAgain(base, last))
  return { ...after(before, stretch, at), last: now, base: baseOf(last, taken) }
}

/** A new stretch. */
function after(unseen: Unseen, stretch: Passed, at: Millis): Unseen {
  const total = (unseen.before?.total ?? 0) + stretch[1]
  return { ...unseen, beganAt: at, stretch: NOBODY, before: { stretch, total } }
}

function baseOf([inserted, deleted, rolledBack, updated]: Tuples, rows: number): Base {
  const base = [inserted, deleted, rolledBack, rows] as const
  return updated === undefined ? base : [...base, updated]
}

/** As many of the rows that were taken had been taken before, at most. */
function takenAgain([, , , , from]: Base, [, , , to]: Tuples): number {
  return from === undefined || to === undefined ? 0 : Math.max(0, to - from)
}

/** A row that comes late is taken when it is compared, so long afterwards at most; of rows that come with their end many do. */
const WAITS: Millis = 12 * MINUTE

function passed(from: Base, to: Tuples, rows: number, age: Millis): Passed {
  const came = to[0] - from[0]
  const untaken = came - (rows - from[3])
  const deleted = to[1] - from[1]
  const most = Math.max(0, Math.min(untaken + takenAgain(from, to), deleted))
  // Most updates change no end: what they may hide is in the bound, and no reason to speak.
  const waiting = from[4] === undefined ? 0 : Math.round(came * Math.min(1, WAITS / age))
  const likely = Math.max(0, Math.min(untaken - waiting, deleted) - (to[2] - from[2]))
  return [came, most, likely]
}

/** At most as many rows came and went unseen since the server was asked first; null where it cannot be known. */
export function mostUnseen(unseen: Unseen | undefined): number | null {
  return unseen?.base == null ? null : (unseen.before?.total ?? 0) + unseen.stretch[1]
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
          pg_catalog.pg_stat_get_db_xact_rollback((SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))::text,
          sum(pg_catalog.pg_stat_get_tuples_updated(p.oid))::text
        FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid
        WHERE NOT pg_catalog.pg_is_in_recovery() AND current_setting('track_counts') = 'on'
        GROUP BY p.root HAVING bool_and(c.relkind IN ('r', 'p'))`,
      values: [oids],
    },
  ])
  return new Map(
    rows.map(([oid, inserted, deleted, rolledBack, updated]) => [
      oid ?? '',
      [Number(inserted), Number(deleted), Number(rolledBack), Number(updated)] as const,
    ]),
  )
}
