// The outbox in SQLite: one row a message, bytes and all, so that what is owed survives the process.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Millis } from '../../../core/clock.ts'
import { HOUR } from '../../../core/duration.ts'
import type { Outbox, OutboxEntry, OutboxRecord, OutboxState } from '../../../delivery/outbox/outbox.ts'
import {
  also,
  blob,
  instead,
  millis,
  named,
  oneOf,
  orNull,
  refersTo,
  rowNumber,
  string,
  type TableRule,
  whole,
} from '../codec/rules.ts'

/**
 * `tried_at`: when it was last touched. A clock that reads earlier has jumped back, and no wait holds. `waited`
 * adds up the time between attempts, of each pause an hour at most: a clock that leaps ahead ages nothing.
 * `outbox_about`: the episodes that a message tells of, one or many. with its number in the
 * conversation with the recipient.
 */
export const OUTBOX_DDL = `
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  episode_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  bytes BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'attempting', 'accepted', 'dead', 'superseded')),
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  tried_at INTEGER NOT NULL,
  waited INTEGER NOT NULL,
  last_error TEXT,
  settled_at INTEGER
) STRICT;
CREATE INDEX outbox_unsettled ON outbox (not_before, id) WHERE state IN ('queued', 'attempting');
CREATE INDEX outbox_recipient ON outbox (recipient) WHERE state = 'queued';
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_state ON outbox (state);
CREATE TABLE outbox_about (
  entry INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  episode_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (entry, episode_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_about_episode ON outbox_about (episode_id, entry);
`

/** The way by which a message leaves. Until then the name of a recipient had to say it. */
export const OUTBOX_CHANNEL_DDL = `
ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'email';
UPDATE outbox SET channel = 'webhook' WHERE substr(recipient, 1, 8) = 'webhook:';
`

/** Endings without an answer are counted by themselves: a refusal before one makes nobody wait longer. */
export const OUTBOX_UNANSWERED_DDL = `
ALTER TABLE outbox ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
`

/** Where there are several servers: the one that may have taken the message already. */
export const OUTBOX_VIA_DDL = `
ALTER TABLE outbox ADD COLUMN via TEXT;
`

const STATES: readonly OutboxState[] = ['queued', 'attempting', 'accepted', 'dead', 'superseded']

/** A message is sent once too often rather than not at all; one of which it is not known whether it was sent is given up, so that others are notified. */
export const OUTBOX_ROWS: readonly TableRule[] = [
  {
    table: 'outbox',
    key: ['rowid'],
    columns: {
      id: rowNumber,
      channel: named,
      message_id: named,
      episode_id: string,
      sequence: instead(whole(), '0'),
      recipient: named,
      sender: string,
      subject: string,
      bytes: also(blob, 'length(?) > 0'),
      created_at: instead(millis, '0'),
      state: instead(oneOf(STATES), "'dead'"),
      attempts: instead(whole(), '0'),
      unanswered: instead(whole(), '0'),
      not_before: instead(millis, '0'),
      tried_at: instead(millis, '0'),
      waited: instead(millis, '0'),
      last_error: orNull(string),
      settled_at: instead(orNull(millis), "iif(state IN ('queued', 'attempting'), NULL, created_at)"),
      via: instead(orNull(string), 'NULL'),
    },
    without:
      'A message that was mended is sent, or given up and the next contact notified; one that was set aside is not sent.',
  },
  {
    table: 'outbox_about',
    key: ['entry', 'episode_id'],
    columns: { entry: refersTo('outbox'), episode_id: string, sequence: instead(whole(), '0') },
    without: 'The message is not shown beside the alert.',
  },
]

/** Everything but the bytes, which are a picture large. */
const RECORD = `id, channel, message_id, episode_id, sequence, recipient, sender, subject, created_at, state, attempts, unanswered,
  not_before, waited, last_error, settled_at, via`

/** As much of the pause between two attempts as counts: more than any pause that we make. */
const LONGEST_PAUSE: Millis = HOUR

