// How one table will be read: the columns that exist, the order that an index serves, and what is wrong.
import { escapeIdentifier, escapeLiteral } from 'pg'
import type { SourceProblem } from '../../source.ts'
import type { Column, Relation } from '../connection/catalog.ts'
import { inPlace } from '../connection/described-query.ts'
import { type WallClock, wallClock } from '../connection/wall-clock.ts'
import { chooseKey, chooseOrder, type KnownBy, type Order, qualified, repeatable, SCANNED } from './access.ts'
import { deniedProblem, unusableIds } from './denied.ts'
import { changedTest, type Ends, endsOf } from './ends.ts'
import { type Expression, parseExpression, TIMESTAMPTZ, ZONELESS } from './expression.ts'
import { legibleJson } from './legible-json.ts'
import type { TableMapping } from './mapping.ts'
import { identifier, nameOf } from './pasted.ts'
import { columnsOf, idColumns, KINDS, mappingKey, orderRole, type Role, saysOnlyEnds } from './roles.ts'

export interface TablePlan {
  mapping: TableMapping
  /** Of its state in the cursor. */
  name: string
  /** Of the table or view, in the catalogue. */
  oid: string
  /** Quoted, with the alias `t`. Columns are qualified by it, or ORDER BY would take the text that is selected. */
  relation: string
  /** Rows are read in this order: by time, or by a number that only grows. */
  order: Order
  /** The whole key: finds a row again, and breaks ties of the order. At least one column. */
  key: readonly KeyColumn[]
  /** Whether rows are about what their id names, or, the id being part of a larger key, about the whole key. */
  entity: 'id' | 'key'
  knownBy: KnownBy
  /** The plan of a table that took this one's place; null where it is this one. */
  afresh: TablePlan | null
  /** What the database does not keep from being the same in two rows, so that it has to be looked at; null: nothing. */
  repeatable: 'key' | 'id' | null
  fields: readonly { role: string; sql: string }[]
  /** Roles whose column holds times without a zone, and the clocks that showed them. */
  zoneless: readonly string[]
  clock: WallClock
  /** The time at which a row begins. */
  begin: string
  /** What it is taken by: its expression, and the zone where it names none. */
  beginsBy: string
  ends: Ends
  /** SQL conditions, one of which holds of any row that says more than that it began. */
  changed: readonly string[]
  /** The time column allows NULL, so rows may hide from a reader who goes by time. */
  hidden: boolean
  estimatedRows: number | null
  /** A page in the order of time and key would sort all the rows that follow: its end is to be found first. */
  endsFirst: boolean
  /** Policies decide which rows the user sees. */
  rowSecurity: boolean
  /** Of which tables they are, as they may be pasted into a statement. */
  policiesOf: readonly string[]
  /** Who reads, and the name of the table, as they may be pasted into a statement. */
  user: string
  quoted: string
  /** Nothing is known of who writes to it: a view, or a table elsewhere. */
  view: boolean
}

export interface KeyColumn {
  sql: string
  /** To which a text is cast, never the column: an index would not serve it then. */
  type: string
}

