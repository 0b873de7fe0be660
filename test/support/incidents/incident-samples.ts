// An incident of plantable changes, for tests of what people do about one.
import type { Incident } from '../../../src/incidents/incident.ts'
import type { Store } from '../../../src/storage/store.ts'

/** Of the changes that stand on these series, in this order: the first is the root. */
export function saveIncident(store: Store, id: string, seriesIds: readonly number[]): Incident {
  const members = seriesIds.map(series => {
    const record = store.changes.standing(series)
    if (record === null) throw new TypeError(`nothing stands on series ${series}`)
    const { id: change, raisedAt, clearedAt } = record
    return { change, series, raisedAt, clearedAt, onset: record.change.onset, odds: null }
  })
  const openedAt = Math.min(...members.map(({ raisedAt }) => raisedAt))
  const incident: Incident = {
    id,
    nature: 'change',
    openedAt,
    closedAt: null,
    mergedInto: null,
    members,
    explanation: null,
    events: [],
  }
  store.incidents.save(incident)
  return incident
}