/** Joins to what tells of the same episode as `mine`; `theirs` is the other. */
const SAME_EPISODE = 'JOIN outbox_about AS theirs ON theirs.episode_id = mine.episode_id'

const SQL = {
  insert: `
    INSERT INTO outbox (channel, message_id, episode_id, sequence, recipient, sender, subject, bytes, created_at,
      state, last_error, settled_at, attempts, not_before, tried_at, waited)
    VALUES (:channel, :messageId, :episodeId, :sequence, :recipient, :sender, :subject, :bytes, :createdAt,
      iif(:fault IS NULL, 'queued', 'dead'), :fault, iif(:fault IS NULL, NULL, :createdAt), 0,
      :createdAt, :createdAt, 0)
    ON CONFLICT (message_id) DO NOTHING`,
  insertAbout: `
    INSERT INTO outbox_about (entry, episode_id, sequence) VALUES (:entry, :episodeId, :sequence)`,
  due: `
    SELECT * FROM outbox AS entry
    WHERE state IN ('queued', 'attempting') AND (not_before <= :now OR tried_at > :now)
      AND (:channel IS NULL OR channel = :channel) AND id NOT IN (SELECT entry FROM draft_messages)
      AND NOT EXISTS (
        SELECT 1 FROM outbox_about AS mine ${SAME_EPISODE} JOIN outbox AS earlier ON earlier.id = theirs.entry
        WHERE mine.entry = entry.id AND theirs.sequence < mine.sequence AND earlier.recipient = entry.recipient
          AND earlier.state IN ('queued', 'attempting'))
    ORDER BY not_before, id LIMIT :limit`,
  begin: `
    UPDATE outbox SET state = 'attempting', attempts = attempts + 1, tried_at = :at,
      waited = waited + min(max(:at - tried_at, 0), ${LONGEST_PAUSE})
    WHERE id = :id AND state IN ('queued', 'attempting')`,
  pin: 'UPDATE outbox SET via = :via WHERE id = :id',
  settle: `
    UPDATE outbox SET state = :state, settled_at = :at, last_error = :detail WHERE id = :id`,
  defer: `
    UPDATE outbox SET state = 'queued', not_before = :notBefore, last_error = :error,
      unanswered = unanswered + :unanswered WHERE id = :id`,
  supersede: `
    UPDATE outbox AS old SET state = 'superseded', settled_at = :at
    WHERE state = 'queued' AND recipient = :recipient AND NOT EXISTS (
      SELECT 1 FROM outbox_about AS mine WHERE mine.entry = old.id AND NOT EXISTS (
        SELECT 1 FROM outbox_about AS theirs JOIN outbox AS later ON later.id = theirs.entry
        WHERE theirs.episode_id = mine.episode_id AND theirs.sequence > mine.sequence
          AND later.recipient = old.recipient AND later.state IN ('queued', 'attempting', 'accepted')))`,
  counts: 'SELECT state, count(*) AS entries FROM outbox GROUP BY state',
  oldest: `
    SELECT min(created_at) AS oldest FROM outbox WHERE state IN ('queued', 'attempting')`,
  list: `SELECT ${RECORD} FROM outbox ORDER BY id DESC LIMIT :limit`,
  conversation: `
    SELECT ${RECORD} FROM outbox WHERE id IN (SELECT entry FROM outbox_about WHERE episode_id = :episodeId)
    ORDER BY id`,
  unreached: `
    SELECT mine.episode_id AS episodeId, entry.recipient
    FROM outbox AS entry JOIN outbox_about AS mine ON mine.entry = entry.id
    WHERE entry.state = 'dead' AND NOT EXISTS (
      SELECT 1 FROM outbox_about AS theirs JOIN outbox AS later ON later.id = theirs.entry
      WHERE theirs.episode_id = mine.episode_id AND theirs.sequence > mine.sequence
        AND later.recipient = entry.recipient)`,
  get: 'SELECT * FROM outbox WHERE id = :id',
  prune: `
    DELETE FROM outbox WHERE state NOT IN ('queued', 'attempting') AND settled_at < :before`,
}

