// The replication slot: what the server keeps for us of its log, read by its SQL functions, so that the same client, the same
// limits and the same errors serve as for tables. Nothing is consumed by being read: the slot moves on only to where we say.
import type { Millis } from '../../../core/clock.ts'
import type { PagedSession, Row, Session, Statement } from '../connection/session.ts'
import { type Message, readLsn, readMessage, writeLsn } from './pgoutput.ts'
import { slimmed } from './slimmed.ts'

export interface Names {
  slot: string
  publication: string
}

export interface Slot {
  plugin: string
  /** It belongs to the database that we read. */
  ours: boolean
  /** The process that reads it just now. */
  activePid: string | null
  /** It waits for transactions that ran before it. */
  isBeingMade: boolean
  /** Up to where the server believes that it was read. */
  confirmed: bigint
  /** The setting by which the server has thrown away what was not read yet; null: it has not. */
  lost: string | null
  /** Bytes of log that it holds back. */
  holds: number
}

export interface ServerView {
  /** By the clock of the server. */
  now: Millis
  version: number
  walLevel: string
  standby: boolean
  /** Whether the user may read and make slots. */
  allowed: boolean
  user: string
  /** What the server keeps for a slot that nobody reads, in megabytes; -1: without end; null: it knows no such limit. */
  serverLimit: number | null
  /** End of its log; 0 on a standby. */
  end: bigint
  slot: Slot | null
}

/** What the server is set to, and how the slot stands. */
export async function viewServer(session: Session, { slot }: Names): Promise<ServerView> {
  const [[row = []] = []] = await session.read([viewStatement(slot)])
  const [now, version, walLevel, standby, allowed, user, limit, end, kept] = row
  return {
    now: Number(now),
    version: Number(version),
    walLevel: walLevel ?? '',
    standby: standby === 'true',
    allowed: allowed === 'true',
    user: user ?? '',
    serverLimit: limit == null ? null : Number(limit),
    end: end == null ? 0n : readLsn(end),
    slot: kept == null ? null : slotOf(JSON.parse(kept) as SlotRow),
  }
}

/** Makes the slot; what is committed from now on can be read from it. Waits for transactions that run already. */
export async function createSlot(session: Session, { slot }: Names): Promise<bigint> {
  const [[row] = []] = await session.read([
    {
      text: `SELECT lsn::text FROM pg_catalog.pg_create_logical_replication_slot($1, 'pgoutput')`,
      values: [slot],
    },
  ])
  return readLsn(row?.[0] ?? '0/0')
}

/** A connection that is closed is missed by the server only when it has got what it waits for. */
export async function cancelMaking(session: Session, { slot }: Names): Promise<void> {
  const text = `SELECT pg_catalog.pg_cancel_backend(active_pid)::text FROM pg_catalog.pg_replication_slots
    WHERE slot_name = $1 AND active_pid IS NOT NULL AND confirmed_flush_lsn IS NULL`
  await session.read([{ text, values: [slot] }])
}

export async function dropSlot(session: Session, { slot }: Names): Promise<void> {
  await session.read([{ text: 'SELECT pg_catalog.pg_drop_replication_slot($1)::text', values: [slot] }])
}

/** The same where it may not be there any more, or be somebody else's by now. */
export async function dropIdleSlot(session: Session, { slot }: Pick<Names, 'slot'>): Promise<void> {
  const text = `SELECT pg_catalog.pg_drop_replication_slot(slot_name)::text FROM pg_catalog.pg_replication_slots
    WHERE slot_name = $1 AND NOT active AND plugin = 'pgoutput' AND database = pg_catalog.current_database()`
  await session.read([{ text, values: [slot] }])
}

/** Lets the server throw away what lies before. */
export async function advanceSlot(session: Session, { slot }: Names, to: bigint): Promise<void> {
  await session.read([
    {
      text: 'SELECT pg_catalog.pg_replication_slot_advance($1, $2::text::pg_lsn)::text',
      values: [slot, writeLsn(to)],
    },
  ])
}

