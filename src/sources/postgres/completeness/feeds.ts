// Tables that another server feeds by logical replication show the past: up to when says the worker that applies what it sends.
import { Type } from 'typebox'
import type { Millis } from '../../../core/clock.ts'
import type { Row, Statement } from '../connection/session.ts'

/** One subscription. Plain JSON. */
export interface Feed {
  /** Of the worker that applies; null: there is none. */
  pid: string | null
  /** When it had heard last that there is nothing further. */
  heard: Millis | null
  /** It has heard so twice: a worker that has just begun hears it before it applies what was written meanwhile. */
  moved: boolean
  /** All that the other server had committed by then is there. */
  upTo: Millis
}

export const feedShape = Type.Object({
  pid: Type.Union([Type.String(), Type.Null()]),
  heard: Type.Union([Type.Number(), Type.Null()]),
  moved: Type.Boolean(),
  upTo: Type.Number(),
})

/** By the oid of the subscription. */
export type Feeds = Readonly<Record<string, Feed>>

/**
 * Of the subscriptions that feed these tables, or partitions of them: oid, name, worker, when that had heard last that there is nothing
 * further, and how long it waits for a server that says nothing, in ms. Null: of all that feed any table here.
 */
export function feedsStatement(relations: readonly string[] | null): Statement {
  const mapped = `WHERE r.srrelid IN (
      WITH RECURSIVE part(oid) AS (
        SELECT m.oid FROM unnest($1::oid[]) AS m(oid)
        UNION SELECT i.inhrelid FROM part JOIN pg_catalog.pg_inherits i ON i.inhparent = part.oid)
      SELECT oid FROM part)`
  return {
    text: `SELECT f.srsubid::text, w.subname::text, w.pid::text,
        floor(extract(epoch FROM w.latest_end_time) * 1000)::bigint::text,
        (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_receiver_timeout')
      FROM (SELECT DISTINCT r.srsubid FROM pg_catalog.pg_subscription_rel r ${relations === null ? '' : mapped}) AS f
        CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_stat_subscription s WHERE s.subid = f.srsubid AND s.relid IS NULL
          ORDER BY s.latest_end_time DESC NULLS LAST LIMIT 1) AS w`,
    values: relations === null ? [] : [relations],
  }
}

/**
 * What is known of a subscription by now. One that has had no worker since it was first looked at holds nothing back: it may be what a
 * migration has left, and has no time. Null: so it is with this one.
 */
export function feedNow(row: Row, now: Millis, before: Feed | undefined): Feed | null {
  const [, , pid = null, time, timeout] = row
  if (pid === null) return before === undefined ? null : { ...before, pid: null, heard: null, moved: false }
  const heard = time == null ? null : Number(time)
  const moved =
    before === undefined ||
    (before.pid === pid && (before.moved || (before.heard !== null && before.heard !== heard)))
  // Two servers that wait for ever say nothing while nothing is written.
  const believed = !moved ? null : timeout === '0' ? now : heard
  if (believed === null && before === undefined) return null
  return { pid, heard, moved, upTo: Math.max(before?.upTo ?? 0, Math.min(now, believed ?? 0)) }
}
