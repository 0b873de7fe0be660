// What has to be remembered of an open row, so that the event of its deletion can be whole: the row says nothing any more then.
import type { Event, TaskData } from '../../../../events/event.ts'
import type { TableMapping } from '../../mapping/mapping.ts'

/** Type, model and table of an open task whose deletion means its completion; null where nothing has to be remembered. */
export function originOf(mapping: TableMapping, events: readonly Event[]): TaskData | null {
  if (mapping.as !== 'tasks' || mapping.deleted !== 'completed') return null
  for (const event of events.toReversed()) {
    if (event.type === 'task.queued' || event.type === 'task.started') return event.data
  }
  return null
}
