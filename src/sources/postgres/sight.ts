// Which mapped tables cannot be seen, or not whole: what is silent because it is hidden must never count as quiet.
import type { Millis } from '../../core/clock.ts'
import { DAY, formatDuration, MINUTE } from '../../core/duration.ts'
import { redact } from '../../events/redact.ts'
import type { SourceProblem } from '../source.ts'
import { middleLateness } from './completeness/lateness.ts'
import type { Passed, Unseen } from './completeness/unseen.ts'
import { replayRemedy } from './connection/failures.ts'
import { parseTime } from './connection/values.ts'
import { UTC_CLOCK, type WallClock } from './connection/wall-clock.ts'
import type { KnownBy } from './mapping/access.ts'
import { identifier } from './mapping/pasted.ts'
import type { TablePlan } from './mapping/plan.ts'
import { columnsOf, idColumns } from './mapping/roles.ts'
import type { TableState } from './reading/cursor.ts'
import type { Repeats } from './reading/rows/repeats.ts'
import { partial } from './survey/row-security.ts'

/** How long a table that was replaced is said to have been. */
const REMEMBERED: Millis = DAY

/** When the last row that was read was written; null where none was, or the table is in the order of a number. */
export function lastRowOf(state: TableState | undefined, clock: WallClock = UTC_CLOCK): Millis | null {
  const text = state?.life.newest.at(-1)?.[1]
  if (text === undefined) return null
  const parsed = parseTime(text, clock)
  return parsed.ok ? parsed.value : null
}

/** A table that was mapped and cannot be read any more, or never could be. */
export function unreadable(
  problem: SourceProblem,
  table: string,
  state: TableState | undefined,
  now: Millis,
  clock: WallClock = UTC_CLOCK,
): SourceProblem {
  const lastRow = lastRowOf(state, clock)
  return { ...problem, blind: { table, since: state?.failingSince ?? now, lastRow } }
}

/** What is to be said of a table that can be read. `followed`: its deletions are seen. */
export function sightProblems(
  plan: TablePlan,
  state: TableState,
  now: Millis,
  followed: boolean,
): SourceProblem[] {
  const { life } = state
  const { table } = plan.mapping
  const problems: SourceProblem[] = []
  const lastRow = lastRowOf(state, plan.clock)
  if (plan.rowSecurity) problems.push(hidden(plan, state, now))
  else if (life.emptySince !== null) {
    problems.push({
      where: table,
      message: 'the table is empty, though rows were read from it',
      remedy: 'Was it emptied on purpose, or is it the wrong one? What comes into it is read',
      refused: 0,
      blind: { table, since: life.emptySince, lastRow },
    })
  }
  problems.push(...ofItsLife(table, life, now, followed))
  if (state.below !== undefined) problems.push(descending(plan))
  const behind = behindClocks(plan, state)
  if (behind !== null) problems.push(behind)
  if (state.repeats !== undefined && now - state.repeats.lastAt < REMEMBERED) {
    problems.push(repeating(plan, state.repeats))
  }
  problems.push(...otherRows(table, state, now))
  const { knownBy } = state
  if (knownBy?.changedAt !== undefined && now - knownBy.changedAt < REMEMBERED) {
    problems.push(changedKey(table, knownBy))
  }
  if (vanishes(plan, state, now)) {
    problems.push({
      where: table,
      key: 'rows are deleted before their end',
      message: `${state.gone?.rows} of its ${state.rows} rows were deleted before their end was seen; they are gone, and neither a success nor a failure${followed ? '' : neverSeen(state)}`,
      remedy: followed
        ? 'Where rows move when they end, name that table in `archive`; where deleting one means that its work was done, write `deleted: completed`'
        : 'Where rows move when they end, name that table in `archive`; else keep them for a few minutes after their end, or write `follow: replication`',
      refused: 0,
    })
  } else if (!followed) problems.push(...passing(plan, state, now))
  if (state.reconciled.failure !== null) {
    problems.push({
      where: table,
      key: 'not compared',
      message: `what was read could not be compared with the table: ${state.reconciled.failure}`,
      remedy:
        replayRemedy(state.reconciled.failure) ?? 'Lower `reconcile_rows`, or raise `statement_timeout`',
      refused: 0,
    })
  }
  return problems
}

