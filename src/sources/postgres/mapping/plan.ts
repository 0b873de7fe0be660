// How one table will be read: the columns that exist, the order that an index serves, and what is wrong.
import { escapeIdentifier, escapeLiteral } from 'pg'
import type { SourceProblem } from '../../source.ts'
import { type Column, isOrdered, primaryKey, type Relation } from '../connection/catalog.ts'
import { DEFAULTS, type TableMapping } from './mapping.ts'
import { columnsOf, KINDS, mappingKey, type Role, UNDERWAY } from './roles.ts'

export interface TablePlan {
  mapping: TableMapping
  /** Of its state in the cursor. */
  key: string
  /** Quoted, with the alias `t`. Columns are qualified by it, or ORDER BY would take the text that is selected. */
  relation: string
  /** Rows are read in this order: by time, or by a number that only grows. */
  order: { column: string; sql: string; type: string; unit: 'time' | 'serial' }
  /** Finds a row again, and breaks ties of the order. */
  row: { sql: string; type: string }
  fields: readonly { role: string; sql: string }[]
  /** SQL conditions, one of which holds of any row that says more than that it began. */
  changed: readonly string[]
  /** The time column allows NULL, so rows may hide from a reader who goes by time. */
  hidden: boolean
  estimatedRows: number | null
}

export interface Planned {
  /** Null: the table cannot be read as it is mapped. */
  plan: TablePlan | null
  problems: readonly SourceProblem[]
}

const standing = (where: string, message: string, remedy: string): SourceProblem => ({
  where,
  message,
  remedy,
  refused: 0,
})

/** @param relation What the database has by that name; undefined where it has nothing. */
export function planTable(mapping: TableMapping, relation: Relation | undefined): Planned {
  if (relation === undefined) {
    const problem = standing(
      mapping.table,
      'there is no such table or view',
      'Correct `table`, write it as schema.table, or remove the entry',
    )
    return { plan: null, problems: [problem] }
  }
  const { fields, problems, fatal } = resolveFields(mapping, relation)
  const order = chooseOrder(mapping, relation)
  const row = chooseRow(mapping, relation)
  const faults = [...problems]
  if (!fatal && order === null) faults.push(unordered(mapping))
  if (!fatal && row === null) faults.push(unfindable(mapping))
  if (fatal || order === null || row === null) return { plan: null, problems: faults }
  const kind = KINDS[mapping.as]
  const plan: TablePlan = {
    mapping,
    key: mappingKey(mapping),
    relation: `${escapeIdentifier(relation.schema)}.${escapeIdentifier(relation.name)} AS t`,
    order,
    row: { sql: qualified(row.name), type: row.type },
    fields,
    changed: fields.flatMap(({ role, sql }) =>
      kind.changing.includes(role) ? [changedTest(mapping, role, sql)] : [],
    ),
    hidden: order.unit === 'time' && relation.columns.some(c => c.name === order.column && !c.notNull),
    estimatedRows: relation.estimatedRows,
  }
  return { plan, problems: faults }
}

const TIME_TYPES = ['timestamp with time zone', 'timestamp without time zone', 'date']
const JSON_TYPES = ['json', 'jsonb']
/** Longest text that is fetched of a cell: a name, or the head of an error. */
const TEXT_LENGTHS = { text: 200, prose: 500 }

function resolveFields(mapping: TableMapping, relation: Relation) {
  const fields: Array<{ role: string; sql: string }> = []
  const problems: SourceProblem[] = []
  const named = columnsOf(mapping)
  let fatal = false
  for (const role of KINDS[mapping.as].roles) {
    const name = named.get(role.name)
    if (name === undefined && role.required === 'always') {
      fatal = true
      problems.push(
        standing(mapping.table, `\`columns.${role.name}\` is not given`, 'Name the column that holds it'),
      )
    }
    if (name === undefined) continue
    const found = resolveColumn(role, name, relation)
    if (typeof found === 'string') {
      fields.push({ role: role.name, sql: found })
      continue
    }
    const left = role.required === 'never' ? 'it is left out' : 'the table is not read'
    fatal ||= role.required !== 'never'
    problems.push(standing(`${mapping.table}.${name}`, `${found.message}; ${left}`, found.remedy))
  }
  return { fields, problems, fatal }
}

