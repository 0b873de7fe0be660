// Looks at an unknown database, read-only: which tables it has, what they seem to mean, and what is missing.

import { messageOf, SourceError } from '../../../core/errors.ts'
import { distinct } from '../../../core/names/distinct.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'
import { listRelations, primaryKey, type Relation, tableName } from '../connection/catalog.ts'
import { describeTarget, isConnectionFailure } from '../connection/failures.ts'
import { createSession, type Session } from '../connection/session.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { Planned } from '../mapping/plan.ts'
import { columnsOf, orderRole } from '../mapping/roles.ts'
import { files, members } from '../presets/members.ts'
import type { Preset } from '../presets/preset.ts'
import { withArchives } from './archives.ts'
import { countedIn, withEpochs } from './epochs.ts'
import { type Detected, detectMapping, unsureTimes } from './guess-mapping.ts'
import { partial } from './row-security.ts'
import { filledFirst, sampleTasks } from './sample.ts'
import { planTables } from './survey.ts'
import { judgeZone, likelyZone, zoneEvidence } from './zone-evidence.ts'

const presets: readonly Preset[] = distinct(members, files, ({ name }) => name)

export interface Inspection {
  /** `postgres://user@host:port/database`, without the password. */
  target: string
  /** Version of the server. */
  server: string
  tables: readonly Relation[]
  /** There are more tables than were looked at. */
  more: boolean
  mappings: readonly InspectedMapping[]
  /** Those among the tables that belong to a platform that is known; left out where there is none. */
  owned?: ReadonlySet<Relation>
  /** In which times that name none seem to be written; null: all name theirs. */
  zone: SeenZone | null
}

export interface SeenZone {
  name: string
  /** What makes it likely. */
  because: string
}

export interface InspectedMapping extends Detected {
  /** The platform that it is a part of: `River, 0.12 or later`; null where it was guessed. */
  platform: string | null
  estimatedRows: number | null
  /** What it lacks, and what follows from that. */
  missing: readonly string[]
  /** What the latest rows show. */
  seen: readonly string[]
}

/** Most tables that are looked at. */
const MOST_TABLES = 5_000
const STATEMENT_TIMEOUT = 10_000

interface Candidate extends Detected {
  platform: string | null
  notes: readonly string[]
}

/** What a preset recognises comes first; about its tables nothing is guessed. */
function candidatesOf(tables: readonly Relation[]): {
  candidates: readonly Candidate[]
  owned: ReadonlySet<Relation>
} {
  const known = presets.flatMap(preset => {
    const recognised = preset.recognise(tables)
    return recognised === null ? [] : [{ platform: `${preset.name}, ${recognised.version}`, ...recognised }]
  })
  const owned = new Set(known.flatMap(({ owns }) => owns))
  const free = tables.filter(table => !owned.has(table))
  const guessed = withArchives(withoutHeirs(detectMapping(free), tables), free)
  const candidates = [
    ...known.flatMap(({ platform, mappings, notes }) =>
      mappings.map((mapping, i) => ({ mapping, certain: true, platform, notes: i === 0 ? notes : [] })),
    ),
    ...guessed.map(({ notes = [], ...one }) => ({ ...one, platform: null, notes })),
  ]
  return { candidates, owned }
}

/** Rows of a table that inherits from one that is proposed are read with that one. */
function withoutHeirs(detected: readonly Detected[], tables: readonly Relation[]): readonly Detected[] {
  const named = new Map(tables.map(table => [tableName(table), table] as const))
  const proposed = new Set(detected.map(({ mapping }) => named.get(mapping.table)?.oid))
  const heirs = heirsOf(tables, proposed)
  const withHeirs = (one: Detected): Detected => {
    const own = heirs.filter(({ above }) => above.includes(named.get(one.mapping.table)?.oid ?? ''))
    if (own.length === 0) return one
    const some = own.slice(0, 3).map(tableName).join(', ')
    const more = own.length > 3 ? ` and ${own.length - 3} more` : ''
    return {
      ...one,
      notes: [...(one.notes ?? []), `tables inherit from it, and are read with it: ${some}${more}`],
    }
  }
  return detected
    .filter(({ mapping }) => !heirs.some(heir => heir === named.get(mapping.table)))
    .map(withHeirs)
}

function heirsOf(tables: readonly Relation[], of: ReadonlySet<string | undefined>): readonly Relation[] {
  return tables.filter(({ above }) => above.some(oid => of.has(oid)))
}

/** Reads the catalogue and at most a thousand rows of each task table. Throws SourceError if it cannot. */
export async function inspectDatabase(url: string, signal: AbortSignal): Promise<Inspection> {
  const session = createSession({ url, statementTimeout: STATEMENT_TIMEOUT, signal })
  try {
    const [[version] = []] = await session.read([{ text: 'SHOW server_version', values: [] }])
    const found = await listRelations(session, MOST_TABLES + 1)
    const tables = await withEpochs(session, found.slice(0, MOST_TABLES))
    const { candidates: all, owned } = candidatesOf(tables)
    const candidates = await filledFirst(session, all, tables)
    const haveRuns = candidates.some(({ mapping }) => mapping.as === 'runs')
    const planned = await planTables(
      session,
      candidates.map(({ mapping }) => mapping),
      'UTC',
    )
    const mappings: InspectedMapping[] = []
    for (const [i, candidate] of candidates.entries()) {
      const table = tables.find(relation => tableName(relation) === candidate.mapping.table)
      const plan = planned[i]
      if (table !== undefined && plan !== undefined) {
        mappings.push(await inspectMapping(session, candidate, plan, table, haveRuns))
      }
    }
    const more = found.length > tables.length
    const zone = await zoneOf(session, planned)
    const target = describeTarget(url) ?? ''
    return { target, server: version?.[0] ?? '', tables, more, mappings, owned, zone }
  } finally {
    await session.close()
  }
}

