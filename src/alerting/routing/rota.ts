// Who is on call: contacts take turns by the week, and may swap.
import type { Millis } from '../../core/clock.ts'
import { WEEK } from '../../core/duration.ts'
import { offsetOf } from '../../core/time-zone.ts'

export interface Rota {
  /** Unique among contacts, rotas and escalations. */
  name: string
  /** Any handover in the past; turns change every week from then on, at the same time of day in `zone`. */
  start: Millis
  zone: string
  /** In the order of their turns. At least one. */
  contacts: readonly string[]
  /** Who stands in for whoever's turn it is; the last that fits wins. `until` is exclusive. */
  overrides: ReadonlyArray<{ from: Millis; until: Millis; contact: string }>
}

/** The contact whose week it is. Before the start it is the last one's, as if the rota had always run. */
export function onDuty({ start, zone, contacts, overrides }: Rota, at: Millis): string {
  const standIn = overrides.findLast(({ from, until }) => at >= from && at < until)
  if (standIn !== undefined) return standIn.contact
  // Compared on the clocks of the zone, so that a change to summer time does not move the handover.
  const weeks = Math.floor((at + offsetOf(zone, at) - start - offsetOf(zone, start)) / WEEK)
  const turn = ((weeks % contacts.length) + contacts.length) % contacts.length
  return contacts[turn] ?? ''
}
