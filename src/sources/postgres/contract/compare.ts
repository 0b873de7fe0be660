// Holds the table as it is against the contract: what has been broken of it, and what has changed and harms nothing.
import type { Millis } from '../../../core/clock.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { identifier, nameOf } from '../mapping/pasted.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { brokenColumn } from './columns.ts'
import { type Contract, type IndexTerm, leads, learn, restOf, tellsApart } from './contract.ts'
import type { Finding } from './finding.ts'
import type { Seen, SeenColumn } from './look.ts'

export interface Compared {
  findings: readonly Finding[]
  /** What is relied on from now on: what was broken stays as it was. */
  contract: Contract
  /** What has changed since the last look, in words. */
  recorded: readonly string[]
}

const MOST_CHANGES = 20

/** `plan` null: the table cannot be read as it is mapped. */
export function compare(
  contract: Contract,
  { mapping, plan, seen }: { mapping: TableMapping; plan: TablePlan | null; seen: Seen },
  now: Millis,
): Compared {
  const isSame = seen.oid === contract.rest.oid
  const broken = contract.columns.flatMap(term => {
    const finding = brokenColumn(mapping, term, seen, isSame)
    return finding === null ? [] : [{ term, finding }]
  })
  const lost = contract.indexes.filter(index => isLost(index, seen))
  const descends = (contract.increment ?? -1) > 0 && (seen.sequence?.by ?? 1) < 0
  const findings = [
    ...(seen.schema === contract.rest.schema ? [] : [elsewhere(mapping, contract, seen)]),
    ...broken.map(({ finding }) => finding),
    ...lost.map(index => lostIndex(mapping, contract, index, seen)),
    ...(descends ? [descending(mapping, seen)] : []),
  ]
  const recorded = [...restChanges(contract, seen, isSame), ...columnChanges(contract, seen, broken)]
  const changes = [...contract.changes, ...recorded.map(what => ({ at: now, what }))].slice(-MOST_CHANGES)
  const fresh = plan === null ? contract : learn({ mapping, plan, seen }, now)
  // In another table the numbers of columns are others.
  const kept = broken.map(({ term }) => (isSame ? term : { ...term, num: 0 }))
  const isKept = (name: string): boolean => kept.some(term => term.name === name)
  const names = new Set(contract.columns.map(({ name }) => name))
  const next: Contract = {
    ...contract,
    columns: [
      ...kept,
      ...fresh.columns.filter(({ name }) => !isKept(name) && (names.has(name) || plan !== null)),
    ],
    indexes: [...lost, ...fresh.indexes.filter(one => !lost.some(other => serveSame(one, other)))],
    // A name that stands for a table elsewhere goes on being named.
    rest: seen.schema === contract.rest.schema ? restOf(seen) : contract.rest,
    scans: lost.length > 0 ? contract.scans : seen.scans,
    increment: descends ? contract.increment : fresh.increment,
    changes,
  }
  return { findings, contract: next, recorded }
}

function serveSame(one: IndexTerm, other: IndexTerm): boolean {
  return one.serves === other.serves && one.columns.join('\n') === other.columns.join('\n')
}

/** Where a column of it is not there, that says it all. */
function isLost({ serves, columns }: IndexTerm, seen: Seen): boolean {
  if (!'rpm'.includes(seen.kind)) return false
  if (!columns.every(one => seen.columns.some(({ name }) => name === one))) return false
  const [first = ''] = columns
  return !seen.indexes.some(index => (serves === 'order' ? leads(index, first) : tellsApart(index, columns)))
}

function lostIndex(
  { table }: TableMapping,
  { scans }: Contract,
  { name, serves, columns, remake }: IndexTerm,
  seen: Seen,
): Finding {
  const isInvalid = seen.indexes.some(index => index.name === name && !index.valid)
  const became = isInvalid ? 'is not valid' : 'is gone'
  const what =
    serves === 'order'
      ? `the index ${name}, by which its rows are found in the order of ${columns.join(', ')}, ${became}`
      : `nothing keeps two rows from having the same ${columns.join(', ')} any more: ${name} ${became}`
  const [scanned, rows] = [seen.scans[0] - scans[0], seen.scans[1] - scans[1]]
  const evidence = scanned > 0 ? `; since then ${scanned} sequential scans have read ${rows} rows of it` : ''
  return {
    where: table,
    key: `${name} is gone`,
    message: `${what}; the table has about ${Math.round(seen.rows)} rows${evidence}`,
    remedy: isInvalid
      ? `REINDEX INDEX CONCURRENTLY ${identifier(seen.schema)}.${identifier(name)}`
      : remade(remake, seen),
    roles: [],
  }
}