export interface Planned {
  mapping: TableMapping
  /** What the database has by that name; left out where it has nothing. */
  relation?: Relation | undefined
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

/**
 * @param relation What the database has by that name; undefined where it has nothing.
 * @param zone In which the platform writes times that name none; null: nobody has said.
 * @param known By what its rows have been known so far; null where none were read.
 */
export function planTable(
  mapping: TableMapping,
  relation: Relation | undefined,
  zone: string | null = null,
  known: KnownBy | null = null,
): Planned {
  if (relation === undefined) {
    const problem = standing(
      mapping.table,
      'there is no such table or view',
      'Correct `table`, write it as schema.table, let the user see its schema (GRANT USAGE ON SCHEMA), or remove the entry',
    )
    return { mapping, plan: null, problems: [problem] }
  }
  const { fields, problems, fatal } = resolveFields(mapping, relation)
  const clock = wallClock(zone)
  const order = chooseOrder(mapping, relation, clock)
  const { columns: key, entity, found } = chooseKey(mapping, relation, known)
  const zoneless = zonelessRoles(mapping, relation)
  const faults = [...problems]
  if (!fatal && zone === null && zoneless.length > 0) faults.push(zoneUnsaid(mapping, zoneless))
  if (!fatal && order === null) faults.push(unordered(mapping, relation))
  if (!fatal && key.length === 0) faults.push(unfindable(mapping, relation))
  if (fatal || order === null || key.length === 0) return { mapping, plan: null, problems: faults }
  const kind = KINDS[mapping.as]
  const onlyEnds = saysOnlyEnds(mapping)
  // What is the same for all rows tells none of them apart.
  const begin = onlyEnds ? 'NULL' : (fields.find(({ role }) => role === kind.order)?.sql ?? order.sql)
  const plan: TablePlan = {
    mapping,
    name: mappingKey(mapping),
    oid: relation.oid,
    relation: `${placeOf(mapping, relation)} AS t`,
    order,
    key: key.map(({ name, type }) => ({ sql: qualified(name), type })),
    entity,
    afresh: known === null || sameKey(key, found) ? null : planTable(mapping, relation, zone).plan,
    knownBy: { id: idColumns(mapping), key: key.map(({ name }) => name), entity, found },
    repeatable: repeatable(mapping, relation, key, entity),
    fields,
    begin,
    beginsBy: zoneless.includes(kind.order) ? `${begin} ${zone ?? 'UTC'}` : begin,
    ends: endsOf(mapping, fields),
    zoneless,
    clock,
    changed: fields.flatMap(({ role, sql }) =>
      kind.changing.includes(role) ? [changedTest(mapping, role, sql)] : [],
    ),
    hidden:
      !onlyEnds && order.unit === 'time' && relation.columns.some(c => c.name === order.column && !c.notNull),
    estimatedRows: relation.estimatedRows,
    endsFirst: order.unit === 'time' && relation.kind === 'table' && !relation.incrementalSort,
    rowSecurity: relation.rowSecurity,
    policiesOf: relation.rowSecurity ? [nameOf(relation)] : [],
    user: identifier(relation.user),
    quoted: nameOf(relation),
    view: relation.kind === 'view',
  }
  return { mapping, plan, problems: faults }
}

function sameKey(key: readonly Column[], found: readonly string[]): boolean {
  return key.length === found.length && key.every(({ name }, i) => name === found[i])
}

function zonelessRoles(mapping: TableMapping, { columns }: Relation): string[] {
  const zoneless = new Set(columns.filter(({ type }) => type === ZONELESS).map(({ name }) => name))
  return [...columnsOf(mapping)].filter(([, column]) => zoneless.has(column)).map(([role]) => role)
}

/** Key of problems of times whose zone nobody has said, or said wrongly. */
export const ZONE_UNSAID = 'zone not said'

export function zoneUnsaid(mapping: TableMapping, zoneless: readonly string[]): SourceProblem {
  const columns = zoneless.map(role => columnsOf(mapping).get(role) ?? role)
  return {
    where: mapping.table,
    key: ZONE_UNSAID,
    message: `its times have no zone (${columns.join(', ')}); they are taken as UTC, though nothing says that they are`,
    remedy:
      'Write `zone: UTC` in the source where the platform writes UTC, else its zone, as `zone: Europe/Berlin`',
    refused: 0,
  }
}

function placeOf({ query }: TableMapping, { schema, name }: Relation): string {
  return query === undefined ? `${escapeIdentifier(schema)}.${escapeIdentifier(name)}` : inPlace(query)
}

const TIME_TYPES = [TIMESTAMPTZ, ZONELESS, 'date']
const JSON_TYPES = ['json', 'jsonb']
/** Longest text that is fetched of a cell: a name, or the head of an error. */
const TEXT_LENGTHS = { text: 200, prose: 500 }

function resolveFields(mapping: TableMapping, relation: Relation) {
  const fields: Array<{ role: string; sql: string }> = []
  const problems: SourceProblem[] = []
  const denied = new Map<string, 'needed' | 'left out'>()
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
    fatal ||= role.required !== 'never'
    if ('denied' in found) {
      denied.set(found.denied, role.required === 'never' ? 'left out' : 'needed')
      continue
    }
    const left = role.required === 'never' ? 'it is left out' : 'the table is not read'
    problems.push(standing(`${mapping.table}.${name}`, `${found.message}; ${left}`, found.remedy))
  }
  for (const { name, isThere } of unusableIds(mapping, relation)) {
    fatal = true
    if (isThere) denied.set(name, 'needed')
    else problems.push(standing(`${mapping.table}.${name}`, MISSING, similar(name, relation)))
  }
  const problem = deniedProblem(mapping, relation, denied)
  return { fields, problems: problem === null ? problems : [problem, ...problems], fatal }
}

