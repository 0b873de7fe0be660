// Incidents as the pages and the API show them: the root, what stands because of it, and how that came about.
import { RANK } from '../alerting/match.ts'
import type { ChangeRecord, Severity } from '../detection/change.ts'
import { type Explanation, type Incident, isOpen, type Member, rootOf } from '../incidents/incident.ts'
import { type Assessment, assessmentOf } from '../presentation/change/assessment.ts'
import { seriesTitle } from '../presentation/series-words.ts'
import type { Series } from '../series/series.ts'
import type { ChangeStore } from '../storage/store.ts'
import type { ChangeView, IncidentView, NamedIncident } from './views.ts'

type ViewsById = ReadonlyMap<string, ChangeView>
type SeriesById = ReadonlyMap<number, Series>

/** Roots that have been cleared while what follows from them still stands. */
export function clearedRoots(
  open: readonly Incident[],
  { changes }: { changes: Pick<ChangeStore, 'get'> },
): ChangeRecord[] {
  return open
    .map(rootOf)
    .flatMap(({ change, clearedAt }) => (clearedAt === null ? [] : (changes.get(change) ?? [])))
}

/** Everything that stands as what it is together; `standing` are the views of all changes that stand. */
export function standingIncidents(
  open: readonly Incident[],
  views: ViewsById,
  standing: readonly ChangeView[],
  series: SeriesById,
): IncidentView[] {
  const incidents = open.flatMap(one => incidentView(one, views, series) ?? [])
  const taken = new Set(incidents.flatMap(({ root, symptoms }) => [root.id, ...symptoms.map(({ id }) => id)]))
  const alone = standing.filter(({ id }) => !taken.has(id)).map(byItself)
  return [...incidents, ...alone].sort(byImportance)
}

/** What each is called: the series of its root. What is no longer computed is left out. */
export function namesOf(incidents: readonly Incident[], series: SeriesById): NamedIncident[] {
  return incidents.flatMap(incident =>
    nameOf(series.get(rootOf(incident).series)).map(title => ({ id: incident.id, title })),
  )
}

/** Worse as soon as anything in it is; else what its root is. */
export function assessmentOfIncident({ root, symptoms }: IncidentView): Assessment {
  const all = [root, ...symptoms].map(({ change }) => assessmentOf(change))
  return all.includes('worse') ? 'worse' : assessmentOf(root.change)
}

/** A page as soon as anything in it is one. */
export function severityOfIncident({ root, symptoms }: IncidentView): Severity {
  return [root, ...symptoms].some(({ severity }) => severity === 'page') ? 'page' : 'watch'
}

/** Null where nothing that it was about is still computed. */
export function incidentView(incident: Incident, views: ViewsById, series: SeriesById): IncidentView | null {
  const { id, nature, openedAt, closedAt, mergedInto, explanation, members, events } = incident
  const shown = members
    .filter(member => isShown(member, incident))
    .flatMap(({ change, odds }) => {
      const view = views.get(change)
      return view === undefined ? [] : [{ view, odds }]
    })
  const [root, ...symptoms] = shown
  if (root === undefined) return null
  return {
    id,
    nature,
    openedAt,
    closedAt,
    mergedInto,
    explanation: explanation === null ? null : explanationWords(explanation),
    root: root.view,
    symptoms: symptoms.map(({ view, odds }) => ({ ...view, odds })),
    events: events.map(event => ({ ...event, series: event.series.flatMap(one => nameOf(series.get(one))) })),
  }
}

/** Of an open incident what was cleared is shown only where it is the root. */
function isShown({ clearedAt, change }: Member, incident: Incident): boolean {
  return clearedAt === null || !isOpen(incident) || change === incident.members[0]?.change
}

function nameOf(series: Series | undefined): string[] {
  return series === undefined ? [] : [seriesTitle(series)]
}

function explanationWords(explanation: Explanation): string {
  return 'flow' in explanation ? explanation.flow : `${explanation.label} ${explanation.value}`
}

function byItself(root: ChangeView): IncidentView {
  return {
    id: null,
    nature: 'change',
    openedAt: root.raisedAt,
    closedAt: null,
    mergedInto: null,
    explanation: null,
    root,
    symptoms: [],
    events: [],
  }
}

function byImportance(a: IncidentView, b: IncidentView): number {
  return (
    RANK[severityOfIncident(b)] - RANK[severityOfIncident(a)] || size(b) - size(a) || a.openedAt - b.openedAt
  )
}

function size({ root }: IncidentView): number {
  return Math.abs(root.change.effect.sigma)
}
