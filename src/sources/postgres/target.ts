// A table as a round meets it: which life of it this is, and the reader that goes on from there.
import { hash } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import { SourceError } from '../../core/errors.ts'
import type { Event } from '../../events/event.ts'
import type { MemoryChange, SourceMemory } from '../memory.ts'
import type { Horizon } from './completeness/horizon.ts'
import { serialWidth, slotWidth, TakenRows } from './completeness/taken.ts'
import { rowsWithoutEnd } from './completeness/underway.ts'
import { countedTuples, lookAgain, type Tuples, withoutUpdates } from './completeness/unseen.ts'
import { isConnectionFailure } from './connection/failures.ts'
import type { Session } from './connection/session.ts'
import { deletion, removal, rowReaders } from './kinds/kinds.ts'
import type { KnownBy } from './mapping/access.ts'
import type { TableMapping } from './mapping/mapping.ts'
import type { Planned, TablePlan } from './mapping/plan.ts'
import { archiveOf, KINDS, mappingKey } from './mapping/roles.ts'
import { type Begins, type DatabaseState, emptyState, type TableState } from './reading/cursor.ts'
import { openGroups } from './reading/follow.ts'
import { FIRST_LIFE, fingerprints, isEmpty, judgeLife, type Moved, nextLife } from './reading/life.ts'
import { leastFrom } from './reading/pass.ts'
import { orderValue } from './reading/rows/cells.ts'
import { withFleeting } from './reading/rows/fleeting.ts'
import type { Lives } from './reading/rows/lives.ts'
import { worse } from './reading/rows/repeats.ts'
import { NOTHING } from './reading/rows/row.ts'
import { extent } from './reading/statements.ts'
import { TableReader, type TableReaderOptions } from './reading/table-reader.ts'

export interface Target {
  plan: TablePlan
  reader: TableReader
  taken: TakenRows
  failingSince: Millis | null
  /** Rows that have not ended and that no event stands for; null: it is no table of ends alone. */
  withoutEnd: number | null
  /** It has begun another life since it was read last. */
  renewed: boolean
}

export interface TargetOptions
  extends Pick<TableReaderOptions, 'lag' | 'elapsed' | 'backfill' | 'chunkRows' | 'comparing' | 'pause'> {
  name: string
  tables: readonly TableMapping[]
  limits: ReadonlyMap<string, { rows: number }>
  memory: SourceMemory
  lives: Lives
}

/** Rows of a table that are followed by key, at most, in chunks. */
const CHUNKS_FOLLOWED = 10
/** What all that are followed may take of a cursor, which holds twice as many characters. */
const FOLLOWED_CHARACTERS = 500_000

interface Begun {
  targets: Target[]
  removed: Event[]
  memory: MemoryChange[]
}

/** `asBefore`: whatever became of the tables since, for changes of before are to be taken. */
export async function beginTargets(
  options: TargetOptions,
  session: Session,
  allPlanned: readonly Planned[],
  { tables }: DatabaseState,
  { now, bound }: Horizon,
  asBefore = false,
): Promise<Begun> {
  const plans = allPlanned.flatMap(({ plan }) => (plan === null ? [] : [plan]))
  const files = await fingerprints(session, [...new Set(plans.map(({ oid }) => oid))])
  const counted = await countedTuples(session, [...new Set(plans.filter(countsAll).map(({ oid }) => oid))])
  const begun: Begun = { targets: [], removed: [], memory: [] }
  const states = new Map<TablePlan, TableState>()
  for (const planned of plans) {
    const before = tables.get(planned.name)
    const known = knownState(planned, tables, now)
    const judgedAs = asBefore
      ? { plan: planned, state: known }
      : await stateOf(session, planned, known, files.get(planned.oid) ?? '', now)
    const { plan, state } = await withCounts(session, judgedAs, counted.get(planned.oid) ?? null, now)
    states.set(plan, state)
    if (before === undefined) continue
    const isNew = before.life.number !== state.life.number
    if (isNew) begun.removed.push(...removedWith(options.name, plan, before, now))
    else if (before.life.moved?.at === state.life.moved?.at) continue
    begun.memory.push({ drop: `${plan.name}/${labelOf(plan.mapping, before)}/` })
  }
  const labels = new Map(
    [...states.keys()].map(plan => [plan.name, labelOf(plan.mapping, states.get(plan))] as const),
  )
  const readers = rowReaders(options.name, options.tables, labels)
  for (const [plan, state] of states) {
    const label = labels.get(plan.name) ?? plan.name
    const prefix = `${plan.name}/${label}`
    const taken = new TakenRows(options.memory, prefix, plan.order.unit, state.reconciled.width)
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
      mostFollowed: {
        rows: CHUNKS_FOLLOWED * options.chunkRows,
        characters: Math.floor(FOLLOWED_CHARACTERS / states.size),
      },
      limit: options.limits.get(mappingKey(plan.mapping)) ?? { rows: options.chunkRows },
    })
    const before = tables.get(plan.name)
    const renewed = before !== undefined && before.life.number !== state.life.number
    const withoutEnd = await rowsWithoutEnd(session, plan)
    begun.targets.push({ plan, reader, taken, failingSince: state.failingSince, withoutEnd, renewed })
  }
  return begun
}

