// Audits by when they ended, and the sensitivity cards of series by the point that they reach up to.
import type { DatabaseSync } from 'node:sqlite'
import type { Card } from '../../../detection/sensitivity.ts'
import type { AuditStore, KeptAudit } from '../../audit-store.ts'
import { auditShape, cardShape } from '../../shapes/audits.ts'
import { copied, json, millis, named, orNull, refersTo, type TableRule } from '../codec/rules.ts'

export const AUDITS_DDL = `
CREATE TABLE audits (
  ended_at INTEGER PRIMARY KEY,
  audit TEXT NOT NULL
) STRICT;
CREATE TABLE audit_cards (
  series_id INTEGER NOT NULL REFERENCES series (id),
  up_to INTEGER NOT NULL,
  card TEXT NOT NULL,
  PRIMARY KEY (series_id, up_to)
) STRICT, WITHOUT ROWID;
`

export const CANARIES_DDL = `
CREATE TABLE canaries (
  id TEXT PRIMARY KEY,
  sent_at INTEGER NOT NULL,
  received_at INTEGER
) STRICT, WITHOUT ROWID;
`

export const AUDITS_ROWS: readonly TableRule[] = [
  {
    table: 'audits',
    key: ['ended_at'],
    columns: { ended_at: copied(millis, 'audit', 'endedAt'), audit: json(auditShape) },
    without: 'That audit is not shown; the next one is made when it is due.',
  },
  {
    table: 'audit_cards',
    key: ['series_id', 'up_to'],
    columns: {
      series_id: refersTo('series'),
      up_to: copied(millis, 'card', 'upTo'),
      card: json(cardShape),
    },
    without: 'The next audit makes the card of the series anew, and holds it against none.',
  },
  {
    table: 'canaries',
    key: ['id'],
    columns: { id: named, sent_at: millis, received_at: orNull(millis) },
    without: 'That canary counts as lost.',
  },
]

/** A year of daily ones. */
const MOST_AUDITS = 400
const MOST_CARDS = 30
const MOST_CANARIES = 400

export function sqliteAudits(db: DatabaseSync): AuditStore {
  const add = db.prepare('INSERT OR REPLACE INTO audits (ended_at, audit) VALUES (?, ?)')
  const addCard = db.prepare('INSERT OR REPLACE INTO audit_cards (series_id, up_to, card) VALUES (?, ?, ?)')
  const prune = db.prepare(
    'DELETE FROM audits WHERE ended_at NOT IN (SELECT ended_at FROM audits ORDER BY ended_at DESC LIMIT ?)',
  )
  const pruneCards = db.prepare(
    `DELETE FROM audit_cards WHERE series_id = ?1 AND up_to NOT IN
     (SELECT up_to FROM audit_cards WHERE series_id = ?1 ORDER BY up_to DESC LIMIT ?2)`,
  )
  const list = db.prepare('SELECT audit AS json FROM audits ORDER BY ended_at DESC LIMIT ?')
  const card = db.prepare(
    'SELECT card AS json FROM audit_cards WHERE series_id = ? ORDER BY up_to DESC LIMIT 1',
  )
  const cards = db.prepare(
    `SELECT series_id, card AS json FROM audit_cards AS one
     WHERE up_to = (SELECT max(up_to) FROM audit_cards WHERE series_id = one.series_id) ORDER BY series_id`,
  )
  const send = db.prepare('INSERT INTO canaries (id, sent_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING')
  const pruneCanaries = db.prepare(
    'DELETE FROM canaries WHERE id NOT IN (SELECT id FROM canaries ORDER BY sent_at DESC LIMIT ?)',
  )
  const receive = db.prepare('UPDATE canaries SET received_at = coalesce(received_at, ?) WHERE id = ?')
  const canary = db.prepare('SELECT id, sent_at, received_at FROM canaries WHERE id = ?')
  return {
    add: (audit, made) => {
      add.run(audit.endedAt, JSON.stringify(audit))
      prune.run(MOST_AUDITS)
      for (const one of made) {
        addCard.run(one.seriesId, one.card.upTo, JSON.stringify(one.card))
        pruneCards.run(one.seriesId, MOST_CARDS)
      }
    },
    list: limit => list.all(limit).map(row => read<KeptAudit>(row)),
    card: seriesId => {
      const row = card.get(seriesId)
      return row === undefined ? null : read<Card>(row)
    },
    sendCanary: (id, at) => {
      send.run(id, at)
      pruneCanaries.run(MOST_CANARIES)
    },
    receiveCanary: (id, at) => receive.run(at, id).changes === 1,
    canary: id => {
      const row = canary.get(id)
      if (row === undefined) return null
      return { id, sentAt: row.sent_at as number, receivedAt: row.received_at as number | null }
    },
    cards: () => cards.all().map(row => ({ seriesId: row.series_id as number, card: read<Card>(row) })),
  }
}

function read<T>(row: unknown): T {
  return JSON.parse((row as { json: string }).json) as T
}
