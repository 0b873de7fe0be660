// What is wrong, by cause: incidents that are open, and how many changes each explains.
import { type Gauge, gauge } from '../metric.ts'
import { seconds } from '../seconds.ts'

export const incidents: Gauge = gauge({
  name: 'slowburn_incidents',
  topic: 'incidents',
  help: 'Open incidents by nature: change (something moved), silence (facts stopped coming).',
  labels: ['nature'],
  samples: ({ incidentCounts }) =>
    Object.entries(incidentCounts).map(([nature, count]) => [count, { nature }]),
})

export const incidentChanges: Gauge = gauge({
  name: 'slowburn_incident_changes',
  topic: 'incidents',
  help: 'Changes that stand in each open incident, its root included; the indicator is that of the root. At most 100 incidents.',
  labels: ['incident', 'indicator'],
  samples: state =>
    state.incidents.map(({ id, indicator, changes }) => [changes, { incident: id, indicator }]),
})

export const incidentOpened: Gauge = gauge({
  name: 'slowburn_incident_opened_timestamp_seconds',
  topic: 'incidents',
  help: 'When the first change of each open incident was raised. At most 100 incidents.',
  labels: ['incident', 'indicator'],
  samples: state =>
    state.incidents.map(({ id, indicator, openedAt }) => [seconds(openedAt), { incident: id, indicator }]),
})
