// What a column of a mapping may be beside a column: one of a few functions of columns, each safe to send as it is made here.
import { escapeIdentifier, escapeLiteral } from 'pg'
import type { Column, Relation } from '../connection/catalog.ts'

/** A column that counts the time since 1970. */
export interface Epoch {
  column: Column
  /** What it counts to in a second. */
  perSecond: number
}

/** An expression in SQL and the type that it has; or why it makes no sense, and what to do. */
export type Expression =
  | { sql: string; type: string; columns: readonly Column[]; epoch?: Epoch }
  | { message: string; remedy: string }

const NUMBERS = /^(smallint|integer|bigint|numeric|real|double precision)$/
export const TIMESTAMPTZ = 'timestamp with time zone'
export const ZONELESS = 'timestamp without time zone'

/** What there is, as a message names it. */
const KNOWN =
  'epoch_s(column), epoch_ms(column), epoch_us(column), at_zone(column, zone), coalesce(column, column, ...)'

/**
 * `epoch_ms(created)`: Unix milliseconds; `epoch_s`: seconds; `epoch_us`: microseconds; 0 says nothing. `at_zone(created, Europe/Berlin)`: times without a zone that
 * are meant in one. `coalesce(completed_at, failed_at)`: the first that is set, of one type. Null for what is no call.
 */
export function parseExpression(text: string, relation: Relation): Expression | null {
  const call = /^\s*([a-z_]+)\s*\(\s*(.*?)\s*\)\s*$/s.exec(text)
  if (call === null) return null
  const [, name = '', inside = ''] = call
  const args = inside.split(',').map(one => one.trim())
  const build = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (build === undefined) return { message: `there is no function ${name}`, remedy: `Use one of ${KNOWN}` }
  return build(args, relation)
}

type Build = (args: readonly string[], relation: Relation) => Expression

const FUNCTIONS: Readonly<Record<string, Build>> = {
  epoch_s: (args, relation) => epoch(args, relation, 1),
  epoch_ms: (args, relation) => epoch(args, relation, 1_000),
  epoch_us: (args, relation) => epoch(args, relation, 1_000_000),
  at_zone: ([name = '', zone = '', ...rest], relation) => {
    const column = columnOf(name, relation)
    if ('message' in column) return column
    if (zone === '' || rest.length > 0) return wrongArguments('at_zone')
    if (column.type !== ZONELESS) {
      const message = `${name} is of type ${column.type}: at_zone reads timestamps without a zone`
      return { message, remedy: 'Name the column alone' }
    }
    const sql = `(${quoted(column)} AT TIME ZONE ${escapeLiteral(zone)})`
    return { sql, type: TIMESTAMPTZ, columns: [column] }
  },
  coalesce: (args, relation) => {
    const columns: Column[] = []
    for (const name of args) {
      const column = columnOf(name, relation)
      if ('message' in column) return column
      columns.push(column)
    }
    const [first] = columns
    if (first === undefined || columns.length < 2) return wrongArguments('coalesce')
    const other = columns.find(({ type }) => type !== first.type)
    if (other !== undefined) {
      const message = `${first.name} is of type ${first.type}, ${other.name} of type ${other.type}`
      return { message, remedy: 'Name columns of one type in coalesce' }
    }
    return { sql: `coalesce(${columns.map(quoted).join(', ')})`, type: first.type, columns }
  },
}

function epoch([name = '', ...rest]: readonly string[], relation: Relation, perSecond: number): Expression {
  const column = columnOf(name, relation)
  if ('message' in column) return column
  if (rest.length > 0) return wrongArguments('epoch_s, epoch_ms and epoch_us')
  if (!NUMBERS.test(column.type)) {
    return { message: `${name} is of type ${column.type}, not a number`, remedy: 'Name the column alone' }
  }
  const scale = perSecond === 1 ? '::double precision' : ` / ${perSecond}.0`
  // Platforms write 0 where a time is not set.
  const sql = `pg_catalog.to_timestamp(nullif(${quoted(column)}, 0)${scale})`
  return { sql, type: TIMESTAMPTZ, columns: [column], epoch: { column, perSecond } }
}

function columnOf(name: string, relation: Relation): Column | { message: string; remedy: string } {
  const found = relation.columns.find(column => column.name === name)
  if (found !== undefined) return found
  const names = relation.columns.map(column => column.name)
  return {
    message: `the column ${name} does not exist`,
    remedy: `Correct the mapping; the table has ${names.slice(0, 12).join(', ')}`,
  }
}

function wrongArguments(name: string) {
  return { message: `${name} is not given what it takes`, remedy: `Write ${KNOWN}` }
}

function quoted({ name }: Column): string {
  return `t.${escapeIdentifier(name)}`
}
