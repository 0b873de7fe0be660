// A task that had ended and whose row says otherwise by now: it was set back and run once more, or another server answers since a
// failover. What its row says last stands.
import type { Millis } from '../../../../core/clock.ts'
import type { Event } from '../../../../events/event.ts'
import type { KnownSubject } from '../../../memory.ts'
import { fit } from '../../mapping/identity.ts'
import type { TableMapping } from '../../mapping/mapping.ts'
import { archiveOf } from '../../mapping/roles.ts'
import type { Reading, RowView } from './row.ts'

/** The end that a row tells of; null where it tells of none. */
type End = Extract<Event, { type: 'task.finished' | 'task.failed' }>

/**
 * The events of a row with the end that was known before taken back, where that is another; null where it is not. `saidAt`: when the
 * row said so. A task that has an archive is said to have ended by two rows, of which the first counts.
 */
export function revised(
  mapping: TableMapping,
  { events, state }: Reading,
  row: Pick<RowView, 'has' | 'refusals'>,
  known: KnownSubject | null,
  saidAt: Millis,
): Event[] | null {
  const endedAt = known?.endedAt ?? null
  const [opening] = events
  if (mapping.as !== 'tasks' || mapping.archive !== undefined || archiveOf(mapping) !== null) return null
  if (opening === undefined || known === null) return null
  const end = events.find(isEnd)
  if (endedAt === null) {
    const { reopenedAt } = known
    // In the very millisecond in which it was taken up again, or before, by clocks that differ.
    if (end === undefined || reopenedAt === null || end.at > reopenedAt) return null
    return [...events.filter(event => event !== end), again(end, reopenedAt + 1)]
  }
  const reopened: Event = {
    ...opening,
    id: at(opening.id, endedAt, 'reopened '),
    at: endedAt,
    type: 'task.reopened',
    data: {},
  }
  if (end === undefined) {
    const isOpen = state === 'open' && row.refusals.length === 0 && endedAt < saidAt
    return isOpen ? [...events, reopened] : null
  }
  const isOther = isCompleted(end) !== (known.outcome === 'completed')
  // Of the ends of one run the earliest stands, of those after a task was taken up again the latest; one at the very moment of the
  // end that it takes the place of would be taken back with it.
  const cannotStand = known.reopenedAt === null ? end.at === endedAt && isCompleted(end) : end.at <= endedAt
  if (isOther && cannotStand) {
    return [...events.filter(event => event !== end), reopened, again(end, endedAt + 1)]
  }
  const isLater = end.at > endedAt && (isOther || row.has('completedAt'))
  return isLater ? [...events.filter(event => event !== end), reopened, again(end)] : null
}

function again(end: End, moment = end.at): End {
  return { ...end, id: at(end.id, moment), at: moment }
}

function at(id: string, moment: Millis, what = ''): string {
  return fit(`${id}:${what}${new Date(moment).toISOString()}`)
}

function isEnd(event: Event): event is End {
  return event.type === 'task.finished' || event.type === 'task.failed'
}

function isCompleted({ type }: End): boolean {
  return type === 'task.finished'
}
