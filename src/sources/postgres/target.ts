// A table as a round meets it: which life of it this is, and the reader that goes on from there.
import type { Millis } from '../../core/clock.ts'
import { SourceError } from '../../core/errors.ts'
import type { Event } from '../../events/event.ts'
import type { MemoryChange, SourceMemory } from '../memory.ts'
import type { Horizon } from './completeness/horizon.ts'
import { TakenRows } from './completeness/taken.ts'
import { isConnectionFailure } from './connection/failures.ts'
import type { Session } from './connection/session.ts'
import { deletion, removal, rowReaders } from './kinds/kinds.ts'
import type { TableMapping } from './mapping/mapping.ts'
import type { Planned, TablePlan } from './mapping/plan.ts'
import { mappingKey } from './mapping/roles.ts'
import { type DatabaseState, emptyState, type TableState } from './reading/cursor.ts'
import { openGroups } from './reading/follow.ts'
import { FIRST_LIFE, fingerprints, isEmpty, judgeLife, nextLife } from './reading/life.ts'
import { NOTHING } from './reading/rows/row.ts'
import { TableReader, type TableReaderOptions } from './reading/table-reader.ts'

export interface Target {
  plan: TablePlan
  reader: TableReader
  taken: TakenRows
  failingSince: Millis | null
  /** It has begun another life since it was read last. */
  renewed: boolean
}

export interface TargetOptions
  extends Pick<TableReaderOptions, 'lag' | 'elapsed' | 'backfill' | 'chunkRows' | 'comparing' | 'pause'> {
  name: string
  tables: readonly TableMapping[]
  limits: ReadonlyMap<string, { rows: number }>
  memory: SourceMemory
}

interface Begun {
  targets: Target[]
  removed: Event[]
  memory: MemoryChange[]
}

export async function beginTargets(
  options: TargetOptions,
  session: Session,
  planned: readonly Planned[],
  { tables }: DatabaseState,
  { now, bound }: Horizon,
): Promise<Begun> {
  const plans = planned.flatMap(({ plan }) => (plan === null ? [] : [plan]))
  const files = await fingerprints(session, [...new Set(plans.map(({ oid }) => oid))])
  const begun: Begun = { targets: [], removed: [], memory: [] }
  const states = new Map<TablePlan, TableState>()
  for (const plan of plans) {
    const before = tables.get(plan.name)
    const state = await stateOf(session, plan, before, files.get(plan.oid) ?? '', now)
    states.set(plan, state)
    if (before === undefined || before.life.number === state.life.number) continue
    begun.removed.push(...removedWith(options.name, plan, before, now))
    begun.memory.push({ drop: `${plan.name}/${labelOf(plan.mapping, before)}/` })
  }
  const labels = new Map(plans.map(plan => [plan.name, labelOf(plan.mapping, states.get(plan))] as const))
  const readers = rowReaders(options.name, options.tables, labels)
  for (const [plan, state] of states) {
    const label = labels.get(plan.name) ?? plan.name
    const taken = new TakenRows(options.memory, `${plan.name}/${label}`, plan.order.unit)
    const reader = new TableReader({
      ...options,
      plan,
      state,
      session,
      taken,
      subjects: `${options.name}:${label}:`,
      bound,
      readRow: readers.get(plan.name) ?? (() => NOTHING),
      removed: (row, at) => removal(options.name, plan.mapping, label, row, at),
      deleted: (row, at) => deletion(options.name, plan.mapping, label, row, at),
      limit: options.limits.get(mappingKey(plan.mapping)) ?? { rows: options.chunkRows },
    })
    const before = tables.get(plan.name)
    const renewed = before !== undefined && before.life.number !== state.life.number
    begun.targets.push({ plan, reader, taken, failingSince: state.failingSince, renewed })
  }
  return begun
}

/** A table that cannot be looked at just now keeps its state: its steps will find out why, and read nothing else. */
async function stateOf(
  session: Session,
  plan: TablePlan,
  before: TableState | undefined,
  files: string,
  now: Millis,
): Promise<TableState> {
  const order = [plan.order.column, plan.order.unit, ...plan.key.map(({ sql }) => sql)].join(':')
  const known = before?.order === order ? before : emptyState(order, before?.life ?? FIRST_LIFE)
  try {
    return await judged(session, plan, known, files, now)
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return { ...known, life: { ...known.life, fingerprint: known.life.fingerprint ?? files } }
  }
}

async function judged(
  session: Session,
  plan: TablePlan,
  known: TableState,
  files: string,
  now: Millis,
): Promise<TableState> {
  // Policies hide rows: that the anchors are not to be seen says nothing then.
  const verdict = plan.rowSecurity ? 'hidden' : await judgeLife(session, plan, known.life, files)
  if (verdict === 'same') {
    return { ...known, life: { ...known.life, fingerprint: files, emptySince: null } }
  }
  const empty = await isEmpty(session, plan)
  const emptySince = empty ? (known.life.emptySince ?? now) : null
  if (verdict === 'new') return emptyState(known.order, { ...nextLife(known.life, files, now), emptySince })
  return { ...known, life: { ...known.life, fingerprint: files, emptySince } }
}

/** How the table is called in ids: from its second life on by its number, too. */
function labelOf({ table }: TableMapping, state: TableState | undefined): string {
  const number = state?.life.number ?? 1
  return number === 1 ? table : `${table}#${number}`
}

function removedWith(source: string, plan: TablePlan, before: TableState, now: Millis): Event[] {
  const label = labelOf(plan.mapping, before)
  return [...openGroups(before.groups)].flatMap(([key, { entity }]) => {
    const event = removal(source, plan.mapping, label, { key, entity }, now)
    return event === null ? [] : [event]
  })
}