/** Whether all of its rows are taken, so that those that were taken can be held against those that came. */
function countsAll({ mapping, view }: TablePlan): boolean {
  return !view && mapping.query === undefined && archivesNothing(mapping)
}

/** Whether a row is taken once, however often it is updated: it keeps its place. In the order of the ends it has another with each. */
function takesOnce({ mapping, order }: TablePlan): boolean {
  return order.role !== KINDS[mapping.as].end
}

/** A row that moved is one that was deleted. */
function archivesNothing(mapping: TableMapping): boolean {
  return mapping.as !== 'tasks' || (mapping.archive === undefined && archiveOf(mapping) === null)
}

/** While a pass is under way not all rows are taken that have come. */
function withUnseen(state: TableState, counted: Tuples | null, now: Millis): TableState {
  const { unseen: before, ...rest } = state
  if (state.pass !== null && before !== undefined) return state
  const unseen = state.readTo === null ? undefined : lookAgain(before, counted, state.rows, now)
  return unseen === undefined ? rest : { ...rest, unseen }
}

/** With what the server has counted of its rows, and how far apart its keys lie: that is asked until some were read. */
async function withCounts(
  session: Session,
  { plan, state: before }: Judged,
  counted: Tuples | null,
  now: Millis,
): Promise<Judged> {
  const tuples = counted !== null && takesOnce(plan) ? withoutUpdates(counted) : counted
  const state = withUnseen(before, tuples, now)
  if (plan.order.unit === 'time' || state.rows > 0) return { plan, state }
  try {
    const [[bounds = []] = []] = await session.read([extent(plan, null)])
    const [least, most] = bounds.map(bound => orderValue(plan.order, bound))
    if (least == null || most == null) return { plan, state }
    const width = serialWidth([least, most], plan.estimatedRows)
    return { plan, state: { ...state, reconciled: { ...state.reconciled, width } } }
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return { plan, state }
  }
}

interface Judged {
  plan: TablePlan
  state: TableState
}

/** A table that cannot be looked at just now keeps its state: its steps will find out why, and read nothing else. */
async function stateOf(
  session: Session,
  plan: TablePlan,
  known: TableState,
  files: string,
  now: Millis,
): Promise<Judged> {
  try {
    return await judged(session, plan, known, files, now)
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return {
      plan,
      state: { ...known, life: { ...known.life, fingerprint: known.life.fingerprint ?? files } },
    }
  }
}

/** What was read keeps the times that it had: rows are read, and compared, from where none of it can lie. */
function movedState(plan: TablePlan, state: TableState, files: string, moved: Moved): TableState {
  const { at, by } = moved
  const from = at + Math.max(0, by)
  const { reconciled } = emptyState(state.order)
  return {
    ...state,
    life: { ...state.life, fingerprint: files, emptySince: null, newest: [], spread: [], moved },
    begins: { by: plan.beginsBy, adopted: from },
    reconciled: { ...reconciled, first: Math.floor(from / slotWidth('time')) + 1 },
    pass: null,
    cold: null,
  }
}

