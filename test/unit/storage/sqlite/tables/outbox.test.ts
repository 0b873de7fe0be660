import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { DRAFTS_DDL } from '../../../../../src/storage/sqlite/tables/drafts.ts'
import {
  OUTBOX_CHANNEL_DDL,
  OUTBOX_DDL,
  OUTBOX_UNANSWERED_DDL,
  OUTBOX_VIA_DDL,
  sqliteOutbox,
} from '../../../../../src/storage/sqlite/tables/outbox.ts'

test('messages that an older version owed leave by the channel that their recipient named', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(OUTBOX_DDL)
  const insert = db.prepare(`
    INSERT INTO outbox (message_id, episode_id, sequence, recipient, sender, subject, bytes, created_at,
      state, attempts, not_before, tried_at, waited)
    VALUES (?, 'e', 1, ?, 's@example.org', 'x', x'00', 0, 'queued', 0, 0, 0, 0)`)
  insert.run('<1>', 'ann@example.org')
  insert.run('<2>', 'webhook:pager')
  db.exec(OUTBOX_CHANNEL_DDL)
  db.exec(OUTBOX_UNANSWERED_DDL)
  db.exec(OUTBOX_VIA_DDL)
  db.exec(DRAFTS_DDL)
  const outbox = sqliteOutbox(db)
  const owed = (channel: string): string[] => outbox.due(0, 9, channel).map(({ recipient }) => recipient)
  assert.deepEqual(owed('email'), ['ann@example.org'])
  assert.deepEqual(owed('webhook'), ['webhook:pager'])
})