/** The first table whose latest rows contradict UTC decides; else the first that speaks for it. */
async function zoneOf(session: Session, planned: readonly Planned[]): Promise<SeenZone | null> {
  const plans = planned.flatMap(({ plan }) => (plan === null || plan.zoneless.length === 0 ? [] : [plan]))
  let fitting: string | null = null
  for (const plan of plans) {
    const { table } = plan.mapping
    const evidence = await unless(() => zoneEvidence(session, plan))
    if (evidence === null || typeof evidence === 'string') continue
    const { says } = judgeZone(evidence, 'UTC')
    if (says === 'fits') fitting ??= table
    const likely = says === 'ahead' || says === 'behind' ? likelyZone(evidence) : null
    if (likely === null) continue
    const example =
      likely === evidence.server ? ', and the server is in the same zone' : '; other zones show the same'
    return { name: likely, because: `by its clocks the latest time in ${table} is just now${example}` }
  }
  if (plans.length === 0) return null
  const because =
    fitting === null
      ? 'no table shows which zone they are in; look it up in the platform'
      : `the latest time of ${fitting} fits`
  return { name: 'UTC', because }
}

/** A text: why the server refuses what concerns one table alone. What concerns the connection is thrown. */
async function unless<T>(look: () => Promise<T>): Promise<T | string> {
  try {
    return await look()
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return redactSecrets(messageOf(error))
  }
}

/** Names of the tables that were found and are not proposed: nothing is known of what their rows mean. */
export function unmapped({
  tables,
  mappings,
  owned,
}: Pick<Inspection, 'tables' | 'mappings' | 'owned'>): string[] {
  const archives = mappings.flatMap(({ mapping }) => (mapping.as === 'tasks' ? [mapping.archive ?? ''] : []))
  const proposed = new Set([...mappings.map(({ mapping }) => mapping.table), ...archives])
  const oids = new Set(tables.filter(table => proposed.has(tableName(table))).map(({ oid }) => oid))
  const heirs = heirsOf(tables, oids)
  return tables
    .filter(table => owned?.has(table) !== true && !heirs.includes(table))
    .map(tableName)
    .filter(name => !proposed.has(name))
}

/** Tables that are named where nothing is known of them. */
const MOST_NAMED = 20

/** The findings in words, for a terminal. */
export function describeInspection(inspection: Inspection): string {
  const { target, server, tables, more, mappings, zone } = inspection
  const count = `${more ? 'more than ' : ''}${tables.length}`
  const lines = [`${target} (PostgreSQL ${server}): ${count} tables and views`]
  for (const { mapping, certain, platform, estimatedRows, missing, seen } of mappings) {
    const size = estimatedRows === null ? 'size not known' : `about ${estimatedRows} rows`
    const of = platform === null ? '' : ` of ${platform}`
    lines.push('', `${mapping.table}: ${certain ? '' : 'perhaps '}${mapping.as}${of} (${size})`)
    lines.push(...seen.map(line => `  found    ${line}`), ...missing.map(line => `  missing  ${line}`))
  }
  if (zone !== null) lines.push('', `Times that name no zone are read as ${zone.name}: ${zone.because}.`)
  if (!mappings.some(({ mapping }) => mapping.as === 'tasks')) {
    lines.push(
      '',
      'No table looks like one of tasks: it would need a status, a created_at and a completed_at.',
    )
  }
  const others = unmapped(inspection)
  if (others.length > 0) {
    const left = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : ''
    lines.push('', `not mapped: ${others.slice(0, MOST_NAMED).join(', ')}${left}`)
  }
  return lines.join('\n')
}

async function inspectMapping(
  session: Session,
  { mapping, certain, platform, notes }: Candidate,
  { plan, problems }: Planned,
  table: Relation,
  haveRuns: boolean,
): Promise<InspectedMapping> {
  const missing = [
    ...[...problems, ...(plan?.rowSecurity === true ? [partial(plan)] : [])].map(
      ({ where, message, remedy }) => `${where}: ${message}. ${remedy ?? ''}`.trim(),
    ),
    ...(platform === null ? missingParts(mapping, table, haveRuns) : []),
    ...notes,
  ]
  const base = { certain: certain && plan !== null, platform, estimatedRows: table.estimatedRows }
  if (mapping.as !== 'tasks' || plan === null) return { ...base, mapping, missing, seen: [] }
  const sampled = await unless(() => sampleTasks(session, mapping, plan, table, platform !== null))
  if (typeof sampled === 'string') {
    const unseen = `its latest rows could not be looked at: ${sampled}`
    return { ...base, mapping, missing: [...missing, unseen], seen: [] }
  }
  // What a platform is known to write may well not have been written yet.
  if (platform !== null) return { ...base, mapping, missing, seen: sampled.seen }
  return { ...base, mapping: sampled.mapping, missing: [...missing, ...sampled.missing], seen: sampled.seen }
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
  for (const name of unsureTimes(mapping, table)) {
    parts.push(
      `${name} is a number, and no row shows what it counts: epoch_ms is a guess, epoch_s and epoch_us are the others`,
    )
  }
  const order = countedIn(columnsOf(mapping).get(orderRole(mapping)) ?? '')
  const indexed = table.indexes.some(({ columns }) => columns[0] === order)
  const [key] = primaryKey(table)
  if (table.kind === 'table' && !indexed && key !== undefined) {
    parts.push(`no index on ${order}: rows are read in order of ${key.name} instead`)
  }
  return parts
}
