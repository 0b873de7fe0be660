// Who is on call: contacts take turns by the week, and may swap.
import type { Millis } from '../../core/clock.ts'
import { addDays, daysBetween, momentOf, type WallTime, wallTime } from '../../core/time-zone.ts'

export interface Rota {
  /** Unique among contacts, rotas and escalations. */
  name: string
  /** Any handover, on the clocks of `zone`; turns change every week from then on, at the same time of day. */
  start: WallTime
  zone: string
  /** In the order of their turns. At least one. */
  contacts: readonly string[]
  /** Who stands in for whoever's turn it is; the last that fits wins. `until` is exclusive. */
  overrides: ReadonlyArray<{ from: Millis; until: Millis; contact: string }>
}

const DAYS_OF_A_WEEK = 7

/** The contact whose week it is. Before the start it is the last one's, as if the rota had always run. */
export function onDuty(rota: Rota, at: Millis): string {
  const { contacts, overrides } = rota
  const standIn = overrides.findLast(({ from, until }) => at >= from && at < until)
  if (standIn !== undefined) return standIn.contact
  const weeks = handoversUntil(rota, at)
  const turn = ((weeks % contacts.length) + contacts.length) % contacts.length
  return contacts[turn] ?? ''
}

/**
 * Number of the handover that was the last one at `at`; 0 is the start. Each handover is one moment: of an hour that the
 * clocks repeat the first, in an hour that they leave out as much later. So none is undone, and none moves those after it.
 */
function handoversUntil({ start, zone }: Rota, at: Millis): number {
  const handover = (week: number): Millis => momentOf(zone, addDays(start, week * DAYS_OF_A_WEEK))
  // By the calendar alone it is this one or, on the day of a handover, the one before.
  const near = Math.floor(daysBetween(start, wallTime(zone, at)) / DAYS_OF_A_WEEK)
  return handover(near) <= at ? near : near - 1
}
