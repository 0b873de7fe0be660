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

/**
 * Where more than `cap` rows are followed, hands the surplus to the cold range: the oldest of those that have
 * just been looked at, since old open rows are the least likely ever to end.
 */
export function evict(
  rows: FollowedRows,
  cold: Cold | null,
  checked: readonly string[],
  cap: number,
): Cold | null {
  const surplus = rows.size - cap
  if (surplus <= 0) return cold
  const candidates = checked.flatMap(key => {
    const followed = rows.get(key)
    return followed === undefined ? [] : [[key, followed] as const]
  })
  candidates.sort(([, a], [, b]) => a.from - b.from)
  let next = cold
  for (const [key, { from, to, checkedAt }] of candidates.slice(0, surplus)) {
    rows.delete(key)
    next = {
      from: Math.min(next?.from ?? from, from),
      to: Math.max(next?.to ?? to, to),
      sweep: next?.sweep ?? null,
      doneAt: Math.min(next?.doneAt ?? checkedAt, checkedAt),
    }
  }
  return next
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