/** Each call is one statement; inside a transaction it is part of it. */
export function sqliteOutbox(db: DatabaseSync): Outbox {
  const sql = prepared(db)
  return {
    add(messages) {
      for (const {
        channel,
        fault = null,
        messageId,
        episodeId,
        sequence,
        about = [{ episodeId, sequence }],
        recipient,
        sender,
        subject,
        bytes,
        createdAt,
      } of messages) {
        const { changes, lastInsertRowid } = sql.insert.run({
          channel,
          fault,
          messageId,
          episodeId,
          sequence,
          recipient,
          sender,
          subject,
          bytes,
          createdAt,
        })
        if (changes > 0) for (const each of about) sql.insertAbout.run({ entry: lastInsertRowid, ...each })
      }
    },
    due: (now, limit, channel = undefined) =>
      sql.due.all({ now, limit, channel: channel ?? null }).map(row => toEntry(row as unknown as Row)),
    begin: (id, at) => sql.begin.run({ id, at }).changes > 0,
    pin: (id, via) => void sql.pin.run({ id, via }),
    settle: (id, state, at, detail) => void sql.settle.run({ id, state, at, detail }),
    defer: (id, notBefore, { error, unanswered }) =>
      void sql.defer.run({ id, notBefore, error, unanswered: unanswered ? 1 : 0 }),
    supersede: (recipient, at) => Number(sql.supersede.run({ recipient, at }).changes),
    summary() {
      const found = { queued: 0, attempting: 0, accepted: 0, dead: 0, superseded: 0 }
      for (const row of sql.counts.all()) {
        const { state, entries } = row as { state: OutboxState; entries: number }
        found[state] = entries
      }
      const { oldest: oldestUnsettled } = sql.oldest.get() as { oldest: Millis | null }
      return { counts: found, oldestUnsettled }
    },
    list: limit => sql.list.all({ limit }).map(row => toRecord(row as unknown as Row)),
    conversation: episodeId =>
      sql.conversation.all({ episodeId }).map(row => toRecord(row as unknown as Row)),
    unreached: () => sql.unreached.all().map(row => ({ ...row }) as { episodeId: string; recipient: string }),
    get: id => {
      const row = sql.get.get({ id })
      return row === undefined ? null : toEntry(row as unknown as Row)
    },
    prune: before => Number(sql.prune.run({ before }).changes),
  }
}

function prepared(db: DatabaseSync): Readonly<Record<keyof typeof SQL, StatementSync>> {
  const statements = Object.entries(SQL).map(([name, text]) => [name, db.prepare(text)])
  return Object.fromEntries(statements) as Record<keyof typeof SQL, StatementSync>
}

interface Row {
  id: number
  message_id: string
  episode_id: string
  sequence: number
  channel: string
  recipient: string
  sender: string
  subject: string
  bytes: Uint8Array
  created_at: Millis
  state: OutboxState
  attempts: number
  unanswered: number
  not_before: Millis
  waited: Millis
  last_error: string | null
  via: string | null
  settled_at: Millis | null
}

function toEntry(row: Row): OutboxEntry {
  return { ...toRecord(row), bytes: row.bytes }
}

function toRecord(row: Row): OutboxRecord {
  return {
    id: row.id,
    channel: row.channel,
    messageId: row.message_id,
    episodeId: row.episode_id,
    sequence: row.sequence,
    recipient: row.recipient,
    sender: row.sender,
    subject: row.subject,
    createdAt: row.created_at,
    state: row.state,
    attempts: row.attempts,
    unanswered: row.unanswered,
    notBefore: row.not_before,
    waited: row.waited,
    lastError: row.last_error,
    via: row.via,
    settledAt: row.settled_at,
  }
}
