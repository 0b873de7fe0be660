// Looks at an unknown database, read-only: which tables it has, what they seem to mean, and what is missing.

import { listRelations, primaryKey, type Relation } from '../connection/catalog.ts'
import { describeTarget } from '../connection/failures.ts'
import { createSession, type Session } from '../connection/session.ts'
import { phantomTest } from '../kinds/tasks.ts'
import { DEFAULTS, type TableMapping, type TasksMapping } from '../mapping/mapping.ts'
import { planTable, type TablePlan } from '../mapping/plan.ts'
import { columnsOf, KINDS, UNDERWAY } from '../mapping/roles.ts'
import { latestRows } from '../reading/statements.ts'
import { type Detected, detectMapping, MODEL_KEYS, tableName } from './guess-mapping.ts'

export interface Inspection {
  /** `postgres://user@host:port/database`, without the password. */
  target: string
  /** Version of the server. */
  server: string
  tables: readonly Relation[]
  mappings: readonly InspectedMapping[]
}

export interface InspectedMapping extends Detected {
  estimatedRows: number | null
  /** What it lacks, and what follows from that. */
  missing: readonly string[]
  /** What the latest rows show. */
  seen: readonly string[]
}

/** Most tables that are looked at, and most rows of a task table. */
const MOST_TABLES = 500
const SAMPLE = 1_000
const STATEMENT_TIMEOUT = 10_000

/** Reads the catalogue and at most a thousand rows of each task table. Throws SourceError if it cannot. */
export async function inspectDatabase(url: string, signal: AbortSignal): Promise<Inspection> {
  const session = createSession({ url, statementTimeout: STATEMENT_TIMEOUT, signal })
  try {
    const [[version] = []] = await session.read([{ text: 'SHOW server_version', values: [] }])
    const tables = await listRelations(session, MOST_TABLES)
    const mappings: InspectedMapping[] = []
    const detected = detectMapping(tables)
    const haveRuns = detected.some(({ mapping }) => mapping.as === 'runs')
    for (const candidate of detected) {
      const table = tables.find(relation => tableName(relation) === candidate.mapping.table)
      if (table !== undefined) mappings.push(await inspectMapping(session, candidate, table, haveRuns))
    }
    return { target: describeTarget(url) ?? '', server: version?.[0] ?? '', tables, mappings }
  } finally {
    await session.close()
  }
}

/** The findings in words, for a terminal. */
export function describeInspection({ target, server, tables, mappings }: Inspection): string {
  const lines = [`${target} (PostgreSQL ${server}): ${tables.length} tables and views`]
  for (const { mapping, certain, estimatedRows, missing, seen } of mappings) {
    const size = estimatedRows === null ? 'size not known' : `about ${estimatedRows} rows`
    lines.push('', `${mapping.table}: ${certain ? '' : 'perhaps '}${mapping.as} (${size})`)
    lines.push(...seen.map(line => `  found    ${line}`), ...missing.map(line => `  missing  ${line}`))
  }
  if (!mappings.some(({ mapping }) => mapping.as === 'tasks')) {
    lines.push(
      '',
      'No table looks like one of tasks: it would need a status, a created_at and a completed_at.',
    )
  }
  return lines.join('\n')
}

async function inspectMapping(
  session: Session,
  { mapping, certain }: Detected,
  table: Relation,
  haveRuns: boolean,
): Promise<InspectedMapping> {
  const { plan, problems } = planTable(mapping, table)
  const missing = [
    ...problems.map(({ where, message, remedy }) => `${where}: ${message}. ${remedy ?? ''}`.trim()),
    ...missingParts(mapping, table, haveRuns),
  ]
  const base = { certain: certain && plan !== null, estimatedRows: table.estimatedRows }
  if (mapping.as !== 'tasks' || plan === null) return { ...base, mapping, missing, seen: [] }
  const sampled = await sampleTasks(session, mapping, plan, table)
  return {
    ...base,
    mapping: sampled.mapping,
    missing: [...missing, ...sampled.missing],
    seen: sampled.seen,
  }
}

