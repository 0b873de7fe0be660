// Looks at every row when the database is opened: what cannot be used is mended, or set aside. Nothing that is kept may prevent
// a start, or a tick.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { messageOf } from '../../../core/errors.ts'
import { type KeptRow, keyOf, QUARANTINE_ROWS, type Quarantine, whereKey } from '../codec/quarantine.ts'
import { type ColumnRule, rowNumber, type TableRule, whole } from '../codec/rules.ts'

/** Within the transaction of whoever calls, and where foreign keys are not enforced. `rules` in the order in which tables refer to each other. */
export function sweep(db: DatabaseSync, rules: readonly TableRule[], quarantine: Quarantine): void {
  for (const rule of rules) {
    if (!isTable(db, rule.table)) continue
    const found = wrongRows(db, rule)
    // What was set aside before and is spoiled now is not set aside once more: there must be room for what follows.
    if (rule === QUARANTINE_ROWS) for (const { row } of found) remove(db, rule, row)
    else if (found.length > 0) treat(db, rule, found, quarantine)
    resetNumbers(db, rule)
  }
}

function treat(db: DatabaseSync, rule: TableRule, found: readonly Found[], quarantine: Quarantine): void {
  const mended = new Map<string, Found>()
  const nameOf = ({ row }: Found): string => JSON.stringify(keyOf(rule, row).map(String))
  for (const one of found) if (mend(db, rule, one)) mended.set(nameOf(one), one)
  for (const one of wrongRows(db, rule)) {
    const { row, fault } = mended.get(nameOf(one)) ?? one
    mended.delete(nameOf(one))
    quarantine.keep({ rule, row, fault, outcome: 'set aside' })
    remove(db, rule, row)
  }
  for (const { row, fault } of mended.values()) quarantine.keep({ rule, row, fault, outcome: 'mended' })
}

function remove(db: DatabaseSync, rule: TableRule, row: KeptRow): void {
  db.prepare(`DELETE FROM ${rule.table} WHERE ${whereKey(rule)}`).run(...keyOf(rule, row))
}

/** How many rows of each table cannot be used as they are. */
export function countWrong(
  db: DatabaseSync,
  rules: readonly TableRule[],
): Array<{ table: string; rows: number }> {
  return rules.flatMap(rule => {
    const rows = isTable(db, rule.table) ? wrongRows(db, rule).length : 0
    return rows === 0 ? [] : [{ table: rule.table, rows }]
  })
}

/** Puts what may take their place in the place of wrong values; false where there is nothing for one of them. */
function mend(db: DatabaseSync, rule: TableRule, { row, columns }: Found): boolean {
  const values = columns.map(name => `${name} = ${rule.columns[name]?.instead ?? ''}`)
  if (values.some(value => value.endsWith('= '))) return false
  try {
    db.prepare(`UPDATE ${rule.table} SET ${values.join(', ')} WHERE ${whereKey(rule)}`).run(
      ...keyOf(rule, row),
    )
    return true
  } catch {
    // The table itself refuses it.
    return false
  }
}

/** The next number of a table follows the highest there is, where what is noted of it leaves no room. */
function resetNumbers(db: DatabaseSync, { table, columns }: TableRule): void {
  if (!Object.values(columns).includes(rowNumber) || !isTable(db, 'sqlite_sequence')) return
  db.prepare(
    `UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(rowid), 0) FROM ${table})
     WHERE name = ? AND NOT coalesce(${soundOf('seq', whole(0, 2 ** 48))}, 0)`,
  ).run(table)
}

interface Found {
  row: KeptRow
  /** Those that are wrong. */
  columns: readonly string[]
  fault: string
}

function wrongRows(db: DatabaseSync, rule: TableRule): Found[] {
  return [...wrongColumns(db, rule), ...wrongShapes(db, rule)]
}

function wrongColumns(db: DatabaseSync, rule: TableRule): Found[] {
  const columns = Object.entries(rule.columns)
  const checks = columns.map(([name, column]) => soundOf(name, column))
  const flags = checks.map((check, place) => `coalesce(${check}, 0) AS sound_${place}`)
  const rows = reading(
    db.prepare(
      `SELECT ${selected(rule)}, ${flags.join(', ')} FROM ${rule.table} WHERE NOT coalesce(${checks.join(' AND ')}, 0)`,
    ),
  ).all()
  return rows.map(found => {
    const wrong = columns.filter((_, place) => found[`sound_${place}`] === 0n).map(([name]) => name)
    const row = Object.fromEntries(
      Object.entries(found).filter(([name]) => !/^sound_\d+$/.test(name)),
    ) as KeptRow
    return { row, columns: wrong, fault: `${wrong.join(', ')} cannot be right` }
  })
}

/** Rows whose columns are sound, and what is in them is not. */
function wrongShapes(db: DatabaseSync, rule: TableRule): Found[] {
  const shaped = Object.entries(rule.columns).filter(([, { shape }]) => shape !== undefined)
  if (shaped.length === 0) return []
  const sound = Object.entries(rule.columns).map(([name, column]) => `coalesce(${soundOf(name, column)}, 0)`)
  const names = [...rule.key.map(asNamed), ...shaped.map(([name]) => name)]
  const statement = reading(
    db.prepare(`SELECT ${names.join(', ')} FROM ${rule.table} WHERE ${sound.join(' AND ')}`),
  )
  const found: Found[] = []
  const entire = reading(db.prepare(`SELECT ${selected(rule)} FROM ${rule.table} WHERE ${whereKey(rule)}`))
  for (const row of statement.iterate()) {
    const faults = shaped.flatMap(([name, { shape }]) => {
      const fault = shape === undefined ? null : faultOf(row[name], shape)
      return fault === null ? [] : [{ name, fault }]
    })
    if (faults.length === 0) continue
    found.push({
      row: entire.get(...keyOf(rule, row)) ?? row,
      columns: faults.map(({ name }) => name),
      fault: faults.map(({ name, fault }) => `${name}: ${fault}`).join('; '),
    })
  }
  return found
}

function faultOf(value: unknown, shape: NonNullable<ColumnRule['shape']>): string | null {
  if (value === null) return null
  try {
    return shape(JSON.parse(String(value)))
  } catch (error) {
    return messageOf(error)
  }
}

function soundOf(name: string, { sound }: ColumnRule): string {
  return `(${sound.replaceAll('?', name)})`
}

/** SQLite gives the number of a row the name of the column that it is. */
function asNamed(name: string): string {
  return `${name} AS ${name}`
}

/** All columns, and the key where that is none of them. */
function selected({ key, columns }: TableRule): string {
  return [...key.map(asNamed), ...Object.keys(columns).filter(name => !key.includes(name))].join(', ')
}

function reading(statement: StatementSync): StatementSync {
  statement.setReadBigInts(true)
  return statement
}

export function isTable(db: DatabaseSync, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined
}
