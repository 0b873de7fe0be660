// Rows that cannot be used, out of the way of those that can, with why. They are kept until somebody has looked at them.
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { SetAside, SetAsideCount, SetAsideRow } from '../../set-aside.ts'
import { rowNumber, string, type TableRule } from './rules.ts'

export const QUARANTINE_DDL = `
CREATE TABLE quarantine (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  origin TEXT NOT NULL,
  row_id TEXT NOT NULL,
  fault TEXT NOT NULL,
  outcome TEXT NOT NULL,
  without TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
`

export const QUARANTINE_ROWS: TableRule = {
  table: 'quarantine',
  key: ['rowid'],
  columns: {
    number: rowNumber,
    origin: string,
    row_id: string,
    fault: string,
    outcome: string,
    without: string,
    content: string,
  },
  without: 'What was set aside before is not named any more.',
}

/** Numbers as integers of any size. */
export type KeptRow = Readonly<Record<string, SQLOutputValue>>

export interface WrongRow {
  rule: TableRule
  row: KeptRow
  fault: string
  outcome: SetAsideRow['outcome']
}

export interface Quarantine extends SetAside {
  /** Keeps what a row held. Whoever calls takes it away, or mends it. */
  keep(wrong: WrongRow): void
}

/** Rows that are handed out at once. */
const MOST_SHOWN = 1000

export function createQuarantine(db: DatabaseSync): Quarantine {
  const add = db.prepare(`
    INSERT INTO quarantine (origin, row_id, fault, outcome, without, content)
    VALUES (:origin, :id, :fault, :outcome, :without, :content)`)
  const columns = 'origin AS "table", row_id AS id, fault, outcome, without'
  const all = db.prepare(`SELECT ${columns} FROM quarantine ORDER BY number LIMIT ${MOST_SHOWN}`)
  const counts = db.prepare(
    'SELECT origin AS "table", outcome, count(*) AS rows FROM quarantine GROUP BY origin, outcome ORDER BY origin, outcome',
  )
  const clear = db.prepare('DELETE FROM quarantine')
  // Held, since who asks whether all is well must be answered when the database cannot be read any more.
  let counted: SetAsideCount[] | null = null
  const count = (): readonly SetAsideCount[] => {
    counted ??= counts.all().map(found => ({ ...found }) as unknown as SetAsideCount)
    return counted
  }
  let unreported: SetAsideRow[] = []
  return {
    keep({ rule, row, fault, outcome }) {
      const { table, key, without } = rule
      const names = key.includes('rowid')
        ? [row.id ?? Object.values(row).at(1)]
        : key.map(column => row[column])
      const id = names.map(wordOf).join(' ')
      add.run({ origin: table, id, fault, outcome, without, content: JSON.stringify(row, plain) })
      counted = null
      unreported.push({ table, id, fault, outcome, without })
    },
    all: () => all.all().map(found => ({ ...found }) as unknown as SetAsideRow),
    counts: count,
    clear: () => {
      counted = null
      return Number(clear.run().changes)
    },
    takeUnreported() {
      const rows = unreported
      unreported = []
      return rows
    },
  }
}

/** Longer keys are cut. */
const LONGEST = 100

function wordOf(value: SQLOutputValue | undefined): string {
  const word = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)
  return word.length > LONGEST ? `${word.slice(0, LONGEST)}…` : word
}

function plain(this: unknown, key: string, value: unknown): unknown {
  const own = key === '' ? value : (this as Readonly<Record<string, unknown>>)[key]
  if (own instanceof Uint8Array) return { hex: Buffer.from(own).toString('hex') }
  return typeof value === 'bigint' ? String(value) : value
}

/** Names one row in a statement. */
export function whereKey({ key }: TableRule): string {
  return key.map(column => `${column} IS ?`).join(' AND ')
}

export function keyOf({ key }: TableRule, row: KeptRow): SQLInputValue[] {
  return key.map(column => row[column] ?? null)
}
