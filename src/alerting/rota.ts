// Who is on call: contacts take turns by the week, and who is told when nobody answers.
import type { Millis } from '../core/clock.ts'
import { WEEK } from '../core/duration.ts'

export interface Rota {
  /** Any handover in the past; turns change every week from then on, at the same time of day in `zone`. */
  start: Millis
  zone: string
  /** In the order of their turns. At least one. */
  contacts: readonly string[]
}

/** The contact whose week it is. Before the start it is the last one's, as if the rota had always run. */
export function onDuty({ start, zone, contacts }: Rota, at: Millis): string {
  // Compared on the clocks of the zone, so that a change to summer time does not move the handover.
  const weeks = Math.floor((at + offsetOf(zone, at) - start - offsetOf(zone, start)) / WEEK)
  const turn = ((weeks % contacts.length) + contacts.length) % contacts.length
  return contacts[turn] ?? ''
}

export interface Escalation {
  /** In order; the first is told at once. */
  steps: ReadonlyArray<{ to: readonly string[]; after: Millis }>
}

/**
 * Contacts to be told of an alarm that has fired since `firingSince` and that nobody has taken on: those of
 * every step whose time has come. A clock that has jumped back behind the firing tells only the first step.
 */
export function contactsReached({ steps }: Escalation, firingSince: Millis, now: Millis): string[] {
  const waited = Math.max(0, now - firingSince)
  const reached = steps.filter(({ after }, index) => index === 0 || waited >= after)
  return [...new Set(reached.flatMap(({ to }) => to))]
}

/** What must be added to UTC to get the time on the clocks of the zone. */
function offsetOf(zone: string, at: Millis): Millis {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(new Date(at))
  const find = (type: string): number => Number(parts.find(part => part.type === type)?.value)
  const local = Date.UTC(
    find('year'),
    find('month') - 1,
    find('day'),
    find('hour'),
    find('minute'),
    find('second'),
  )
  return local - Math.floor(at / 1000) * 1000
}