function knownState(plan: TablePlan, tables: DatabaseState['tables'], now: Millis): TableState {
  const before = tables.get(plan.name)
  const order = orderOf(plan)
  const same = before?.order === order ? before : emptyState(order, before?.life ?? FIRST_LIFE)
  const known = { ...same, knownBy: knownBy(plan, before, now), begins: beginsOf(plan, before, now) }
  const state = mappedBy(plan, known)
  if (before !== undefined && known.refused !== state.refused)
    tables.set(plan.name, { ...before, refused: state.refused })
  return state
}

/** Rows that another mapping had refused are read again, and counted anew where this one refuses them too. */
function mappedBy(plan: TablePlan, state: TableState): TableState {
  const mapped = hash('sha1', JSON.stringify(plan.mapping)).slice(0, 12)
  const { refused, reconciled } = state
  if (state.mapped === undefined || state.mapped === mapped || refused.length === 0)
    return { ...state, mapped }
  const firstAt = Math.min(...refused.map(record => record.firstAt ?? Number.NEGATIVE_INFINITY))
  const from = Number.isFinite(firstAt) ? leastFrom(plan.order, firstAt) : null
  const first = from === null ? reconciled.first : Math.floor(from / slotWidth('time'))
  const again = { from: Math.min(first ?? 0, reconciled.again?.from ?? Number.POSITIVE_INFINITY), to: null }
  return { ...state, mapped, refused: [], counted: [], reconciled: { ...reconciled, again } }
}

async function judged(
  session: Session,
  plan: TablePlan,
  known: TableState,
  files: string,
  now: Millis,
): Promise<Judged> {
  const { life } = known
  // Policies hide rows: that the anchors are not to be seen says nothing then.
  const { verdict, repeated, by, found } = plan.rowSecurity
    ? { verdict: 'hidden', repeated: null, by: 0, found: null }
    : await judgeLife(session, plan, life, files)
  const state = repeated === null ? known : withRepeats(known, repeated[0], now)
  if (verdict === 'moved') return { plan, state: movedState(plan, state, files, { at: now, by }) }
  const isEmptied = verdict !== 'same' && (await isEmpty(session, plan))
  const emptySince = isEmptied ? (life.emptySince ?? now) : null
  if (verdict !== 'new') {
    const looked = found === null ? state : withFleeting(plan, state, found, now)
    return { plan, state: { ...looked, life: { ...looked.life, fingerprint: files, emptySince } } }
  }
  // By what the rows of another table are known is for that one to say.
  const fresh = plan.afresh ?? plan
  const next = emptyState(orderOf(fresh), { ...nextLife(life, files, now), emptySince })
  return {
    plan: fresh,
    state: { ...next, knownBy: fresh.knownBy, begins: { by: fresh.beginsBy, adopted: 0 } },
  }
}

function orderOf({ order, key }: TablePlan): string {
  return [order.column, order.unit, ...key.map(({ sql }) => sql)].join(':')
}

/** Where something else says now when a row begins, the rows of before are no others for it. */
function beginsOf(plan: TablePlan, before: TableState | undefined, now: Millis): Begins {
  const by = plan.beginsBy
  const known = before?.begins ?? { by, adopted: 0 }
  return known.by === by ? known : { by, adopted: now }
}

function knownBy(plan: TablePlan, before: TableState | undefined, now: Millis): KnownBy {
  const last = before?.knownBy
  const changedAt = last === undefined || sameNames(last.found, plan.knownBy.found) ? last?.changedAt : now
  return changedAt === undefined ? plan.knownBy : { ...plan.knownBy, changedAt }
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, i) => name === other[i])
}

function withRepeats(state: TableState, example: string, now: Millis): TableState {
  const found = { rows: 1, of: state.life.newest.length + state.life.spread.length, lastAt: now, example }
  const repeats = worse(state.repeats, found)
  return repeats === undefined ? state : { ...state, repeats }
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
