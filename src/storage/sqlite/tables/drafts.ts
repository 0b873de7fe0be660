// Drafts of an evaluation in SQLite: pieces of what it will save, and which messages of the outbox are not to be sent yet.
import type { DatabaseSync } from 'node:sqlite'
import type { DraftPiece, DraftStore } from '../../draft-store.ts'
import { draftShape } from '../../shapes/drafts.ts'
import { json, refersTo, rowNumber, type TableRule } from '../codec/rules.ts'

export const DRAFTS_DDL = `
CREATE TABLE drafts (
  number INTEGER PRIMARY KEY,
  piece TEXT NOT NULL
) STRICT;
CREATE TABLE draft_messages (
  entry INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE
) STRICT;
`

export const DRAFTS_ROWS: readonly TableRule[] = [
  {
    table: 'drafts',
    key: ['rowid'],
    columns: { number: rowNumber, piece: json(draftShape) },
    without: 'Whoever was notified of the alerts in it is notified of them again.',
  },
  {
    table: 'draft_messages',
    key: ['rowid'],
    columns: { entry: refersTo('outbox') },
    without: 'The message is sent at once.',
  },
]

export function sqliteDrafts(db: DatabaseSync): DraftStore {
  const add = db.prepare('INSERT INTO drafts (piece) VALUES (?)')
  const first = db.prepare('SELECT number, piece FROM drafts ORDER BY number LIMIT 1')
  const remove = db.prepare('DELETE FROM drafts WHERE number = ?')
  const last = db.prepare('SELECT coalesce(max(id), 0) AS id FROM outbox')
  const hold = db.prepare('INSERT INTO draft_messages SELECT id FROM outbox WHERE id > ?')
  const about = db.prepare(`
    INSERT INTO outbox_about (entry, episode_id, sequence)
    SELECT id, :episodeId, :sequence FROM outbox WHERE message_id = :messageId ON CONFLICT DO NOTHING`)
  const recipients = db.prepare(`
    SELECT DISTINCT recipient FROM outbox WHERE id IN (SELECT entry FROM draft_messages) ORDER BY recipient`)
  const release = db.prepare('DELETE FROM draft_messages')
  const drop = db.prepare(
    'DELETE FROM outbox WHERE id IN (SELECT entry FROM draft_messages ORDER BY entry LIMIT ?)',
  )
  return {
    add: piece => void add.run(JSON.stringify(piece)),
    first() {
      const row = first.get() as { number: number; piece: string } | undefined
      return row === undefined ? null : { number: row.number, piece: JSON.parse(row.piece) as DraftPiece }
    },
    remove: number => void remove.run(number),
    hold(work) {
      const { id } = last.get() as { id: number }
      work()
      hold.run(id)
    },
    about: (messageId, episodes) => {
      for (const { episodeId, sequence } of episodes) about.run({ messageId, episodeId, sequence })
    },
    recipients: () => recipients.all().map(({ recipient }) => String(recipient)),
    release: () => void release.run(),
    drop: limit => Number(drop.run(limit).changes),
  }
}
