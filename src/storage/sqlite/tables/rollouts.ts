// The ledger of rollbacks: digests, looks and rehearsals of each rollout, in the order in which they came.
import type { DatabaseSync } from 'node:sqlite'
import type { KeptDigest, KeptLook, KeptRehearsal, RolloutStore } from '../../rollout-store.ts'
import { rolloutEntryShape } from '../../shapes/rollouts.ts'
import { json, named, oneOf, rowNumber, type TableRule } from '../codec/rules.ts'

export const ROLLOUTS_DDL = `
CREATE TABLE rollout_entries (
  number INTEGER PRIMARY KEY, rollout TEXT NOT NULL, kind TEXT NOT NULL, entry TEXT NOT NULL
) STRICT;
`

const KINDS = ['digest', 'look', 'rehearsal'] as const
type Kind = (typeof KINDS)[number]

export const ROLLOUTS_ROWS: TableRule = {
  table: 'rollout_entries',
  key: ['number'],
  columns: {
    number: rowNumber,
    rollout: named,
    kind: oneOf(KINDS),
    entry: json(value => rolloutEntryShape({ entry: value })),
  },
  without: 'That entry counts for nothing: look or rehearse anew where a rollout is not ready for it.',
}

/** Of each kind, of each rollout: a year of daily ones. */
const MOST = 400

export function sqliteRollouts(db: DatabaseSync): RolloutStore {
  const insert = db.prepare('INSERT INTO rollout_entries (rollout, kind, entry) VALUES (?, ?, ?)')
  const prune = db.prepare(
    `DELETE FROM rollout_entries WHERE rollout = ?1 AND kind = ?2 AND number NOT IN
     (SELECT number FROM rollout_entries WHERE rollout = ?1 AND kind = ?2 ORDER BY number DESC LIMIT ${MOST})`,
  )
  const list = db.prepare(
    'SELECT number, entry AS json FROM rollout_entries WHERE rollout = ? AND kind = ? ORDER BY number DESC',
  )
  const update = db.prepare('UPDATE rollout_entries SET entry = ? WHERE number = ?')
  const add = (rollout: string, kind: Kind, entry: unknown): void => {
    insert.run(rollout, kind, JSON.stringify({ [kind]: entry }))
    prune.run(rollout, kind)
  }
  const rows = <T>(rollout: string, kind: Kind): Array<{ number: number; entry: T }> =>
    list.all(rollout, kind).map(row => {
      const { number, json: text } = row as { number: number; json: string }
      return { number, entry: (JSON.parse(text) as Record<Kind, T>)[kind] }
    })
  const all = <T>(rollout: string, kind: Kind): T[] => rows<T>(rollout, kind).map(({ entry }) => entry)
  return {
    record: (rollout, digest) => {
      if (all<KeptDigest>(rollout, 'digest').some(({ version }) => version === digest.version)) return false
      add(rollout, 'digest', digest)
      return true
    },
    digests: rollout => all<KeptDigest>(rollout, 'digest'),
    look: (rollout, look) => add(rollout, 'look', look),
    looks: rollout => all<KeptLook>(rollout, 'look'),
    begin: (rollout, rehearsal) => add(rollout, 'rehearsal', rehearsal),
    end: (rollout, id, end) => {
      const row = rows<KeptRehearsal>(rollout, 'rehearsal').find(({ entry }) => entry.id === id)
      if (row === undefined || row.entry.end !== null) return false
      update.run(JSON.stringify({ rehearsal: { ...row.entry, end } }), row.number)
      return true
    },
    rehearsals: rollout => all<KeptRehearsal>(rollout, 'rehearsal'),
  }
}
