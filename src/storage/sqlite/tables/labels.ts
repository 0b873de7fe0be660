// How busy the values of labels are, and which have series of their own.
import type { DatabaseSync } from 'node:sqlite'
import type { LabelOverflow, LabelStore } from '../../store.ts'
import { also, flag, instead, number, string, type TableRule } from '../codec/rules.ts'

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

export function sqliteLabels(db: DatabaseSync): LabelStore {
  const of = 'kind = ? AND source = ? AND label = ?'
  const values = db.prepare(`SELECT value, volume, admitted FROM label_values WHERE ${of} ORDER BY value`)
  const remove = db.prepare(`DELETE FROM label_values WHERE ${of} AND value = ?`)
  const put = db.prepare('INSERT OR REPLACE INTO label_values VALUES (?, ?, ?, ?, ?, ?)')
  const overflow = db.prepare(
    `SELECT kind, source, label, sum(1 - admitted) AS "values",
            sum(volume * (1 - admitted)) / max(sum(volume), 1e-9) AS share
     FROM label_values GROUP BY kind, source, label HAVING sum(1 - admitted) > 0`,
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
    overflow: () => overflow.all() as unknown as LabelOverflow[],
  }
}
