// Rows that are gone at the pull after the one that read them: others like them come and go between two pulls, and nobody sees them.
import { Type } from 'typebox'
import type { Millis } from '../../../../core/clock.ts'
import { HOUR, MINUTE } from '../../../../core/duration.ts'
import type { TablePlan } from '../../mapping/plan.ts'
import { orderValue, type RowKey } from './cells.ts'

/** Rows that were read at one pull and looked for at the next. */
export interface Fleeting {
  /** Of late, as it is forgotten by halves. */
  looked: number
  gone: number
  /** When some were gone last. */
  lastAt: Millis
}

export const fleetingShape = Type.Object({
  looked: Type.Number(),
  gone: Type.Number(),
  lastAt: Type.Number(),
})

interface Looked {
  life: { newest: ReadonlyArray<readonly [key: RowKey, order: string, readAt?: Millis]> }
  pulledAt: Millis | null
  readTo: Millis | null
  fleeting?: Fleeting
}

/** Beyond as many, what was seen before counts by half. */
const MOST_LOOKED = 2_000
/** After a longer break rows may well be gone. */
const LONGEST_BREAK: Millis = 10 * MINUTE
/** Older rows may go because they are old. */
const OLD: Millis = HOUR

/**
 * The state after its latest rows were looked for. `found`: the places of those among them that are there. A row that is gone is looked
 * for once.
 */
export function withFleeting<State extends Looked>(
  { order }: Pick<TablePlan, 'order'>,
  state: State,
  found: ReadonlySet<number>,
  now: Millis,
): State {
  const { life, pulledAt, readTo, fleeting } = state
  if (pulledAt === null || readTo === null || now - pulledAt > LONGEST_BREAK) return state
  const youngest = order.unit === 'time' ? order.clock.leastFrom(now - OLD) : Number.NEGATIVE_INFINITY
  const isFresh = (place: number): boolean => {
    const [, text, readAt = 0] = life.newest[place] ?? []
    return readAt >= pulledAt && (orderValue(order, text ?? null) ?? 0) >= youngest
  }
  const places = [...life.newest.keys()]
  const fresh = places.filter(isFresh)
  const gone = fresh.filter(place => !found.has(place)).length
  const before = fleeting ?? { looked: 0, gone: 0, lastAt: 0 }
  const share = before.looked > MOST_LOOKED ? 0.5 : 1
  // One that is gone was read no more since.
  const newest = life.newest.map((anchor, place) => {
    const [key, text] = anchor
    return found.has(place) ? anchor : ([key, text] as const)
  })
  return {
    ...state,
    life: { ...life, newest },
    fleeting: {
      looked: before.looked * share + fresh.length,
      gone: before.gone * share + gone,
      lastAt: gone > 0 ? now : before.lastAt,
    },
  }
}
