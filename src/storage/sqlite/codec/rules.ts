// What the rows of a table must hold, so that whoever reads them may rely on it. SQL looks at the columns: it reads numbers
// that JavaScript cannot.
import { LAST_MOMENT } from '../../../core/clock.ts'
import type { Shape } from '../../shapes/shape.ts'

export interface ColumnRule {
  /** SQL that is true of a sound value; `?` stands for the column. */
  sound: string
  /** What is wrong with the JSON in it. */
  shape?: Shape
  /** SQL of a value that may take the place of a wrong one. Left out: the row is set aside. */
  instead?: string
}

export interface TableRule {
  table: string
  /** What tells its rows apart: `rowid` where the table has one. */
  key: readonly string[]
  columns: Readonly<Record<string, ColumnRule>>
  /** What follows where a row is set aside or a column mended, and what to do, for whoever runs the service. */
  without: string
}

export function whole(least = 0, most = Number.MAX_SAFE_INTEGER): ColumnRule {
  return { sound: `typeof(?) = 'integer' AND ? BETWEEN ${least} AND ${most}` }
}

/** Room is left for those that follow. */
export const rowNumber = whole(1, 2 ** 48)
export const millis = whole(0, LAST_MOMENT)
export const flag = whole(0, 1)
/** Texts and bytes are greater than any number. */
export const number: ColumnRule = { sound: `? BETWEEN -${Number.MAX_VALUE} AND ${Number.MAX_VALUE}` }
export const string: ColumnRule = { sound: "typeof(?) = 'text'" }
export const named: ColumnRule = { sound: "typeof(?) = 'text' AND ? <> ''" }
export const blob: ColumnRule = { sound: "typeof(?) = 'blob'" }

export function oneOf(names: readonly string[]): ColumnRule {
  return { sound: `? IN (${names.map(name => `'${name.replaceAll("'", "''")}'`).join(', ')})` }
}

export function orNull({ sound, ...rest }: ColumnRule): ColumnRule {
  return { ...rest, sound: `(? IS NULL OR (${sound}))` }
}

export function json(shape: Shape): ColumnRule {
  return { sound: "typeof(?) = 'text' AND json_valid(?)", shape }
}

/** Names a row of another table. */
export function refersTo(table: string, key = 'id'): ColumnRule {
  return { sound: `? IN (SELECT ${key} FROM ${table})` }
}

export function also(rule: ColumnRule, sound: string): ColumnRule {
  return { ...rule, sound: `(${rule.sound}) AND (${sound})` }
}

export function instead(rule: ColumnRule, value: string): ColumnRule {
  return { ...rule, instead: value }
}

/** A column that repeats what the JSON beside it says; where that says nothing, its shape is what is wrong. */
export function copied(rule: ColumnRule, column: string, path: string): ColumnRule {
  const ask = (what: string): string =>
    `CASE WHEN json_valid(${column}) THEN ${what}(${column}, '$.${path}') END`
  const original = ask('json_extract')
  return {
    sound: `(${rule.sound}) AND (${ask('json_type')} IS NULL OR ? IS ${original})`,
    instead: original,
  }
}
