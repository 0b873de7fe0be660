// Guesses what the tables of an unknown platform mean, from their names and those of their columns.
import { isOrdered, primaryKey, type Relation, tableName } from '../connection/catalog.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { columnsOf, KINDS, type RoleType } from '../mapping/roles.ts'
import { countedIn, epochColumns } from './epochs.ts'

export interface Detected {
  mapping: TableMapping
  /** False: plausible, but for the user to decide. */
  certain: boolean
  /** What it rests on. */
  notes?: readonly string[]
}

/**
 * Proposes a mapping for each table that looks like one of the kinds; a table gets at most one.
 * Certain ones first, tasks before all others.
 */
export function detectMapping(tables: readonly Relation[]): readonly Detected[] {
  const tasks = tables.filter(table => detectReleases(table) === null).flatMap(table => detectTasks(table))
  const others = tables
    .filter(table => !tasks.some(({ mapping }) => mapping.table === tableName(table)))
    .flatMap(table => detectOther(table, tasks.length > 0))
  const rank = ({ certain, mapping }: Detected): number =>
    (certain ? 0 : 10) + ['tasks', 'runs', 'claims', 'roi', 'releases', 'observations'].indexOf(mapping.as)
  return [...tasks, ...others].map(found => doubted(found, tables)).sort((a, b) => rank(a) - rank(b))
}

/** What rests on a number of which no row shows what it counts is for the user to decide. */
function doubted(found: Detected, tables: readonly Relation[]): Detected {
  const table = tables.find(one => tableName(one) === found.mapping.table)
  return table !== undefined && unsureTimes(found.mapping, table).length > 0
    ? { ...found, certain: false }
    : found
}

/** Columns of a mapping that seem to count the time since 1970, though no row shows in which unit. */
export function unsureTimes(mapping: TableMapping, table: Relation): string[] {
  const unsure = new Set(table.columns.filter(({ epochUnsure }) => epochUnsure).map(({ name }) => name))
  return [...columnsOf(mapping).values()].map(countedIn).filter(name => unsure.has(name))
}

/** Keys under which a JSON column of a task may name its model. */
export const MODEL_KEYS = ['model', 'ai_model', 'model_name', 'ai_member']

/** By which the times of a task, how it stands and what it is are called, the likeliest first. */
const QUEUED =
  'created_at queued_at enqueued_at inserted_at submitted_at requested_at created_on create_time creation_time created_time date_created created queued enqueued submitted'
const BEGUN =
  'started_at begun_at processing_started_at attempted_at performed_at started_on start_time started_time start_date date_started started'
const ENDED =
  'completed_at finished_at ended_at done_at finalized_at completed_on finished_on ended_on end_time finish_time finished_time completion_time completed_time close_time stopped_at end_date date_done date_finished finished completed ended stopped'
const UPDATED = 'updated_at updated_on last_updated modified_at updated modified'
const STATUS = 'status state state_type job_status task_status run_status current_status current_state'
/** A truth value that says whether it went well, where no text says how it stands. */
const SUCCESS = 'success succeeded successful is_success is_successful was_successful passed ok'
const TYPE = 'type task_type job_type kind queue task_name job_name job_class entrypoint func function'
const words = (text: string): string[] => text.split(' ')

function detectTasks(table: Relation): Detected[] {
  const find = finder(table, 'tasks')
  const times = timesOf(table, find)
  const said = find('status', ...words(STATUS))
  const status = said ?? (find('completedAt', ...words(ENDED)) === undefined ? undefined : successIn(table))
  const id = identify(table, 'task_id', 'job_id', 'id')
  if (times === null || status === undefined || id === null) return []
  const { notes, ...known } = times
  const json = table.columns.find(({ name, type }) => name === 'metadata' && /^jsonb?$/.test(type))
  const model = find('model', 'ai_model', 'model', 'model_name', 'ai_member')
  const columns = {
    id,
    ...known,
    status,
    type: find('type', ...words(TYPE)),
    model: model ?? (json === undefined ? undefined : `${json.name}.model`),
    error: find('error', 'error', 'error_message', 'last_error', 'failure_reason'),
  }
  const certain = isOfWork(table) && notes.length === 0
  const statuses = said === undefined ? { statuses: TRUTH } : {}
  return [{ mapping: { table: tableName(table), as: 'tasks', columns, ...statuses }, certain, notes }]
}

const TRUTH = { completed: ['true'], failed: ['false'] }

