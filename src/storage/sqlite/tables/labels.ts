// How busy the values of labels are, and which have series of their own.
import type { DatabaseSync } from 'node:sqlite'
import { OVERFLOW } from '../../../series/grouping.ts'
import type { LabelOverflow, LabelStore } from '../../store.ts'
import { also, flag, instead, number, string, type TableRule } from '../codec/rules.ts'
import type { Dictionary } from './dictionary.ts'

export const LABELS_DDL = `
CREATE TABLE label_values (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  label TEXT NOT NULL,
  value TEXT NOT NULL,
  volume REAL NOT NULL,
  admitted INTEGER NOT NULL,
  PRIMARY KEY (kind, source, label, value)
) STRICT, WITHOUT ROWID;
`

export const LABELS_ROWS: TableRule = {
  table: 'label_values',
  key: ['kind', 'source', 'label', 'value'],
  columns: {
    kind: string,
    source: string,
    label: string,
    value: string,
    volume: instead(also(number, '? >= 0'), '0'),
    admitted: instead(flag, '0'),
  },
  without: 'How busy the value is, is counted anew.',
}

export function sqliteLabels(db: DatabaseSync, dictionary: Pick<Dictionary, 'isGivenUp'>): LabelStore {
  const of = 'kind = ? AND source = ? AND label = ?'
  const values = db.prepare(`SELECT value, volume, admitted FROM label_values WHERE ${of} ORDER BY value`)
  const remove = db.prepare(`DELETE FROM label_values WHERE ${of} AND value = ?`)
  const put = db.prepare('INSERT OR REPLACE INTO label_values VALUES (?, ?, ?, ?, ?, ?)')
  const named = db.prepare('SELECT DISTINCT label FROM label_values')
  // What the dictionary calls `other` may have a place like any value, and is no less without a series of its own.
  const overflow = db.prepare(
    `WITH placed AS (
       SELECT kind, source, label, volume, value = ?1 AND label IN (SELECT value FROM json_each(?2)) AS more, admitted FROM label_values
     )
     SELECT kind, source, label, sum(more OR NOT admitted) AS "values", max(more) AS more,
            sum(volume * (more OR NOT admitted)) / max(sum(volume), 1e-9) AS share
     FROM placed GROUP BY kind, source, label HAVING sum(more OR NOT admitted) > 0`,
  )
  const read: LabelStore['values'] = (kind, source, label) =>
    values.all(kind, source, label).map(row => ({
      value: row.value as string,
      volume: row.volume as number,
      admitted: row.admitted === 1,
    }))
  return {
    values: read,
    save: (kind, source, label, now) => {
      const kept = new Set(now.map(({ value }) => value))
      for (const { value } of read(kind, source, label)) {
        if (!kept.has(value)) remove.run(kind, source, label, value)
      }
      for (const { value, volume, admitted } of now) {
        put.run(kind, source, label, value, volume, admitted ? 1 : 0)
      }
    },
    overflow: () => {
      const givenUp = named
        .all()
        .flatMap(({ label }) => (dictionary.isGivenUp(label as string) ? [label] : []))
      const rows = overflow.all(OVERFLOW, JSON.stringify(givenUp))
      return rows.map(row => ({ ...row, more: row.more === 1 }) as LabelOverflow)
    },
  }
}