/** PostgreSQL makes none concurrently on a table that is partitioned, and a constraint neither. */
function remade(remake: string, { kind }: Seen): string {
  return kind === 'p'
    ? remake.replace(' ON ONLY ', ' ON ')
    : remake.replace(/^(CREATE (?:UNIQUE )?INDEX) /, '$1 CONCURRENTLY ')
}

function descending({ table }: TableMapping, { sequence }: Seen): Finding {
  return {
    where: table,
    key: 'keys descend',
    message: `the sequence of its key goes by ${sequence?.by} now: rows come below those that were read, and late`,
    remedy: `ALTER SEQUENCE ${sequence?.name} INCREMENT BY 1`,
    roles: [],
  }
}

function elsewhere({ table }: TableMapping, { rest }: Contract, seen: Seen): Finding {
  return {
    where: table,
    key: 'another table by that name',
    message: `the name stands for ${nameOf(seen)} now, and stood for ${nameOf(rest)}`,
    remedy: `Correct the search_path of the user, or write the name with its schema: \`table: ${rest.schema}.${rest.name}\``,
    roles: null,
  }
}

function restChanges({ rest }: Contract, seen: Seen, isSame: boolean): string[] {
  const now = restOf(seen)
  const words = isSame ? [] : ['the table was made anew']
  if (rest.kind !== now.kind) words.push(`it is ${kindOf(now.kind)} now, was ${kindOf(rest.kind)}`)
  if (rest.persistence !== now.persistence)
    words.push(now.persistence === 'u' ? 'it is unlogged now' : 'it is logged now')
  return [
    ...words,
    ...difference('column', rest.columns, now.columns),
    ...difference('index', rest.indexes, now.indexes),
    ...difference('partition or heir', rest.children, now.children),
  ]
}

function kindOf(kind: string): string {
  return (
    { r: 'a table', p: 'a partitioned table', v: 'a view', m: 'a materialised view', f: 'a foreign table' }[
      kind
    ] ?? 'a query'
  )
}

function difference(what: string, before: readonly string[], now: readonly string[]): string[] {
  const added = now.filter(name => !before.includes(name))
  const gone = before.filter(name => !now.includes(name))
  return [
    ...(added.length > 0 ? [`${what} ${added.join(', ')} added`] : []),
    ...(gone.length > 0 ? [`${what} ${gone.join(', ')} gone`] : []),
  ]
}

function columnChanges(
  { columns }: Contract,
  seen: Seen,
  broken: ReadonlyArray<{ term: { name: string } }>,
): string[] {
  return columns.flatMap(was => {
    const is = seen.columns.find(({ name }) => name === was.name)
    const isBroken = broken.some(({ term }) => term.name === was.name)
    return is === undefined || isBroken ? [] : columnChange(was, is)
  })
}

function columnChange(was: SeenColumn, is: SeenColumn): string[] {
  const { name } = was
  const differs = (key: 'notNull' | 'hasDefault' | 'generated', now: string, before: string): string[] =>
    is[key] === was[key] ? [] : [`${name} ${is[key] ? now : before}`]
  const [labels, before] = [is.labels ?? [], was.labels ?? []]
  return [
    ...(is.num === was.num ? [] : [`${name} was made anew`]),
    ...(is.type === was.type ? [] : [`${name} is ${is.type} now, was ${was.type}`]),
    ...differs('notNull', 'may not be null any more', 'may be null now'),
    ...differs('hasDefault', 'has a default now', 'has no default any more'),
    ...differs('generated', 'is computed now', 'is not computed any more'),
    ...(labels.join('\n') === before.join('\n') ? [] : [`${name} may be ${labels.join(', ')} now`]),
  ]
}