/** None of a table that tells of runs of tasks that stand elsewhere. */
function successIn(table: Relation): string | undefined {
  if (detectRuns(table) !== null) return undefined
  const truths = table.columns.filter(({ type }) => type === 'boolean').map(({ name }) => name)
  return firstOf(words(SUCCESS), truths)
}

/** The columns of a table of tasks that seem to say when they were queued, and how they stand. */
export function seemsOf(table: Relation): Record<'queuedAt' | 'status', string | undefined> {
  const find = finder(table, 'tasks')
  return { queuedAt: find('createdAt', ...words(QUEUED)), status: find('status', ...words(STATUS)) }
}

const isOfWork = ({ name }: Relation): boolean => /task|job|queue|execution|work|(^|_)runs?$/i.test(name)

interface Times {
  createdAt: string
  startedAt: string | undefined
  completedAt: string
  updatedAt: string | undefined
  /** What is taken for what it may not be. */
  notes: readonly string[]
}

/** Of a table that is called as one of work, another time stands in for one that it does not have: whether it may, its owner knows. */
function timesOf(table: Relation, find: ReturnType<typeof finder>): Times | null {
  const queued = find('createdAt', ...words(QUEUED))
  const startedAt = find('startedAt', ...words(BEGUN))
  const ended = find('completedAt', ...words(ENDED))
  const updatedAt = find('updatedAt', ...words(UPDATED))
  if (queued !== undefined && ended !== undefined) {
    return { createdAt: queued, startedAt, completedAt: ended, updatedAt, notes: [] }
  }
  const createdAt = queued ?? startedAt
  const completedAt = ended ?? updatedAt
  if (!isOfWork(table) || createdAt === undefined || completedAt === undefined) return null
  return {
    createdAt,
    startedAt: queued === undefined ? undefined : startedAt,
    completedAt,
    updatedAt: ended === undefined ? undefined : updatedAt,
    notes: [
      ...(queued === undefined
        ? [`no time of queueing: tasks begin at ${createdAt}, and how long they waited is not known`]
        : []),
      ...(ended === undefined
        ? [
            `no time of the end: ${completedAt} stands in for it, which is true where rows change no more once they have ended`,
          ]
        : []),
    ],
  }
}

function detectOther(table: Relation, haveTasks: boolean): Detected[] {
  const mapping =
    detectReleases(table) ?? (haveTasks ? detectRuns(table) : null) ?? detectClaims(table) ?? detectRoi(table)
  return mapping === null ? detectObservations(table) : [{ mapping, certain: true }]
}

/** By the name of the table: a version beside a time is found in many that are no releases. */
function detectReleases(table: Relation): TableMapping | null {
  if (!/(^|_)(deploy(ment)?|release|rollout)(s|_|$)/i.test(table.name)) return null
  const find = finder(table, 'releases')
  const at = find(
    'at',
    ...words('deployed_at released_at rolled_out_at finished_at completed_at created_at at'),
  )
  const version = find('version', 'version', 'release', 'tag', 'git_sha', 'commit_sha', 'sha', 'revision')
  const id = identify(table, 'deployment_id', 'release_id', 'id')
  if (at === undefined || version === undefined || id === null) return null
  const component = find('component', 'component', 'service', 'service_name', 'app', 'application')
  const environment = find('environment', 'environment', 'env', 'stage', 'target')
  return { table: tableName(table), as: 'releases', columns: { id, at, version, component, environment } }
}

function detectRuns(table: Relation): TableMapping | null {
  const find = finder(table, 'runs')
  const taskId = find('taskId', 'task_id', 'job_id')
  const finishedAt = find('finishedAt', 'finished_at', 'completed_at', 'recorded_at', 'created_at')
  const durationMs = find(
    'durationMs',
    ...words('duration_ms elapsed_ms runtime_ms execution_time_ms latency_ms'),
  )
  if (taskId === undefined || finishedAt === undefined || durationMs === undefined) return null
  const type = find('type', 'task_type', 'type', 'job_type')
  const model = find('model', 'model', 'model_name', 'ai_model', 'ai_member')
  return { table: tableName(table), as: 'runs', columns: { taskId, finishedAt, durationMs, type, model } }
}

