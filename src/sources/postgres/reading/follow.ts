// The rows that may still change: each is looked at again in turn, at a cost per pull that has a bound.
import type { Millis } from '../../../core/clock.ts'
import type { TaskData } from '../../../events/event.ts'
import type { Cold, Group } from './cursor.ts'

export interface Followed {
  checkedAt: Millis
  from: number
  to: number
  stage: number
  limboSince: Millis | null
  /** What it is about within its table; null: what its key says. */
  entity: string | null
  /** What its deletion would have to say of it; null where that says nothing. */
  origin: TaskData | null
}

/** By row key. */
export type FollowedRows = Map<string, Followed>

/** Rows of one group lie near each other in the order, so that a few zombies do not stretch a whole range. */
const GROUP_SIZE = 1_000

export function openGroups(groups: readonly Group[]): FollowedRows {
  return new Map(
    groups.flatMap(({ keys, entities = [], origin = null, ...followed }) =>
      keys.map((key, i) => [key, { ...followed, origin, entity: entities[i] ?? null }] as const),
    ),
  )
}

export function makeGroups(rows: FollowedRows): Group[] {
  const alike = new Map<string, [string, Followed][]>()
  for (const entry of rows) {
    const [, { checkedAt, stage, limboSince, origin }] = entry
    const name = JSON.stringify([checkedAt, stage, limboSince, origin])
    const members = alike.get(name)
    if (members === undefined) alike.set(name, [entry])
    else members.push(entry)
  }
  return [...alike.values()].flatMap(members => {
    members.sort(([, a], [, b]) => a.from - b.from)
    const groups: Group[] = []
    for (let i = 0; i < members.length; i += GROUP_SIZE) groups.push(group(members.slice(i, i + GROUP_SIZE)))
    return groups
  })
}

/** The keys whose turn it is: those looked at longest ago, and before `since`, at most `limit`. */
export function dueKeys(
  rows: FollowedRows,
  limit: number,
  since: Millis = Number.POSITIVE_INFINITY,
): string[] {
  const entries = [...rows].filter(([, { checkedAt }]) => checkedAt < since)
  if (entries.length > limit) entries.sort(([, a], [, b]) => a.checkedAt - b.checkedAt)
  return entries.slice(0, limit).map(([key]) => key)
}

/** The moment at which all the rows had been looked at; null if there are none. */
export function allCheckedAt(rows: FollowedRows): Millis | null {
  let earliest: Millis | null = null
  for (const { checkedAt, limboSince } of rows.values()) {
    if (limboSince === null) earliest = Math.min(earliest ?? checkedAt, checkedAt)
  }
  return earliest
}

/** How many rows are followed at most, and how many characters they may take in the cursor. */
export interface MostFollowed {
  rows: number
  characters: number
}

/** What a group takes in a cursor beside its keys and its origin. */
const GROUP_CHARACTERS = 150

/**
 * Where more rows are followed, hands the surplus to the cold range: the oldest of those that have just been looked
 * at, since old open rows are the least likely ever to end.
 */
export function evict(
  rows: FollowedRows,
  cold: Cold | null,
  checked: Iterable<string>,
  most: MostFollowed,
): Cold | null {
  const hasEntities = [...rows.values()].some(({ entity }) => entity !== null)
  let characters = charactersOf(rows, hasEntities)
  if (rows.size <= most.rows && characters <= most.characters) return cold
  const candidates = [...checked].flatMap(key => {
    const followed = rows.get(key)
    return followed === undefined ? [] : [[key, followed] as const]
  })
  candidates.sort(([, a], [, b]) => a.from - b.from)
  let next = cold
  for (const [key, followed] of candidates) {
    if (rows.size <= most.rows && characters <= most.characters) break
    const { from, to, checkedAt } = followed
    rows.delete(key)
    characters -= charactersOfRow(key, followed, hasEntities)
    next = {
      from: Math.min(next?.from ?? from, from),
      to: Math.max(next?.to ?? to, to),
      sweep: next?.sweep ?? null,
      doneAt: Math.min(next?.doneAt ?? checkedAt, checkedAt),
    }
  }
  return next
}

function charactersOf(rows: FollowedRows, hasEntities: boolean): number {
  const groups = new Set<string>()
  let characters = 0
  for (const [key, row] of rows) {
    const { checkedAt, stage, limboSince, origin } = row
    const { taskType, model, variant, table } = origin ?? {}
    groups.add(`${checkedAt} ${stage} ${limboSince} ${taskType} ${model} ${variant} ${table}`)
    characters += charactersOfRow(key, row, hasEntities)
  }
  return characters + groups.size * GROUP_CHARACTERS
}

/** Where any of a table is about something else than its key, a row that is not takes a `null`. */
function charactersOfRow(key: string, { entity }: Followed, hasEntities: boolean): number {
  const comma = 1
  const about = hasEntities ? JSON.stringify(entity).length + comma : 0
  return JSON.stringify(key).length + comma + about
}

function group(members: readonly [string, Followed][]): Group {
  const first = members[0]?.[1]
  return {
    checkedAt: first?.checkedAt ?? 0,
    from: Math.min(...members.map(([, followed]) => followed.from)),
    to: Math.max(...members.map(([, followed]) => followed.to)),
    stage: first?.stage ?? 0,
    limboSince: first?.limboSince ?? null,
    keys: members.map(([key]) => key),
    ...(members.some(([, { entity }]) => entity !== null)
      ? { entities: members.map(([, { entity }]) => entity) }
      : {}),
    ...(first?.origin ? { origin: first.origin } : {}),
  }
}
