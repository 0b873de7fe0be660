// Who is on call: contacts take turns by the week and may swap, or a calendar says whose turn it is.
import type { Millis } from '../../core/clock.ts'
import { addDays, daysBetween, momentOf, type WallTime, wallTime } from '../../core/zones/time-zone.ts'

export type Rota = WeeklyRota | CalendarRota

export interface WeeklyRota {
  /** Unique among contacts, rotas and escalations. */
  name: string
  /** Any handover, on the clocks of `zone`; turns change every week from then on, at the same time of day. */
  start: WallTime
  zone: string
  /** In the order of their turns. At least one. */
  contacts: readonly string[]
  /** Who stands in for whoever's turn it is; the last that fits wins. `until` is exclusive. */
  overrides: readonly Shift[]
}

/** `until` is exclusive. */
export interface Shift {
  from: Millis
  until: Millis
  contact: string
}

export interface CalendarRota {
  name: string
  /** Path or address of the calendar. */
  ics: string
  /** Of times in it that name no zone, and of whole days. */
  zone: string
  /** Whom it may name. At least one. */
  contacts: readonly string[]
  /** Who is on duty where the calendar names nobody, or was never read. */
  otherwise: string
  /** What was last read of it, in any order. Whoever reads it puts it here. */
  readonly calendar: { shifts: readonly Shift[] }
}

/** An instance of its own, for a configuration is frozen and what its calendars say changes. */
export class CalendarRead {
  shifts: readonly Shift[] = []
}

const DAYS_OF_A_WEEK = 7

/** The contact whose week it is. Before the start it is the last one's, as if the rota had always run. */
export function onDuty(rota: Rota, at: Millis): string {
  if ('calendar' in rota) return named(rota, at)
  const { contacts, overrides } = rota
  const standIn = overrides.findLast(({ from, until }) => at >= from && at < until)
  if (standIn !== undefined) return standIn.contact
  const weeks = handoversUntil(rota, at)
  const turn = ((weeks % contacts.length) + contacts.length) % contacts.length
  return contacts[turn] ?? ''
}

/** Of shifts that overlap the one that began last: a swap is put over the turn that it replaces. */
function named({ calendar, otherwise }: CalendarRota, at: Millis): string {
  const now = calendar.shifts.filter(({ from, until }) => at >= from && at < until)
  return now.toSorted((a, b) => a.from - b.from).at(-1)?.contact ?? otherwise
}

/** When turns change within these moments, swaps and gaps among them, in order and each once. */
export function handoversBetween(rota: Rota, from: Millis, until: Millis): Millis[] {
  const moments = 'calendar' in rota ? edgesOf(rota.calendar.shifts) : weeklyEdges(rota, from, until)
  return [...new Set(moments)].filter(at => at > from && at < until).toSorted((a, b) => a - b)
}

function weeklyEdges(rota: WeeklyRota, from: Millis, until: Millis): Millis[] {
  const [first, last] = [handoversUntil(rota, from), handoversUntil(rota, until)]
  const weeks = Array.from({ length: last - first + 1 }, (_, i) => handoverOf(rota, first + i))
  return [...weeks, ...edgesOf(rota.overrides)]
}

function edgesOf(shifts: readonly Shift[]): Millis[] {
  return shifts.flatMap(shift => [shift.from, shift.until])
}

/**
 * Number of the handover that was the last one at `at`; 0 is the start. Each handover is one moment: of an hour that the
 * clocks repeat the first, in an hour that they leave out as much later. So none is undone, and none moves those after it.
 */
function handoversUntil(rota: WeeklyRota, at: Millis): number {
  const { start, zone } = rota
  // By the calendar alone it is this one or, on the day of a handover, the one before.
  const near = Math.floor(daysBetween(start, wallTime(zone, at)) / DAYS_OF_A_WEEK)
  return handoverOf(rota, near) <= at ? near : near - 1
}

function handoverOf({ start, zone }: WeeklyRota, week: number): Millis {
  return momentOf(zone, addDays(start, week * DAYS_OF_A_WEEK))
}