export function repeating(
  { mapping }: Pick<TablePlan, 'mapping'>,
  { rows, of, example }: Repeats,
): SourceProblem {
  const named = idColumns(mapping)
  return {
    where: mapping.table,
    key: 'its id repeats',
    message: `its id repeats: of ${of} rows that were looked at, ${rows} have that of another; each id is taken once`,
    remedy:
      `Name in \`id\` the columns that tell its rows apart, as in \`id: [${named.join(', ')}, tenant]\`; ` +
      `several rows have ${redact(example.slice(0, 80))}`,
    refused: 0,
  }
}

/** That it is another table, or its times are others. */
function ofItsLife(table: string, life: TableState['life'], now: Millis, followed: boolean): SourceProblem[] {
  const problems: SourceProblem[] = []
  if (life.since !== null && now - life.since < REMEMBERED) {
    problems.push({
      where: table,
      message: `the table was emptied or replaced (life ${life.number}); its rows are read as new ones`,
      remedy: followed
        ? 'Nothing is to be done: what was open in the old one counts as removed'
        : 'What was open in the old one counts as removed, and what came into it since the pull before was not seen, nor what had appeared late and was not compared yet: `follow: replication` sees it',
      refused: 0,
    })
  }
  if (life.moved !== undefined && now - life.moved.at < REMEMBERED) {
    const { by } = life.moved
    problems.push({
      where: table,
      key: 'times were moved',
      message: `the times of its rows were all moved ${by > 0 ? 'on' : 'back'}, by ${formatDuration(Math.abs(by))}; what was read keeps the times that it had`,
      remedy: 'Was a column given another type, its times taken for those of another zone? Then check `zone`',
      refused: 0,
    })
  }
  return problems
}

/** A platform that uses its rows again does so for ever: that is said when it begins, and counted from then on. */
function otherRows(table: string, { again, undone }: TableState, now: Millis): SourceProblem[] {
  const problems: SourceProblem[] = []
  if (again !== undefined && now - again.since < REMEMBERED) {
    problems.push({
      where: table,
      key: 'ids came back',
      message: `${again.recent} rows came under ids that other rows had had, or began anew; each counts by itself, as ${redact(again.example.slice(0, 80))}@ and its begin${again.open === undefined ? '' : `; of those before, ${again.open} had not ended and count as removed`}`,
      remedy:
        'Nothing is to be done where the platform uses rows or ids again; where it writes a new time into `created_at` at each attempt, map the one that stays; after a failover or a restore, what was read of the rows that are lost stays counted',
      refused: 0,
    })
  }
  if (undone !== undefined && now - undone.since < REMEMBERED) {
    problems.push({
      where: table,
      key: 'ends were taken back',
      message: `${undone.recent} rows that were completed say otherwise by now, as the one with key ${redact(undone.example.slice(0, 80))}; what they say last counts`,
      remedy:
        'Nothing is to be done: it is so after a failover or a restore, and where finished work is run again',
      refused: 0,
    })
  }
  return problems
}

function changedKey(table: string, { key, found }: KnownBy): SourceProblem {
  return {
    where: table,
    message: `its key has changed to (${found.join(', ')}); its rows are still known by (${key.join(', ')})`,
    remedy: 'Nothing is to be done where that still tells them apart; else name in `id` the columns that do',
    refused: 0,
  }
}

/** Fewer rows, or a smaller share, are single ones that somebody has deleted. */
const FEW_GONE = 10
const SHARE_GONE = 0.01

/** Whether rows are deleted when they end: what is said of the table rests on those that stay. */
function vanishes({ mapping }: TablePlan, { gone, rows }: TableState, now: Millis): boolean {
  if (gone === undefined || now - gone.lastAt >= REMEMBERED) return false
  if (mapping.as === 'tasks' && mapping.archive !== undefined) return false
  return gone.rows >= FEW_GONE && gone.rows > SHARE_GONE * rows
}

/** Whether rows that are read are gone at the next pull: as many come and go between two. */
function isFleeting({ mapping }: TablePlan, { fleeting: seen }: TableState, now: Millis): boolean {
  if (seen === undefined || now - seen.lastAt >= REMEMBERED) return false
  if (mapping.as === 'tasks' && mapping.archive !== undefined) return false
  return seen.gone >= FEW_GONE && seen.gone > SHARE_GONE * seen.looked
}