const MISSING = 'the column does not exist; the table is not read'

function resolveColumn(role: Role, name: string, relation: Relation) {
  const exact = relation.columns.find(column => column.name === name)
  if (exact !== undefined) return selectColumn(role, exact)
  const expression = parseExpression(name, relation)
  if (expression !== null) return selectExpression(role, expression)
  const [head = '', ...path] = name.split('.')
  const json = relation.columns.find(column => column.name === head && JSON_TYPES.includes(column.type))
  if (json === undefined || path.length === 0 || role.type === 'time' || role.type === 'key') {
    return { message: 'the column does not exist', remedy: similar(name, relation) }
  }
  if (!json.readable) return { denied: json.name }
  const steps = path.map(step => escapeLiteral(step)).join(', ')
  return textOf(role, `(${legibleJson(json)} #>> ARRAY[${steps}])`)
}

function selectExpression(role: Role, expression: Expression) {
  if ('message' in expression) return expression
  const hidden = expression.columns.find(column => !column.readable)
  if (hidden !== undefined) return { denied: hidden.name }
  if (role.type === 'time' && !TIME_TYPES.includes(expression.type)) return untimely(expression.type)
  return textOf(role, `(${expression.sql})::text`)
}

function untimely(type: string) {
  const number = /int|numeric|double|real/.test(type)
  return {
    message: `the column is of type ${type}, not a timestamp`,
    remedy: number
      ? 'Map a timestamp column, or write epoch_s(column), epoch_ms(column) or epoch_us(column)'
      : 'Map a timestamp column',
  }
}

function selectColumn(role: Role, column: Column) {
  if (!column.readable) return { denied: column.name }
  if (role.type === 'time' && !TIME_TYPES.includes(column.type)) return untimely(column.type)
  const number = role.type === 'number' && column.type === 'money' ? '::numeric' : ''
  return textOf(role, `${qualified(column.name)}${number}::text`)
}

function textOf(role: Role, sql: string): string {
  return role.type === 'text' || role.type === 'prose' ? `left(${sql}, ${TEXT_LENGTHS[role.type]})` : sql
}

function similar(name: string, relation: Relation): string {
  const names = relation.columns.map(column => column.name)
  const near = names.filter(other => other.includes(name) || name.includes(other))
  const listed = (near.length > 0 ? near : names).slice(0, 12).join(', ')
  return `Correct the mapping; the table has ${listed}`
}

function unordered(mapping: TableMapping, relation: Relation): SourceProblem {
  const column = columnsOf(mapping).get(orderRole(mapping)) ?? ''
  return standing(
    `${mapping.table}.${column}`,
    `no index leads with this column, the primary key does not ascend, and the table has more than ${SCANNED} rows, so each ` +
      'poll would scan all of them; the table is not read',
    `CREATE INDEX ${concurrently(relation)}ON ${nameOf(relation)} (${identifier(column)})`,
  )
}

function unfindable(mapping: TableMapping, relation: Relation): SourceProblem {
  const column = columnsOf(mapping).get('id') ?? ''
  return standing(
    `${mapping.table}.${column}`,
    `the table has no primary key, no index on this column and more than ${SCANNED} rows, so rows that change cannot ` +
      'be followed; the table is not read',
    `CREATE ${relation.partitioned ? '' : 'UNIQUE '}INDEX ${concurrently(relation)}ON ${nameOf(relation)} (${identifier(column)})`,
  )
}

/** PostgreSQL creates no index on a partitioned table concurrently. */
function concurrently({ partitioned }: Relation): string {
  return partitioned ? '' : 'CONCURRENTLY '
}
