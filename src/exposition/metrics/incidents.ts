// What is wrong, by cause: incidents that are open, and how many changes each explains.
import type { Labels } from '../../core/series-key.ts'
import { type Gauge, gauge, type SeriesGauge, seriesGauge } from '../metric.ts'
import { pageAt } from '../names/page-at.ts'
import { namesOf } from '../names/series-names.ts'
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

export const incidentMember: SeriesGauge = seriesGauge({
  name: 'slowburn_incident_member',
  topic: 'incidents',
  help: 'Always 1 for each series whose change stands in an open incident; names it as slowburn_series_info does. The role is root, of what the incident began with, or symptom.',
  labels: ['incident', 'role', 'series', 'page'],
  value: ({ incident }) => (incident ? 1 : null),
  about: (series, pages): Labels => {
    const { incident } = series
    return incident ? { incident: incident.id, role: incident.role, ...namesOf(series, pages) } : {}
  },
})

export const incidentInfo: Gauge = gauge({
  name: 'slowburn_incident_info',
  topic: 'incidents',
  help: 'Always 1; says of which nature each open incident is, and its page. At most 100 incidents.',
  labels: ['incident', 'indicator', 'nature', 'page'],
  samples: ({ incidents: open, pages }) =>
    open.map(({ id, indicator, nature }) => [
      1,
      { incident: id, indicator, nature, page: pageAt(pages, `/incidents/${id}`) },
    ]),
})
