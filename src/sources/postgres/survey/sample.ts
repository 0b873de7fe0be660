// What the latest rows of a table of tasks show: their statuses, phantom failures, where the model stands, and what is never filled;
// and which of the tables that are guessed at are empty.
import { escapeIdentifier } from 'pg'
import { SourceError } from '../../../core/errors.ts'
import { type Relation, tableName } from '../connection/catalog.ts'
import { isConnectionFailure } from '../connection/failures.ts'
import type { Session } from '../connection/session.ts'
import { phantomTest } from '../kinds/tasks.ts'
import { legibleJson } from '../mapping/legible-json.ts'
import { DEFAULTS, type TableMapping, type TaskStatuses, type TasksMapping } from '../mapping/mapping.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { underwayOf } from '../mapping/roles.ts'
import { latestRows } from '../reading/statements.ts'
import { MODEL_KEYS } from './guess-mapping.ts'

/** Most rows of a task table that are looked at. */
const SAMPLE = 1_000

export interface SampledTasks {
  mapping: TasksMapping
  seen: string[]
  missing: string[]
}

/** @param isKnown The platform is: all its statuses that end a task are in the mapping. */
export async function sampleTasks(
  session: Session,
  mapping: TasksMapping,
  plan: TablePlan,
  table: Relation,
  isKnown = false,
): Promise<SampledTasks> {
  const json = mapping.columns.model?.split('.')[0]
  const isPath = json !== undefined && !table.columns.some(({ name }) => name === mapping.columns.model)
  const column = isPath ? table.columns.find(({ name }) => name === json) : undefined
  const within = column === undefined ? null : ([legibleJson(column), MODEL_KEYS] as const)
  const [rows = []] = await session.read([latestRows(plan, within, SAMPLE)])
  const cells = (role: string): (string | null)[] => {
    const position = plan.fields.findIndex(field => field.role === role)
    return position < 0 ? [] : rows.map(row => row[position] ?? null)
  }
  const seen = [
    ...statusLines(cells('status'), mapping.statuses ?? DEFAULTS.statuses, isKnown),
    ...phantomLines(cells('error'), rows.length),
  ]
  const { filled, missing } = withoutUnfilled(mapping, rows.length, cells)
  if (!isPath) return { mapping: filled, seen, missing }
  const { model: _, ...rest } = filled.columns
  const keys = MODEL_KEYS.map((key, i) => ({
    key,
    count: rows.filter(row => row[plan.fields.length + i] != null).length,
  }))
  const best = keys.reduce((a, b) => (b.count > a.count ? b : a))
  if (best.count === 0) {
    const none = `no column and no key of ${json} names the model of a task`
    return { mapping: { ...filled, columns: rest }, seen, missing: [...missing, none] }
  }
  const path = `${json}.${best.key}`
  seen.push(`${path} names the model in ${best.count} of the latest ${rows.length} rows`)
  return { mapping: { ...filled, columns: { ...rest, model: path } }, seen, missing }
}

/** Fewer rows say nothing about what is filled. */
const ENOUGH = 20
const OPTIONAL = ['type', 'startedAt', 'updatedAt', 'model', 'error'] as const

/** A column that no row has filled means nothing, whatever it is called. An error may well never have been. */
function withoutUnfilled(
  mapping: TasksMapping,
  sampled: number,
  cells: (role: string) => readonly (string | null)[],
): { filled: TasksMapping; missing: string[] } {
  if (sampled < ENOUGH) return { filled: mapping, missing: [] }
  const empty = OPTIONAL.filter(
    role => role !== 'error' && cells(role).length > 0 && cells(role).every(cell => cell === null),
  )
  const missing = empty.map(
    role => `${mapping.columns[role]} is empty in the latest ${sampled} rows: left out`,
  )
  const columns = { ...mapping.columns, ...Object.fromEntries(empty.map(role => [role, undefined])) }
  return { filled: { ...mapping, columns }, missing }
}

function statusLines(statuses: readonly (string | null)[], named: TaskStatuses, isKnown: boolean): string[] {
  const counts = [...Map.groupBy(statuses, status => status ?? 'NULL')]
    .map(([status, members]) => [status, members.length] as const)
    .sort((a, b) => b[1] - a[1])
  if (counts.length === 0) return []
  const known = [...underwayOf(named), ...named.completed, ...named.failed].map(status =>
    status.toLowerCase(),
  )
  const strange = counts.filter(([status]) => !known.includes(status.toLowerCase()))
  const lines = [`statuses of the latest rows: ${counts.map(([s, n]) => `${s} ${n}`).join(', ')}`]
  if (strange.length > 0 && !isKnown) {
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

/** Tables of which it is found out whether they are empty, where the server does not know it. */
const MOST_ASKED = 100

/** A table that nothing was ever written to is rather left out than one that is in use, whatever both are called. */
export async function filledFirst<Guess extends { mapping: TableMapping; platform: string | null }>(
  session: Session,
  guesses: readonly Guess[],
  tables: readonly Relation[],
): Promise<readonly Guess[]> {
  const [filled, empty]: [Guess[], Guess[]] = [[], []]
  for (const [i, guess] of guesses.entries()) {
    const table = tables.find(one => tableName(one) === guess.mapping.table)
    const mayBeEmpty = guess.platform === null && (table?.estimatedRows ?? 0) === 0 && i < MOST_ASKED
    const isBare = mayBeEmpty && table !== undefined && (await isEmpty(session, table))
    if (isBare) empty.push(guess)
    else filled.push(guess)
  }
  return [...filled, ...empty]
}

/** Whether not one row is in it; what cannot be looked at may hold some. */
async function isEmpty(session: Session, { schema, name }: Relation): Promise<boolean> {
  const place = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`
  try {
    const [[row] = []] = await session.read([{ text: `SELECT 1::text FROM ${place} LIMIT 1`, values: [] }])
    return row === undefined
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return false
  }
}
