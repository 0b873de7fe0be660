// What became of an incident from one evaluation to the next, as entries that stay: nothing merges or splits unseen.
import type { Millis } from '../core/clock.ts'
import { type Incident, type IncidentEvent, rootOf } from './incident.ts'

/** Entries that are kept; the first stays whatever follows. */
const MOST_EVENTS = 100

/** The incident with what is new about it since it was `known`; the same where nothing is. */
export function recorded(
  known: Incident | null,
  incident: Incident,
  open: readonly Incident[],
  now: Millis,
): Incident {
  const series = seriesOf(incident)
  if (known === null) {
    const from = open.find(other => other.members.some(({ change }) => change === rootOf(incident).change))
    const opened: IncidentEvent = { at: now, what: 'opened', series, other: from?.id ?? null }
    return { ...incident, events: [opened, ...ending(incident, now)] }
  }
  const before = new Set(seriesOf(known))
  const after = new Set(series)
  const absorbed = open.filter(
    ({ id, members }) =>
      id !== incident.id &&
      members.every(({ change }) => incident.members.some(one => one.change === change)),
  )
  const merged = absorbed.map(({ id, members }): IncidentEvent => {
    return { at: now, what: 'merged', series: members.map(one => one.series), other: id }
  })
  const came = series.filter(id => !before.has(id) && !merged.some(event => event.series.includes(id)))
  const left = [...before].filter(id => !after.has(id))
  const isOtherRoot = rootOf(known).series !== rootOf(incident).series
  const events: IncidentEvent[] = [
    ...merged,
    ...(came.length === 0 ? [] : [{ at: now, what: 'joined' as const, series: came, other: null }]),
    ...(left.length === 0 ? [] : [{ at: now, what: 'left' as const, series: left, other: null }]),
    ...(isOtherRoot
      ? [{ at: now, what: 'root' as const, series: [rootOf(incident).series], other: null }]
      : []),
    ...ending(incident, now),
  ]
  return { ...incident, events: bounded([...known.events, ...events]) }
}

/** An incident of which no group is left: merged into the one that holds its root, or over. */
export function closed(incident: Incident, current: readonly Incident[], now: Millis): Incident {
  const into = current.find(({ members }) => members.some(({ change }) => change === rootOf(incident).change))
  const event: IncidentEvent = { at: now, what: 'closed', series: [], other: into?.id ?? null }
  return {
    ...incident,
    closedAt: now,
    mergedInto: into?.id ?? null,
    events: bounded([...incident.events, event]),
  }
}

function ending({ closedAt }: Incident, now: Millis): IncidentEvent[] {
  return closedAt === null ? [] : [{ at: now, what: 'closed', series: [], other: null }]
}

function seriesOf({ members }: Incident): number[] {
  return [...new Set(members.map(one => one.series))]
}

function bounded(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  const [first, ...rest] = events
  return first === undefined || events.length <= MOST_EVENTS
    ? events
    : [first, ...rest.slice(1 - MOST_EVENTS)]
}