/**
 * The messages of transactions that were committed before `end`, whole transactions each, until there are `most` or more; in
 * pages of `pageRows`.
 */
export async function* readMessages(
  session: PagedSession,
  { slot, publication }: Names,
  { end, most, pageRows }: { end: bigint; most: number; pageRows: number },
): AsyncGenerator<Message[]> {
  const statement: Statement = {
    text: `SELECT ${slimmed('m.data')} FROM pg_catalog.pg_logical_slot_peek_binary_changes($1, $2::text::pg_lsn, $3::int,
      'proto_version', '1', 'publication_names', $4) AS m`,
    // The names of publications are a list of identifiers.
    values: [slot, writeLsn(end), most, `"${publication.replaceAll('"', '""')}"`],
  }
  for await (const rows of session.pages(statement, pageRows)) yield rows.map(messageOf)
}

/** Slots of this database that were made for slowburn, other than `own`, that nobody reads and that hold log back. */
export async function forgottenSlots(
  session: Session,
  own: string | null,
): Promise<readonly [name: string, bytes: number][]> {
  const [rows = []] = await session.read([
    {
      text: `SELECT slot_name::text, pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_flush_lsn(), restart_lsn)::text
        FROM pg_catalog.pg_replication_slots
        WHERE NOT pg_catalog.pg_is_in_recovery() AND slot_name LIKE 'slowburn%' AND NOT active AND database = pg_catalog.current_database()
          AND slot_name IS DISTINCT FROM $1::text
        ORDER BY slot_name`,
      values: [own],
    },
  ])
  return rows.map(([name, bytes]) => [name ?? '', Number(bytes ?? 0)] as const)
}

type SlotRow = [
  plugin: string | null,
  ours: boolean,
  pid: number | null,
  confirmed: string | null,
  status: string | null,
  reason: string | null,
  bytes: number | null,
]

/** Why the server gives a slot up, by the setting that decides it; before version 17 there was but one reason. */
const GIVEN_UP: Readonly<Record<string, string>> = {
  idle_timeout: 'idle_replication_slot_timeout',
  wal_level_insufficient: 'wal_level',
}

function slotOf([plugin, ours, pid, confirmed, status, reason, bytes]: SlotRow): Slot {
  return {
    plugin: plugin ?? '',
    ours,
    activePid: pid === null ? null : String(pid),
    isBeingMade: pid !== null && confirmed === null,
    confirmed: confirmed === null ? 0n : readLsn(confirmed),
    lost: status === 'lost' ? (GIVEN_UP[reason ?? ''] ?? 'max_slot_wal_keep_size') : null,
    holds: bytes ?? 0,
  }
}

/** Columns of later versions are asked for by name through JSON, where earlier ones have none. */
function viewStatement(slot: string): Statement {
  return {
    text: `SELECT floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint::text,
      pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('wal_level'), r.recovery::text,
      (SELECT (u.rolsuper OR u.rolreplication OR EXISTS (SELECT FROM pg_catalog.pg_roles g
          WHERE g.rolname IN ('rds_replication') AND pg_catalog.pg_has_role(u.oid, g.oid, 'USAGE')))::text
        FROM pg_catalog.pg_roles u WHERE u.rolname = current_user),
      current_user::text,
      (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'max_slot_wal_keep_size'),
      r.flushed::text,
      (SELECT pg_catalog.json_build_array(s.plugin, s.database = pg_catalog.current_database(), s.active_pid, s.confirmed_flush_lsn,
          pg_catalog.to_jsonb(s) ->> 'wal_status', pg_catalog.to_jsonb(s) ->> 'invalidation_reason', pg_catalog.pg_wal_lsn_diff(r.flushed, s.restart_lsn))
        FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = $1)::text
      FROM (SELECT pg_catalog.pg_is_in_recovery() AS recovery,
        CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_flush_lsn() END AS flushed) AS r`,
    values: [slot],
  }
}

function messageOf([hex]: Row): Message {
  return readMessage(Buffer.from(hex ?? '', 'hex'))
}
