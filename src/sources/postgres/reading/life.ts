// The life of a table: whether what is read under its name now is still what was read before, or a new table.
import type { Millis } from '../../../core/clock.ts'
import { HOUR, MINUTE } from '../../../core/duration.ts'
import type { Session, Statement } from '../connection/session.ts'
import type { Cell } from '../connection/values.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { KINDS } from '../mapping/roles.ts'
import { keyCells, orderValue, type RowKey } from './rows/cells.ts'
import { rowsUpTo } from './statements.ts'

/** Plain JSON. */
export interface Life {
  /** 1 for the table as it was first met. Part of the ids of its rows from the second on. */
  number: number
  /** When the present life was noticed; null for the first. */
  since: Millis | null
  /** Since when it has been empty although it was not; null while it is not. */
  emptySince: Millis | null
  /** Of the files behind it; null before the first look. */
  fingerprint: string | null
  /** Rows by which it is known again: each its key, its order as PostgreSQL wrote it, and when it was read. */
  newest: readonly Anchor[]
  spread: readonly Anchor[]
  /** That the times of its rows were all moved, as by a change of type that takes them for those of another zone. */
  moved?: Moved
}

export interface Moved {
  at: Millis
  /** By how much, of one of them. */
  by: Millis
}

export type Anchor = readonly [key: RowKey, order: string, readAt?: Millis]

export const FIRST_LIFE: Life = {
  number: 1,
  since: null,
  emptySince: null,
  fingerprint: null,
  newest: [],
  spread: [],
}

const ANCHORS = 16

/**
 * `new`: nothing of what was read is there any more, and the files are others or the keys began again. `emptied`:
 * nothing of it is there any more, that is all. `moved`: all of it is there, at times that are others by some hours.
 */
export type LifeVerdict = 'same' | 'emptied' | 'new' | 'moved'

interface Judgement {
  verdict: LifeVerdict
  /** One of the rows whose key another row has as well. */
  repeated: Anchor | null
  /** By how much times were moved; 0 where they were not. */
  by: Millis
  /** The places of those anchors that are there, the newest first; null: they were not looked for. */
  found: ReadonlySet<number> | null
}

/** Which files are behind relations: of partitions all of them, of a view those of its tables. By oid. */
export async function fingerprints(
  session: Session,
  oids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (oids.length === 0) return new Map()
  const [rows = []] = await session.read([fingerprintStatement(oids)])
  return new Map(rows.map(([oid, text]) => [oid ?? '', text ?? '']))
}

/**
 * Asked at every pull: rows that were all deleted leave the files as they are, though their keys may come again.
 * TRUNCATE, a table that took another's name, one that was dropped and created again, and a database that was restored
 * all have other files; so have VACUUM FULL and a change of type, which leave the rows. A key that is there again says
 * nothing: it is given out anew after TRUNCATE ... RESTART IDENTITY. A key with the very time of before does.
 */
export async function judgeLife(
  session: Session,
  plan: TablePlan,
  life: Life,
  fingerprint: string,
): Promise<Judgement> {
  const anchors = [...life.newest, ...life.spread]
  if (life.fingerprint === null || anchors.length === 0)
    return { verdict: 'same', repeated: null, by: 0, found: null }
  const [rows = []] = await session.read([
    anchorStatement(
      plan,
      anchors.map(([key]) => keyCells(plan, key)),
    ),
  ])
  const places = rows.map(([, place]) => Number(place) - 1)
  const found = new Set(places)
  const repeated = anchors[places.find((place, i) => places.indexOf(place) !== i) ?? -1] ?? null
  if (rows.some(([order], i) => anchors[places[i] ?? -1]?.[1] === order))
    return { verdict: 'same', repeated, by: 0, found }
  const pairs = rows.map(([order], i) => [anchors[places[i] ?? -1]?.[1] ?? null, order ?? null] as const)
  const by = movedBy(plan, pairs, anchors.length)
  if (by !== null) return { verdict: by === 0 ? 'same' : 'moved', repeated, by, found }
  const givenOutAgain = rows.length > 0
  const isInPlace = givenOutAgain && life.fingerprint === fingerprint
  if (isInPlace && (await holdsOlder(session, plan, anchors)))
    return { verdict: 'same', repeated, by: 0, found }
  const verdict = givenOutAgain || life.fingerprint !== fingerprint ? 'new' : 'emptied'
  return { verdict, repeated, by: 0, found }
}

/**
 * Whether rows may be there that were read, though none of those that are remembered is found where it was: all of these were queued
 * anew at once, as by a platform that tries whatever has failed once more. Each row is told by its own begin then.
 */
