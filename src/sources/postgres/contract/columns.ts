// What has become of a column that a mapping names: gone, called otherwise, of a type that does not fit, or of other values.
import { DEFAULTS, type TableMapping } from '../mapping/mapping.ts'
import { identifier, nameOf } from '../mapping/pasted.ts'
import { underwayOf } from '../mapping/roles.ts'
import type { ColumnTerm } from './contract.ts'
import type { Finding } from './finding.ts'
import type { Seen, SeenColumn } from './look.ts'
import { misfit } from './types.ts'

/** Null where it is as it has to be. `isSame`: the table is the one of before, so that its columns have their numbers. */
export function brokenColumn(
  mapping: TableMapping,
  was: ColumnTerm,
  seen: Seen,
  isSame: boolean,
): Finding | null {
  const is = seen.columns.find(({ name }) => name === was.name)
  const roles = was.roles.map(({ name }) => name)
  const where = `${mapping.table}.${was.roles[0]?.named ?? was.name}`
  if (is === undefined) {
    const called = isSame && was.num > 0 ? seen.columns.find(({ num }) => num === was.num) : undefined
    const became = called === undefined ? 'is not there any more' : `is called ${called.name} now`
    const message = `the column ${was.name} was there as ${was.type}, and ${became}`
    return { where, message, remedy: backAgain(was, called, seen), roles }
  }
  const fault = misfit(was, is)
  if (fault !== null) {
    const message = `the column is of type ${is.type} now, was ${was.type}: ${fault}`
    return { where, message, remedy: typeAgain(was, is, seen), roles }
  }
  return otherLabels(mapping, was, is, where)
}

function backAgain(was: ColumnTerm, called: SeenColumn | undefined, seen: Seen): string {
  if (seen.kind === 'q') return `Give the query its column ${was.name} again`
  const role = snake(was.roles[0]?.name ?? '')
  if (seen.kind === 'v' || seen.kind === 'm')
    return `Give the view its column ${was.name} again, or leave out \`${role}\``
  const table = nameOf(seen)
  if (called !== undefined) {
    return `Write \`${role}: ${called.name}\`; where it was not meant: ALTER TABLE ${table} RENAME COLUMN ${identifier(called.name)} TO ${identifier(was.name)}`
  }
  return `Map another column, or none; where it was not meant, bring back what it held, or go on without: ALTER TABLE ${table} ADD COLUMN ${identifier(was.name)} ${was.type}`
}

function typeAgain(was: ColumnTerm, is: SeenColumn, seen: Seen): string {
  if (!'rp'.includes(seen.kind)) return `Let it be ${was.type} again, or map another column`
  const column = identifier(was.name)
  const isNumber = /int|numeric|double|real/.test(is.type)
  if (isNumber && was.type.startsWith('timestamp'))
    return `Write epoch_s(${was.name}), epoch_ms(${was.name}) or epoch_us(${was.name}), or let it be ${was.type} again`
  const cast = was.labels === null ? column : `${column}::text`
  return `Map another column; where it was not meant: ALTER TABLE ${nameOf(seen)} ALTER COLUMN ${column} TYPE ${was.type} USING ${cast}::${was.type}`
}

/** Values that a type has come to allow, or that are called otherwise, and that no list of the mapping names. */
function otherLabels(mapping: TableMapping, was: ColumnTerm, is: SeenColumn, where: string): Finding | null {
  const role = was.roles.find(({ name }) => name === 'status' || name === 'outcome')
  if (role === undefined || was.labels === null || is.labels === null) return null
  const known = listed(mapping)
  const before = new Set(was.labels)
  const unknown = is.labels.filter(label => !before.has(label) && !known.has(label.toLowerCase()))
  const [first] = unknown
  if (first === undefined) return null
  const list = role.name === 'status' ? 'statuses' : 'outcomes'
  const place = is.labels.indexOf(first)
  const gone = is.labels.length === was.labels.length ? was.labels[place] : undefined
  const message =
    gone === undefined
      ? `it may be ${unknown.join(', ')} now, which no list of \`${list}\` names: rows that say so are refused, or stay open`
      : `${gone} is called ${first} now, which no list of \`${list}\` names: rows that say so are refused, or stay open`
  const into = role.name === 'status' ? '`completed`, `failed` or `underway`' : '`verified` or `refuted`'
  const back =
    gone === undefined
      ? ''
      : `; where it was not meant: ALTER TYPE ${is.typeName} RENAME VALUE ${literal(first)} TO ${literal(gone)}`
  return {
    where,
    message,
    remedy: `Write ${unknown.join(', ')} into ${into} of \`${list}\`${back}`,
    roles: [role.name],
  }
}

function listed(mapping: TableMapping): ReadonlySet<string> {
  if (mapping.as === 'tasks') {
    const statuses = mapping.statuses ?? DEFAULTS.statuses
    return lower([...statuses.completed, ...statuses.failed, ...underwayOf(statuses)])
  }
  if (mapping.as !== 'claims') return new Set()
  const { verified, refuted } = mapping.outcomes ?? DEFAULTS.outcomes
  return lower([...verified, ...refuted])
}

function lower(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map(word => word.toLowerCase()))
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** As it is written in the configuration. */
function snake(role: string): string {
  return role.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