/** What came and went between two pulls, where rows that were read show it, or what the server has counted. */
function passing(plan: TablePlan, state: TableState, now: Millis): SourceProblem[] {
  const { table } = plan.mapping
  const { fleeting: seen = { looked: 0, gone: 0 }, unseen } = state
  const counted = worstOf(unseen)
  const [came, , likely] = counted ?? [0, 0, 0]
  const isCounted = isJudged(unseen, now) && likely >= FEW_GONE && likely > SHARE_GONE * came
  if (!isFleeting(plan, state, now) && !isCounted) return []
  const shown = isFleeting(plan, state, now)
    ? `of the ${Math.round(seen.looked)} rows that were read last at each pull, ${Math.round(seen.gone)} were gone at the next; what came and went between two pulls was not seen`
    : 'rows come and go between two pulls, and were not seen'
  return [
    {
      where: table,
      key: 'rows come and go',
      message: `${shown}: ${howMany(counted)}`,
      remedy:
        'Keep rows for a quarter of an hour after their end, for what comes late is read that late, or write `follow: replication`, which sees them all',
      refused: 0,
    },
  ]
}

/** The server counts with a delay of moments, which weighs in a short stretch. */
const JUDGED_AFTER: Millis = 10 * MINUTE

function isJudged(unseen: Unseen | undefined, now: Millis): boolean {
  return unseen !== undefined && (unseen.before !== undefined || now - unseen.beganAt >= JUDGED_AFTER)
}

/** The stretch in which more rows are likely to have passed; null where that cannot be known. */
function worstOf(unseen: Unseen | undefined): Passed | null {
  if (unseen?.base == null) return null
  const { stretch, before } = unseen
  return before !== undefined && before.stretch[2] > stretch[2] ? before.stretch : stretch
}

/** Beside those of which the end was not seen. */
function neverSeen({ unseen }: TableState): string {
  const counted = worstOf(unseen)
  return counted === null || counted[1] === 0
    ? ''
    : `; within a day ${counted[1]} more at most came and went without being seen at all`
}

function howMany(counted: Passed | null): string {
  if (counted === null) return 'how many cannot be known here (insufficient)'
  const [came, most, likely] = counted
  const rolledBack = most > likely ? ', or were rolled back' : ''
  return `${most} at most of the ${came} that came within a day${rolledBack}, by what the server has counted`
}

/** Fewer rows, or less, is how late rows come by themselves. */
const FEW_LATE = 20
const LATE: Millis = 15 * MINUTE

/** Local times of clocks that are behind those of `zone` seem to come hours late, all of them. */
function behindClocks(
  { mapping, order, zoneless }: TablePlan,
  { lateness }: TableState,
): SourceProblem | null {
  const late = middleLateness(lateness)
  if (!zoneless.includes(order.role) || lateness.rows < FEW_LATE || late < LATE) return null
  return {
    where: mapping.table,
    key: 'rows come hours late',
    message: `most of its rows come about ${formatDuration(late)} after their time, which names no zone`,
    remedy:
      'Are they local times? `slowburn check` names the zone that the latest rows fit: write it as `zone`',
    refused: 0,
  }
}

/** In the order of a key that does not ascend nothing says up to when all has been read. */
function descending({ mapping, order, quoted }: TablePlan): SourceProblem {
  const time = columnsOf(mapping).get(order.role) ?? ''
  return {
    where: mapping.table,
    key: 'keys come below',
    message: `rows have keys (${order.column}) below those that were there when it was first read: a sequence was restarted, or descends; they are read in turn, and may be late`,
    remedy: `Let it be read in the order of time: CREATE INDEX ON ${quoted} (${identifier(time)})`,
    refused: 0,
  }
}

/** Which rows policies hide cannot be told: where no row is seen, it is blind. */
function hidden(plan: TablePlan, state: TableState, now: Millis): SourceProblem {
  if (state.rows > 0 && state.life.emptySince === null) return partial(plan)
  const { table } = plan.mapping
  return {
    ...partial(plan),
    message: 'row-level security hides every row from this user',
    blind: { table, since: state.life.emptySince ?? now, lastRow: lastRowOf(state, plan.clock) },
  }
}
