// Up to when every row can be seen: measured from what runs in the database, never declared.
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, MINUTE, SECOND } from '../../../core/duration.ts'
import { SourceError } from '../../../core/errors.ts'
import type { SourceProblem } from '../../source.ts'
import { isConnectionFailure } from '../connection/failures.ts'
import type { Row, Session, Statement } from '../connection/session.ts'
import { parseTime } from '../connection/values.ts'
import { identifier } from '../mapping/pasted.ts'
import { type Feeds, feedNow, feedsStatement } from './feeds.ts'
import { type Receiver, standbyBound, standbyStatement } from './standby.ts'

/** What one measurement leaves to the next. Plain JSON. */
export interface HorizonState {
  /** When it was measured, by the database's clock. */
  at: Millis
  /** When the server was started: its transactions are numbered anew from then on. */
  server: string
  /** Since when, at the earliest, each transaction that ran then has been running. */
  running: Readonly<Record<string, Millis>>
  /** Of a standby. */
  receiver: Receiver | null
  /** Subscriptions that feed its tables; left out where there is none. */
  feeds?: Feeds
}

export interface Horizon {
  now: Millis
  /** Every row with an earlier time can be seen, but for those whose time was not set by the database. */
  bound: Millis
  problems: readonly SourceProblem[]
  state: HorizonState
}

/** The time of a transaction just precedes the lock by which it is seen. */
const MARGIN: Millis = SECOND
/** Longest time for which one transaction holds the bound back; what it commits later is taken late. */
const LONGEST_HOLD: Millis = 15 * MINUTE
/** A standby that has replayed nothing, or a subscription that has heard nothing, for longer than this is reported. */
const STANDSTILL: Millis = 5 * MINUTE

interface Running {
  id: string
  pid: number | null
  user: string | null
  /** The statistics say when it began. */
  isTimed: boolean
}

/**
 * Must be measured before the rows are read: the lock of a transaction is released after its rows can be seen, so one
 * that is missing here had committed before. A user who may read all statistics sees when each transaction began;
 * any other dates it by the last measurement at which it was not there yet, and so does he where the server was told to keep no
 * activities (`track_activities`).
 *
 * @param relations Tables whose writers count, by oid; null where that cannot be told, and all count.
 * @param unseen How far back to date transactions that were there before the first measurement.
 */
export async function measureHorizon(
  session: Session,
  where: string,
  relations: readonly string[] | null,
  before: HorizonState | null,
  unseen: Millis,
): Promise<Horizon> {
  const [[row = []] = [], fed = []] = await asked(session, relations)
  const [nowText, recovery, server = '', locks, prepared, oldest] = row
  const now = Number(nowText)
  const known = before?.server === server ? before : null
  if (recovery === 'true') {
    const [[standby = []] = []] = await session.read([standbyStatement()])
    const { bound, receiver } = standbyBound(standby, now, known?.receiver ?? null)
    const problems = now - bound > STANDSTILL ? [standstill(where, now - bound)] : []
    return { now, bound, problems, state: { at: now, server: server ?? '', running: {}, receiver } }
  }
  const all = [...parseRunning(locks ?? null), ...parseRunning(prepared ?? null)]
  const running = dated(all, known, now, unseen)
  const exact = parseMoment(oldest ?? null)
  const inDoubt = all.filter(({ isTimed }) => !isTimed).map(({ id }) => running[id] ?? now)
  const starts = exact === null ? Object.values(running) : [exact, ...inDoubt]
  const earliest = Math.min(now, ...starts)
  const held = now - earliest > LONGEST_HOLD
  const { feeds, upTo, problems } = fedUpTo(where, fed, now, before?.feeds ?? {})
  return {
    now,
    bound: Math.min(Math.max(earliest, now - LONGEST_HOLD) - MARGIN, upTo),
    problems: held ? [longTransaction(where, all, running, now), ...problems] : problems,
    state: { at: now, server: server ?? '', running, receiver: null, ...feeds },
  }
}

/** Where nobody may ask for subscriptions, or the server knows none, nothing is known of them. */
async function asked(session: Session, relations: readonly string[] | null): Promise<Row[][]> {
  try {
    return await session.read([activity(relations), feedsStatement(relations)])
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return session.read([activity(relations)])
  }
}