function resolveColumn(role: Role, name: string, relation: Relation) {
  const exact = relation.columns.find(column => column.name === name)
  if (exact !== undefined) return selectColumn(role, exact, relation)
  const [head = '', ...path] = name.split('.')
  const json = relation.columns.find(column => column.name === head && JSON_TYPES.includes(column.type))
  if (json === undefined || path.length === 0 || role.type === 'time' || role.type === 'key') {
    return { message: 'the column does not exist', remedy: similar(name, relation) }
  }
  if (!json.readable) return unreadable(json, relation)
  const steps = path.map(step => escapeLiteral(step)).join(', ')
  return textOf(role, `(${qualified(head)} #>> ARRAY[${steps}])`)
}

function selectColumn(role: Role, column: Column, relation: Relation) {
  if (!column.readable) return unreadable(column, relation)
  if (role.type === 'time' && !TIME_TYPES.includes(column.type)) {
    return {
      message: `the column is of type ${column.type}, not a timestamp`,
      remedy: 'Map a timestamp column',
    }
  }
  return textOf(role, `${qualified(column.name)}::text`)
}

function changedTest(mapping: TableMapping, role: string, sql: string): string {
  if (mapping.as !== 'tasks' || role !== 'status') return `${sql} IS NOT NULL`
  const { completed, failed } = mapping.statuses ?? DEFAULTS.statuses
  const ending = new Set([...completed, ...failed].map(status => status.toLowerCase()))
  const underway = UNDERWAY.filter(status => !ending.has(status)).map(escapeLiteral)
  return `lower(${sql}) NOT IN ('', ${underway.join(', ')})`
}

function qualified(column: string): string {
  return `t.${escapeIdentifier(column)}`
}

function textOf(role: Role, sql: string): string {
  return role.type === 'text' || role.type === 'prose' ? `left(${sql}, ${TEXT_LENGTHS[role.type]})` : sql
}

function unreadable(column: Column, relation: Relation) {
  const table = `${relation.schema}.${relation.name}`
  return {
    message: `the user may not read column ${column.name}`,
    remedy: `GRANT SELECT ON ${table} TO the user of the URL, and USAGE on its schema`,
  }
}

function similar(name: string, relation: Relation): string {
  const names = relation.columns.map(column => column.name)
  const near = names.filter(other => other.includes(name) || name.includes(other))
  const listed = (near.length > 0 ? near : names).slice(0, 12).join(', ')
  return `Correct the mapping; the table has ${listed}`
}

const SERIAL_TYPES = ['smallint', 'integer', 'bigint']

function chooseOrder(mapping: TableMapping, relation: Relation): TablePlan['order'] | null {
  const time = columnsOf(mapping).get(KINDS[mapping.as].order)
  const column = relation.columns.find(candidate => candidate.name === time)
  if (column !== undefined && (relation.kind === 'view' || isOrdered(relation, column.name))) {
    return { column: column.name, sql: qualified(column.name), type: column.type, unit: 'time' }
  }
  const key = primaryKey(relation)
  if (key === null || !key.readable || !SERIAL_TYPES.includes(key.type)) return null
  return { column: key.name, sql: qualified(key.name), type: key.type, unit: 'serial' }
}

/** Rows that never change need no index to be found again: the order's own is enough. */
function chooseRow(mapping: TableMapping, relation: Relation): Column | null {
  const key = primaryKey(relation)
  if (key?.readable) return key
  const kind = KINDS[mapping.as]
  const named = columnsOf(mapping).get(kind.roles[0]?.name ?? '')
  const column = relation.columns.find(candidate => candidate.name === named) ?? null
  if (column === null || relation.kind === 'view' || !kind.mutable) return column
  return isOrdered(relation, column.name) ? column : null
}

function unordered(mapping: TableMapping): SourceProblem {
  const column = columnsOf(mapping).get(KINDS[mapping.as].order) ?? ''
  return standing(
    `${mapping.table}.${column}`,
    'no index leads with this column and the primary key does not ascend, so each look would scan the whole ' +
      'table; the table is not read',
    `CREATE INDEX CONCURRENTLY ON ${mapping.table} (${escapeIdentifier(column)})`,
  )
}

function unfindable(mapping: TableMapping): SourceProblem {
  const column = columnsOf(mapping).get('id') ?? ''
  return standing(
    `${mapping.table}.${column}`,
    'the table has no primary key and no index on this column, so rows that change cannot be followed; the ' +
      'table is not read',
    `CREATE UNIQUE INDEX CONCURRENTLY ON ${mapping.table} (${escapeIdentifier(column)})`,
  )
}
