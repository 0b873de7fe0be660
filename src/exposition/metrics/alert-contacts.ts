// Whose each open alert is: who was notified of it, who was not and why, and what nobody is notified of.
import type { Labels } from '../../core/series-key.ts'
import { clean, maskAddresses } from '../../presentation/clean.ts'
import { type ExposedState, type Gauge, gauge } from '../metric.ts'
import { pageAt } from '../names/page-at.ts'
import { namesOf } from '../names/series-names.ts'
import { seconds } from '../seconds.ts'
import type { AlertSnapshot, ContactSnapshot } from '../snapshot.ts'

const MOST = 'At most 200 alerts, pages first.'

export const alertInfo: Gauge = gauge({
  name: 'slowburn_alert_info',
  topic: 'alerts',
  help: `Always 1; says of each open alert on a change what it is about, and its page. The state is firing or pending; none where a change for the worse stands and no rule makes an alert of it. ${MOST}`,
  labels: ['alert', 'rule', 'severity', 'state', 'incident', 'indicator', 'series', 'page'],
  samples: state => {
    const known = new Map(state.series.map(one => [one.id, one]))
    return state.openAlerts.flatMap(alert => {
      const series = known.get(alert.seriesId)
      if (series === undefined) return []
      const names = namesOf(series, state.pages)
      return [
        [1, { ...aboutOf(alert, state), indicator: series.indicator.name, series: names.series }] as const,
      ]
    })
  },
})

export const alertSince: Gauge = gauge({
  name: 'slowburn_alert_since_timestamp_seconds',
  topic: 'alerts',
  help: `Since when each open alert on a change fires or is pending; of a change without one, when it was raised. ${MOST}`,
  labels: ['alert'],
  samples: ({ openAlerts }) => openAlerts.map(({ id, since }) => [seconds(since), { alert: id }]),
})

export const alertContact: Gauge = gauge({
  name: 'slowburn_alert_contact',
  topic: 'alerts',
  help: `Always 1; says of each open alert on a change whom it concerns and how that stands: notified, given up (no message arrived), acknowledged, snoozed, silenced and so on, by whom; nobody where it is pending, no rule selects it or no route leads to a contact. ${MOST}`,
  labels: ['alert', 'contact', 'standing', 'by'],
  samples: ({ openAlerts }) =>
    openAlerts.flatMap(alert => alert.contacts.map(contact => [1, whomOf(alert, contact)] as const)),
})

export const alertContactUntil: Gauge = gauge({
  name: 'slowburn_alert_contact_until_timestamp_seconds',
  topic: 'alerts',
  help: `When what keeps a contact from being notified of an alert ends by itself; absent where it does not. ${MOST}`,
  labels: ['alert', 'contact', 'standing', 'by'],
  samples: ({ openAlerts }) =>
    openAlerts.flatMap(alert =>
      alert.contacts.map(contact => [seconds(contact.until), whomOf(alert, contact)] as const),
    ),
})

function aboutOf(
  { id, rule, severity, state, incident, seriesId }: AlertSnapshot,
  { pages }: ExposedState,
): Labels {
  const path = state === 'none' ? `/series/${seriesId}` : `/alerts/${encodeURIComponent(id)}`
  return { alert: id, rule: rule ?? '', severity, state, incident: incident ?? '', page: pageAt(pages, path) }
}

/** Whoever acts may give an address as their name. */
function whomOf({ id }: AlertSnapshot, { contact, standing, by }: ContactSnapshot): Labels {
  return {
    alert: id,
    contact: contact ?? 'nobody',
    standing,
    by: by === null ? '' : clean(maskAddresses(by), 80),
  }
}