async function holdsOlder(session: Session, plan: TablePlan, anchors: readonly Anchor[]): Promise<boolean> {
  const { order } = plan
  // Of a row that is tried anew the end is another by then, and it is the same row.
  if (END_ROLES.has(order.role)) return true
  const latest = anchors.reduce((a, b) =>
    (orderValue(order, b[1]) ?? 0) > (orderValue(order, a[1]) ?? 0) ? b : a,
  )
  const [rows = []] = await session.read([rowsUpTo(plan, latest[1])])
  return rows.length > 0
}

const END_ROLES = new Set(Object.values(KINDS).flatMap(({ end }) => end ?? []))

/** Fewer rows, or a smaller share of those that were known, are found at other times by chance. */
const FEWEST_MOVED = 3
const MOVED_SHARE = 0.5
/** Zones are whole quarters of an hour apart, and summer time makes two steps of one. */
const STEP: Millis = 15 * MINUTE
const FURTHEST: Millis = 26 * HOUR
const MOST_STEPS = 2

/** By how much rows lie elsewhere in time than before, where they were moved as a change of zone moves them; else null. */
function movedBy(
  { order }: TablePlan,
  pairs: ReadonlyArray<readonly [before: Cell, now: Cell]>,
  known: number,
): Millis | null {
  if (order.unit !== 'time' || pairs.length < Math.max(FEWEST_MOVED, MOVED_SHARE * known)) return null
  const steps = new Set(
    pairs.map(([before, now]) => (orderValue(order, now) ?? 0) - (orderValue(order, before) ?? 0)),
  )
  const isOfZones = [...steps].every(step => step % STEP === 0 && Math.abs(step) <= FURTHEST)
  return isOfZones && steps.size <= MOST_STEPS ? Math.max(...steps) : null
}

export async function isEmpty(session: Session, plan: TablePlan): Promise<boolean> {
  const text = `SELECT 1 FROM ${plan.relation} LIMIT 1`
  const [rows = []] = await session.read([{ text, values: [] }])
  return rows.length === 0
}

export function nextLife(life: Life, fingerprint: string, now: Millis): Life {
  return { ...FIRST_LIFE, number: life.number + 1, since: now, fingerprint }
}

/** `rows` are those of one page, in order; of most of them no anchor is asked for. */
export function withAnchors<Row>(life: Life, rows: readonly Row[], anchorOf: (row: Row) => Anchor): Life {
  if (rows[0] === undefined) return life
  const first = anchorOf(rows[0])
  const latest = rows.slice(-ANCHORS).map(anchorOf)
  const newest = new Map([...life.newest, ...latest].map(anchor => [anchor[0], anchor]))
  const spread = life.spread.some(([key]) => key === first[0]) ? life.spread : [...life.spread, first]
  return {
    ...life,
    newest: [...newest.values()].slice(-ANCHORS),
    spread: spread.length > ANCHORS ? spread.filter((_, i) => i % 2 === 0) : spread,
  }
}

export function fingerprintStatement(oids: readonly string[]): Statement {
  return {
    text: `WITH RECURSIVE base(root, oid) AS (
        SELECT r.oid, r.oid FROM unnest($1::oid[]) AS r(oid)
        UNION
        SELECT b.root, n.oid FROM base b, LATERAL (
          SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = b.oid
          UNION ALL
          SELECT d.refobjid FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_depend d
            ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
            AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> b.oid
          WHERE w.ev_class = b.oid) AS n(oid))
      SELECT b.root::text, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())::text
        || ':' || coalesce(string_agg(c.oid::text || '.' || pg_catalog.pg_relation_filenode(c.oid)::text, ' '
          ORDER BY c.oid), '')
      FROM base b JOIN pg_catalog.pg_class c ON c.oid = b.oid AND c.relkind IN ('r', 'm')
      GROUP BY b.root`,
    values: [oids],
  }
}

/** Order and place in the list of those keys that are there. */
function anchorStatement(plan: TablePlan, keys: ReadonlyArray<readonly string[]>): Statement {
  const arrays = plan.key.map((_, i) => `$${i + 1}::text[]`).join(', ')
  const names = plan.key.map((_, i) => `k${i}`).join(', ')
  // Cast one by one: of a key that is a list itself, a list of lists would be taken apart.
  const joined = plan.key.map(({ sql, type }, i) => `${sql} = k.k${i}::${type}`).join(' AND ')
  return {
    text: `SELECT ${plan.order.sql}::text, k.place::text
      FROM unnest(${arrays}) WITH ORDINALITY AS k(${names}, place) JOIN ${plan.relation} ON ${joined}`,
    values: plan.key.map((_, i) => keys.map(key => key[i] ?? '')),
  }
}
