// One verdict of what looking back sees and of what a live monitor raised: no alarm is left unexplained, none is contradicted.
import type { Interval } from '../../core/interval.ts'
import type { ChangeKind, Direction } from '../change.ts'
import { kindOf } from '../kinds/kinds.ts'
import { isTested, type RegimeChange } from './regime.ts'

/** What a live monitor raised, on the same time scale as the changes (indices, or moments). */
export interface LiveAlarm {
  kind: ChangeKind
  direction: Direction
  /** When it was raised, and since when that was said to be so. */
  at: number
  onset: Interval
  /** z squared of its onset looking back; null where it was not tested by itself. */
  strength: number | null
  /** When it was over; null: it stands. Left out where what it grew into is no alarm of its own. */
  cleared?: number | null
}

/** What happened, once. */
export interface RegimeEvent<Change extends Timed, Alarm extends LiveAlarm> {
  /** Null: a live monitor alone raised it, and looking back does not bear it out. */
  change: Change | null
  /** What was raised because of it, oldest first; empty: it is seen looking back only. */
  alarms: Alarm[]
  since: number
}

type Timed = Pick<RegimeChange, 'onset' | 'until' | 'back' | 'direction' | 'kind'>

/**
 * Each alarm belongs to the latest change that had begun when it was raised and that was not over before it, of its own direction
 * where there is one; what looking back does not look for, as one hour of the day, only to a change that it began with. Of what is left,
 * the alarms that say the same of the same time are one event. Oldest first; a return is no event.
 * `patience`: for so long after a change was over it may still be raised.
 */
export function reconcile<Change extends Timed, Alarm extends LiveAlarm>(
  changes: readonly Change[],
  alarms: readonly Alarm[],
  patience: number,
): Array<RegimeEvent<Change, Alarm>> {
  const events: Array<RegimeEvent<Change, Alarm>> = changes
    .filter(({ back }) => !back)
    .map(change => ({ change, alarms: [], since: change.onset.value }))
  for (const alarm of alarms) {
    // Of what has no size, a silence or a value that is stuck, looking back says nothing.
    const covering = kindOf(alarm.kind).sized ? events.filter(event => covers(event, alarm, patience)) : []
    const same = covering.filter(({ change }) => change?.direction === alarm.direction)
    const own = same.at(-1) ?? covering.at(-1) ?? events.find(event => isAgain(event, alarm, patience))
    if (own !== undefined) own.alarms.push(alarm)
    else events.push({ change: null, alarms: [alarm], since: alarm.onset.value })
  }
  return events.sort((a, b) => a.since - b.since)
}

function covers<Change extends Timed, Alarm extends LiveAlarm>(
  { change }: RegimeEvent<Change, Alarm>,
  alarm: Alarm,
  patience: number,
): boolean {
  if (change === null || alarm.at < change.onset.lower) return false
  if (change.until !== null) return alarm.at <= change.until.upper + patience
  if (isTested(alarm.kind) || alarm.kind === change.kind || change.kind === 'slope') return true
  const { lower, upper } = change.onset
  return alarm.onset.lower <= upper + patience && alarm.onset.upper >= lower - patience
}

/** The same alarm, which grew, or came back before long. */
function isAgain<Change extends Timed, Alarm extends LiveAlarm>(
  { change, alarms }: RegimeEvent<Change, Alarm>,
  alarm: Alarm,
  patience: number,
): boolean {
  const last = alarms.at(-1)
  if (change !== null || last === undefined) return false
  const alike = last.kind === alarm.kind && last.direction === alarm.direction
  const stood = last.cleared === null || (last.cleared ?? Number.NEGATIVE_INFINITY) >= alarm.at
  const overlap = alarm.onset.lower <= last.onset.upper && last.onset.lower <= alarm.onset.upper
  return alike && (stood || overlap || alarm.at - last.at <= patience)
}
