// What is kept of releases, incidents and sources as JSON.
import { Type } from 'typebox'
import type { Release } from '../../events/release.ts'
import type { Incident, IncidentEvent, Member, Tie } from '../../incidents/incident.ts'
import { count, fieldsOf, figure, labels, moment, named, oneOf, orNull, shape, text } from './shape.ts'

export const releaseShape = shape(
  fieldsOf<Release>({
    id: named,
    at: moment,
    version: text,
    component: orNull(text),
    environment: orNull(text),
    note: orNull(text),
    source: text,
    by: orNull(text),
  }),
)

const member = fieldsOf<Member>({
  change: named,
  series: count,
  raisedAt: moment,
  clearedAt: orNull(moment),
  onset: Type.Object({ value: moment, lower: moment, upper: moment }),
  odds: figure,
})

const event = fieldsOf<IncidentEvent>({
  at: moment,
  what: oneOf(['opened', 'joined', 'left', 'merged', 'root', 'closed']),
  series: Type.Array(count),
  other: orNull(text),
})

export const incidentShape = shape(
  fieldsOf<Incident>({
    id: named,
    nature: oneOf(['change', 'silence']),
    openedAt: moment,
    closedAt: orNull(moment),
    mergedInto: orNull(text),
    members: Type.Array(member, { minItems: 1 }),
    explanation: orNull(Type.Union([Type.Object({ label: text, value: text }), Type.Object({ flow: text })])),
    events: Type.Array(event),
  }),
)

export const tieShape = shape(
  fieldsOf<Tie>({ kind: oneOf(['link', 'split']), a: named, b: named, by: text, at: moment, note: text }),
)

export const cursorShape = shape(Type.Record(Type.String(), Type.Unknown()))
export const labelSetShape = shape(labels)
export const measuresShape = shape(Type.Record(Type.String(), figure))