function missingParts(mapping: TableMapping, table: Relation, haveRuns: boolean): string[] {
  const has = (name: string): boolean => columnsOf(mapping).has(name)
  const parts: string[] = []
  if (mapping.as === 'tasks' && !has('startedAt')) {
    parts.push(
      haveRuns
        ? 'no started_at: tasks start where the table of runs says so'
        : 'no started_at: run time is reconstructed if you declare `concurrency: 1`, and left out otherwise',
    )
  }
  if (mapping.as === 'tasks' && !has('type')) parts.push('no type: every task is of type `unknown`')
  if (mapping.as === 'claims' && !has('probability')) {
    parts.push('no probability: each claim is taken to claim certainty')
  }
  if (mapping.as === 'claims' && !has('propensity')) {
    parts.push('no audit propensity: the gap between claimed and verified is given as bounds')
  }
  if (mapping.as === 'releases' && !has('component')) {
    parts.push('no component: each release counts as one of the whole platform')
  }
  if (/drone/i.test(table.name) && mapping.as === 'observations') {
    parts.push(
      'no time of realisation beside its amounts: they cannot be followed as ROI; its rows are counted',
    )
  }
  const order = columnsOf(mapping).get(KINDS[mapping.as].order) ?? ''
  const indexed = table.indexes.some(({ columns }) => columns[0] === order)
  const [key] = primaryKey(table)
  if (table.kind === 'table' && !indexed && key !== undefined) {
    parts.push(`no index on ${order}: rows are read in order of ${key.name} instead`)
  }
  return parts
}

interface SampledTasks {
  mapping: TableMapping
  seen: string[]
  missing: string[]
}

async function sampleTasks(
  session: Session,
  mapping: TasksMapping,
  plan: TablePlan,
  table: Relation,
): Promise<SampledTasks> {
  const json = mapping.columns.model?.split('.')[0]
  const isPath = json !== undefined && !table.columns.some(({ name }) => name === mapping.columns.model)
  const [rows = []] = await session.read([latestRows(plan, isPath ? [json, MODEL_KEYS] : null, SAMPLE)])
  const cells = (role: string): (string | null)[] => {
    const position = plan.fields.findIndex(field => field.role === role)
    return position < 0 ? [] : rows.map(row => row[position] ?? null)
  }
  const seen = [...statusLines(cells('status')), ...phantomLines(cells('error'), rows.length)]
  if (!isPath) return { mapping, seen, missing: [] }
  const { model: _, ...rest } = mapping.columns
  const keys = MODEL_KEYS.map((key, i) => ({
    key,
    count: rows.filter(row => row[plan.fields.length + i] != null).length,
  }))
  const best = keys.reduce((a, b) => (b.count > a.count ? b : a))
  if (best.count === 0) {
    const missing = [`no column and no key of ${json} names the model of a task`]
    return { mapping: { ...mapping, columns: rest }, seen, missing }
  }
  const path = `${json}.${best.key}`
  seen.push(`${path} names the model in ${best.count} of the latest ${rows.length} rows`)
  return { mapping: { ...mapping, columns: { ...rest, model: path } }, seen, missing: [] }
}

function statusLines(statuses: readonly (string | null)[]): string[] {
  const counts = [...Map.groupBy(statuses, status => status ?? 'NULL')]
    .map(([status, members]) => [status, members.length] as const)
    .sort((a, b) => b[1] - a[1])
  if (counts.length === 0) return []
  const known = [...UNDERWAY, ...DEFAULTS.statuses.completed, ...DEFAULTS.statuses.failed]
  const strange = counts.filter(([status]) => !known.includes(status.toLowerCase()))
  const lines = [`statuses of the latest rows: ${counts.map(([s, n]) => `${s} ${n}`).join(', ')}`]
  if (strange.length > 0) {
    const names = strange.map(([status]) => status).join(', ')
    lines.push(`statuses not understood: ${names}. Put those that end a task into \`statuses\``)
  }
  return lines
}

function phantomLines(errors: readonly (string | null)[], sampled: number): string[] {
  const isPhantom = phantomTest(DEFAULTS.phantom)
  const phantoms = errors.filter(isPhantom)
  if (phantoms.length === 0) return []
  const columns = new Set(
    phantoms.flatMap(
      error => /column "([^"]*)" of relation "[^"]*" does not exist/i.exec(error ?? '')?.[1] ?? [],
    ),
  )
  const because =
    columns.size === 0 ? '' : `: the code writes ${[...columns].join(', ')}, which does not exist`
  return [
    `phantom failures: ${phantoms.length} of the latest ${sampled} tasks failed only in being recorded${because}`,
  ]
}