function detectClaims(table: Relation): TableMapping | null {
  const find = finder(table, 'claims')
  const madeAt = find('madeAt', 'made_at', 'claimed_at', 'created_at')
  const verifiedAt = find('verifiedAt', 'verified_at', 'resolved_at', 'checked_at')
  const outcome = find('outcome', 'outcome', 'verified', 'is_true', 'correct', 'verdict')
  const id = identify(table, 'claim_id', 'id')
  if (madeAt === undefined || verifiedAt === undefined || outcome === undefined || id === null) return null
  const columns = {
    id,
    madeAt,
    verifiedAt,
    outcome,
    claimType: find('claimType', 'claim_type', 'type', 'kind'),
    model: find('model', 'model', 'model_name', 'ai_model', 'ai_member'),
    probability: find('probability', 'probability', 'confidence'),
    propensity: find('propensity', 'audit_propensity', 'propensity'),
    verifier: find('verifier', 'verifier', 'verifier_kind', 'verified_by'),
    audited: find('audited', 'audited', 'is_audit'),
  }
  return { table: tableName(table), as: 'claims', columns }
}

function detectRoi(table: Relation): TableMapping | null {
  const find = finder(table, 'roi')
  const spentAt = find('spentAt', 'spent_at', 'invested_at', 'created_at')
  const projected = find(
    'projected',
    ...words('projected_amount projected projected_value projected_revenue expected_revenue'),
  )
  const realisedAt = find('realisedAt', 'realised_at', 'realized_at', 'returned_at')
  const realised = find(
    'realised',
    ...words('realised_amount realized_amount realised realized actual_amount actual_revenue'),
  )
  const id = identify(table, 'investment_id', 'id')
  if (spentAt === undefined || projected === undefined || id === null) return null
  if (realisedAt === undefined || realised === undefined) return null
  const columns = {
    id,
    spentAt,
    projected,
    realisedAt,
    realised,
    writtenOffAt: find('writtenOffAt', 'written_off_at', 'abandoned_at'),
    category: find('category', 'category', 'type', 'kind'),
    currency: find('currency', 'currency'),
  }
  return { table: tableName(table), as: 'roi', columns }
}

function detectObservations(table: Relation): Detected[] {
  const find = finder(table, 'observations')
  const at = find('at', ...words('created_at recorded_at observed_at inserted_at at timestamp created'))
  const [key] = primaryKey(table)
  if (at === undefined || key === undefined) return []
  if (!isOrdered(table, countedIn(at)) && !/^(small|big)?int/.test(key.type)) return []
  const money = /ledger|payment|transaction|revenue|income|invoice/i.test(table.name)
  const value = money ? find('value', 'amount', 'total', 'value') : undefined
  const mapping: TableMapping = {
    table: tableName(table),
    as: 'observations',
    observation: table.name,
    columns: { id: key.name, at, value },
  }
  return [{ mapping, certain: money }]
}

/** The first of the names that the table has with a fitting type, written as `created_at` or as `createdAt`. */
function finder(table: Relation, kind: TableMapping['as']) {
  const epochs = epochColumns(table)
  return (role: string, ...names: string[]): string | undefined => {
    const type = KINDS[kind].roles.find(candidate => candidate.name === role)?.type ?? 'text'
    const fitting = table.columns.filter(column => fits(column.type, type)).map(({ name }) => name)
    const found = firstOf(names, fitting)
    if (found !== undefined || type !== 'time') return found
    const counting = firstOf(names, [...epochs.keys()])
    return counting === undefined ? undefined : epochs.get(counting)
  }
}

function fits(type: string, role: RoleType): boolean {
  if (role === 'time') return /^timestamp|^date$/.test(type)
  if (role === 'number') return /int|numeric|double|real|money/.test(type)
  if (role === 'boolean') return /bool|int|text|char/.test(type)
  return role === 'key' || !/int|numeric|double|real|json|bool|timestamp|date|bytea/.test(type)
}

/** How the first of the names that is among them is written there: one that is written alike comes before others. */
function firstOf(names: readonly string[], among: readonly string[]): string | undefined {
  for (const name of names) {
    const found = among.includes(name) ? name : among.find(other => folded(other) === folded(name))
    if (found !== undefined) return found
  }
  return undefined
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}

/** A column of its own that names the entity, where it is unique, before the primary key. */
function identify(table: Relation, ...names: string[]): string | null {
  const unique = table.indexes.flatMap(({ unique: isUnique, columns }) => {
    const [column] = columns
    return isUnique && columns.length === 1 && column != null ? [column] : []
  })
  const named = firstOf(names, unique)
  if (named !== undefined) return named
  const all = table.columns.map(({ name }) => name)
  if (table.kind === 'view') return firstOf(names, all) ?? null
  const key = primaryKey(table).map(column => column.name)
  return firstOf(names, key) ?? key[0] ?? null
}