/** Up to when all is there that other servers send. */
function fedUpTo(
  where: string,
  fed: readonly Row[],
  now: Millis,
  before: Feeds,
): { feeds: Pick<HorizonState, 'feeds'>; upTo: Millis; problems: readonly SourceProblem[] } {
  const known = fed.flatMap(row => {
    const [id, name] = row
    const feed = feedNow(row, now, before[id ?? ''])
    return feed === null ? [] : [{ id: id ?? '', name: name ?? '', feed }]
  })
  return {
    feeds: known.length === 0 ? {} : { feeds: Object.fromEntries(known.map(({ id, feed }) => [id, feed])) },
    upTo: Math.min(now, ...known.map(({ feed }) => feed.upTo)),
    problems: known.flatMap(({ name, feed }) =>
      now - feed.upTo > STANDSTILL ? [feedStandstill(where, name, now - feed.upTo)] : [],
    ),
  }
}

/** A transaction that was not there at the last measurement began after it. */
function dated(
  running: readonly Running[],
  known: HorizonState | null,
  now: Millis,
  unseen: Millis,
): Record<string, Millis> {
  const oldest = Math.min(now, ...Object.values(known?.running ?? {}))
  return Object.fromEntries(
    running.map(({ id, pid }) => {
      const since = known === null ? now - unseen : Math.min(known.at, now)
      // What is prepared loses the number under which it ran: it may be as old as the oldest that is known.
      return [id, known?.running[id] ?? (pid === null ? Math.min(oldest, since) : since)]
    }),
  )
}

/** Our own only read, and one that makes a slot waits for the others. */
const FOREIGN = `a.application_name IS DISTINCT FROM 'slowburn'`

function activity(relations: readonly string[] | null): Statement {
  const writes =
    relations === null
      ? 'true'
      : `EXISTS (SELECT FROM unnest($1::oid[]) AS r(oid)
          WHERE pg_catalog.has_table_privilege(a.usesysid, r.oid, 'INSERT, UPDATE'))`
  return {
    text: `SELECT floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint::text,
      pg_catalog.pg_is_in_recovery()::text, pg_catalog.pg_postmaster_start_time()::text,
      (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(l.virtualtransaction || '@' || l.pid, l.pid, a.usename, a.xact_start IS NOT NULL))
        FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
        WHERE l.locktype = 'virtualxid' AND l.granted AND a.datname = pg_catalog.current_database() AND ${FOREIGN}
          AND a.usesysid IS NOT NULL AND l.pid <> pg_catalog.pg_backend_pid() AND ${writes})::text,
      (SELECT pg_catalog.json_agg(pg_catalog.json_build_array('prepared ' || transaction, NULL, owner, false))
        FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database())::text,
      CASE WHEN pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') THEN
        (SELECT coalesce(min(a.xact_start), pg_catalog.clock_timestamp()) FROM pg_catalog.pg_stat_activity a
          WHERE a.datname = pg_catalog.current_database() AND a.usesysid IS NOT NULL AND ${FOREIGN}
            AND a.pid <> pg_catalog.pg_backend_pid() AND ${writes}) END::text`,
    values: relations === null ? [] : [relations],
  }
}

function parseRunning(text: string | null): Running[] {
  const rows = text === null ? [] : (JSON.parse(text) as [string, number | null, string | null, boolean][])
  return rows.map(([id, pid, user, isTimed]) => ({ id, pid, user, isTimed }))
}

function parseMoment(text: string | null): Millis | null {
  if (text === null) return null
  const parsed = parseTime(text)
  return parsed.ok ? parsed.value : null
}

function longTransaction(
  where: string,
  running: readonly Running[],
  starts: Readonly<Record<string, Millis>>,
  now: Millis,
): SourceProblem {
  const [oldest] = [...running].sort((a, b) => (starts[a.id] ?? now) - (starts[b.id] ?? now))
  const who =
    oldest === undefined || oldest.pid === null
      ? `the prepared transaction of ${oldest?.user ?? 'somebody'}`
      : `a transaction of user ${oldest.user ?? 'unknown'} (pid ${oldest.pid})`
  return {
    where,
    message: `${who} has been running for more than ${formatDuration(LONGEST_HOLD)}; what it commits will be late`,
    remedy: 'End it if it is abandoned; its rows are still read, later, and counted',
    refused: 0,
  }
}

function standstill(where: string, behind: Millis): SourceProblem {
  return {
    where,
    key: 'standby stands still',
    message: `the standby has shown nothing new of its primary for ${formatDuration(behind)}`,
    remedy: 'See pg_stat_wal_receiver and pg_is_wal_replay_paused() on it, or read the primary',
    refused: 0,
  }
}

function feedStandstill(where: string, name: string, behind: Millis): SourceProblem {
  return {
    where,
    key: `subscription ${name} stands still`,
    message: `the subscription ${name}, which feeds its tables, has brought nothing for ${formatDuration(behind)}`,
    remedy: `See pg_stat_subscription and the log of the server; ALTER SUBSCRIPTION ${identifier(name)} ENABLE where it is disabled, and DROP SUBSCRIPTION where it feeds them no more`,
    refused: 0,
  }
}
