// How far the tables of a database have been read, together.
import type { Millis } from '../../core/clock.ts'
import { formatDuration, HOUR, MINUTE } from '../../core/duration.ts'
import type { SourceProblem, TableProgress } from '../source.ts'
import { LONGEST_WAIT, usualLateness } from './completeness/lateness.ts'
import { mostUnseen } from './completeness/unseen.ts'
import { identifier } from './mapping/pasted.ts'
import type { Planned, TablePlan } from './mapping/plan.ts'
import { archiveOf, columnsOf, lifecycleKindOf, mappingKey } from './mapping/roles.ts'
import type { TableState } from './reading/cursor.ts'
import type { Target } from './target.ts'

/** How long the other tables wait for one that exists but cannot be read just now. */
const PATIENCE: Millis = HOUR

export function completeUpTo(targets: readonly Target[], now: Millis): Millis | null {
  const awaited = targets.filter(
    ({ failingSince }) => failingSince === null || now - failingSince <= PATIENCE,
  )
  const moments = awaited.map(({ reader }) => reader.completeUpTo())
  if (moments.length === 0) return null
  return moments.reduce(earlierOf)
}

/**
 * The same by kind of lifecycle. A table that cannot be read any more is waited for as long as that lasts: what is made of its kind would
 * else take what is not seen for nothing. `states`: how the tables were before.
 */
export function kindsUpTo(
  planned: ReadonlyArray<Pick<Planned, 'mapping' | 'plan'>>,
  targets: readonly Target[],
  states: ReadonlyMap<string, Pick<TableState, 'readTo' | 'lateness'>>,
  lag: Millis,
): Record<string, Millis> {
  const kinds: Record<string, Millis> = {}
  for (const { mapping, plan } of planned) {
    const kind = lifecycleKindOf(mapping)
    const state = states.get(mappingKey(mapping))
    const target = targets.find(one => one.plan === plan)
    const at = target === undefined ? readUpTo(state, lag) : seenUpTo(target, lag)
    if (kind !== null && at !== null)
      kinds[kind] = Math.min(kinds[kind] ?? Number.POSITIVE_INFINITY, Math.floor(at))
  }
  return kinds
}

/** Null: it was never read whole. */
function readUpTo(state: Pick<TableState, 'readTo' | 'lateness'> | undefined, lag: Millis): Millis | null {
  if (state === undefined || state.readTo === null) return null
  return state.readTo - Math.max(lag, Math.min(usualLateness(state.lateness), LONGEST_WAIT))
}

/** Of one whose rows are hidden from us nothing is seen, though it is read. */
function seenUpTo({ plan, reader }: Target, lag: Millis): Millis | null {
  const at = reader.completeUpTo()
  const { emptySince } = reader.state().life
  return at === null || !plan.rowSecurity || emptySince === null ? at : Math.min(at, emptySince - lag)
}

/** By how much a table may be behind the others of its source before that is said. */
const FAR_BEHIND: Millis = 5 * MINUTE

/**
 * That one table holds back all of its source, for its rows come later than those of the others. One that was merely read sooner, as
 * at the end of history, is behind by itself until it is read again.
 */
export function holdingBack(targets: ReadonlyArray<Pick<Target, 'plan' | 'reader'>>): SourceProblem[] {
  if (targets.some(({ reader }) => reader.isFirstPass())) return []
  const [last, next] = targets
    .flatMap(({ plan, reader }) => {
      const at = reader.completeUpTo()
      return at === null ? [] : [{ plan, table: plan.mapping.table, at, wait: reader.wait() }]
    })
    .sort((one, other) => one.at - other.at)
  if (last === undefined || next === undefined) return []
  if (Math.min(next.at - last.at, last.wait - next.wait) < FAR_BEHIND) return []
  return [
    {
      where: last.table,
      key: 'holds back its source',
      message: `it is complete ${formatDuration(next.at - last.at)} later than the other tables of its source, which wait for it, for its rows are waited for ${formatDuration(last.wait)}`,
      remedy: remedyOf(last.plan),
      refused: 0,
    },
  ]
}

/** An archive without the table whose rows it takes would be one of other tasks. */
function remedyOf({ mapping, order, quoted }: TablePlan): string {
  if (archiveOf(mapping) === null) {
    return 'Read it by a source of its own, with the same `url`: the others are complete by themselves then'
  }
  const column = columnsOf(mapping).get('completedAt') ?? ''
  return order.role === 'completedAt' || column.includes('(')
    ? 'Write `follow: replication`, which sees its rows when they come'
    : `CREATE INDEX CONCURRENTLY ON ${quoted} (${identifier(column)}): its rows are read in the order in which they come then`
}

/** Of each table by itself; of one that several mappings read the earliest moment, and what any of them knows of its rows. */
export function tableProgress(
  targets: readonly Target[],
  states: ReadonlyMap<string, Pick<TableState, 'unseen'>>,
): Record<string, TableProgress> {
  const tables: Record<string, TableProgress> = {}
  for (const { plan, reader, withoutEnd } of targets) {
    const { table } = plan.mapping
    const at = reader.completeUpTo()
    const underway = withoutEnd === null ? {} : { underway: withoutEnd + reader.followedCount() }
    const isFollowed = reader.streamedSince !== null
    const unseen = isFollowed ? 0 : mostUnseen(states.get(plan.name)?.unseen)
    const before = tables[table]
    tables[table] =
      before === undefined
        ? { completeUpTo: at, unseen, ...underway }
        : { ...before, completeUpTo: earlierOf(before.completeUpTo, at), unseen: before.unseen ?? unseen }
  }
  return tables
}

function earlierOf(one: Millis | null, other: Millis | null): Millis | null {
  return one === null || other === null ? null : Math.min(one, other)
}

/** Weighs each table by its size, as far as that is known. */
export function progress(targets: readonly Target[]): number | null {
  if (targets.every(({ reader }) => !reader.isFirstPass())) return null
  let total = 0
  let done = 0
  for (const { plan, reader } of targets) {
    const weight = Math.max(1, plan.estimatedRows ?? 1)
    total += weight
    done += weight * reader.progress()
  }
  return total === 0 ? 0 : done / total
}

/** A number of rows by table, of all that is made of it. */
export function byTable(
  targets: readonly Target[],
  rows: (target: Target) => number,
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const target of targets) {
    const { table } = target.plan.mapping
    sums[table] = (sums[table] ?? 0) + rows(target)
  }
  return sums
}
