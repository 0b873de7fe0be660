// A standby shows the past: up to when depends on what it receives and replays, and on whether that can be believed.
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import type { Row, Statement } from '../connection/session.ts'

/** The process that receives from the primary. Plain JSON. */
export interface Receiver {
  pid: string
  /** Up to where it had received. */
  lsn: string
  /** It has once moved: one that only tries to connect has a process, too. */
  moved: boolean
}

/** How often a primary that is idle says so, at the least. */
const KEEPALIVE: Millis = 30 * SECOND

export function standbyStatement(): Statement {
  return {
    text: `SELECT (pg_catalog.pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_catalog.pg_last_wal_replay_lsn())::text,
      pg_catalog.pg_is_wal_replay_paused()::text,
      floor(extract(epoch FROM pg_catalog.pg_last_xact_replay_timestamp()) * 1000)::bigint::text,
      (SELECT pid FROM pg_catalog.pg_stat_wal_receiver LIMIT 1)::text,
      pg_catalog.pg_last_wal_receive_lsn()::text,
      (SELECT floor(extract(epoch FROM last_msg_send_time) * 1000)::bigint
        FROM pg_catalog.pg_stat_wal_receiver LIMIT 1)::text,
      (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_receiver_timeout')`,
    values: [],
  }
}

/**
 * Behind, paused or without a receiver, a standby shows what was committed up to the last transaction that it replayed.
 * Caught up, it shows the present of the primary's last message. A receiver that is dead or frozen looks caught up too:
 * where the time of the last message is hidden, it is believed only for as long as a live one must have been heard.
 */
export function standbyBound(
  row: Row,
  now: Millis,
  before: Receiver | null,
): { bound: Millis; receiver: Receiver | null } {
  const [caughtUp, paused, replayed, pid, lsn, heard, timeout] = row
  const same = before !== null && before.pid === pid
  const receiver =
    pid == null
      ? null
      : { pid, lsn: lsn ?? '', moved: same && (before.moved || (before.lsn !== '' && before.lsn !== lsn)) }
  const last = replayed == null ? 0 : Number(replayed)
  if (caughtUp !== 'true' || paused === 'true' || receiver === null) return { bound: last, receiver }
  if (heard != null) return { bound: Math.max(last, Number(heard)), receiver }
  const silence = Number(timeout ?? 0) + KEEPALIVE
  return { bound: receiver.moved ? Math.max(last, now - silence) : last, receiver }
}
