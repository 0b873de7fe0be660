// Alerts by state, and why somebody is not notified of one.
import type { MuteReason } from '../../alerting/muting/mute.ts'
import { type Counter, counter, type Gauge, gauge } from '../metric.ts'

export const alerts: Gauge = gauge({
  name: 'slowburn_alerts',
  topic: 'alerts',
  help: 'Open alerts by rule and state (pending, firing).',
  labels: ['rule', 'state'],
  samples: ({ alerts: rules }) =>
    rules.flatMap(({ rule, pending, firing }) => [
      [pending, { rule, state: 'pending' }] as const,
      [firing, { rule, state: 'firing' }] as const,
    ]),
})

export const receivedAlerts: Gauge = gauge({
  name: 'slowburn_received_alerts',
  topic: 'alerts',
  help: 'Alerts that an Alertmanager sent and that fire.',
  samples: snapshot => [[snapshot.receivedAlerts]],
})

const MUTE_REASONS: ReadonlyArray<MuteReason | 'rate limit'> = [
  'silenced',
  'inhibited',
  'out of hours',
  'acknowledged',
  'snoozed',
  'flapping',
  'gathering',
  'same incident',
  'rate limit',
]

export const muted: Gauge = gauge({
  name: 'slowburn_notifications_muted',
  topic: 'alerts',
  help: 'Contacts that would now be notified of an alert but for this reason, and those that wait for a summary (rate limit).',
  labels: ['reason'],
  samples: snapshot => MUTE_REASONS.map(reason => [snapshot.muted[reason] ?? 0, { reason }]),
})

/** What becomes of an alert that an Alertmanager posts. */
export const REPORT_OUTCOMES = ['taken', 'ours', 'ignored', 'truncated'] as const

export const receivedReports: Counter = counter({
  name: 'slowburn_received_reports_total',
  topic: 'alerts',
  help: 'Alerts in the posts of an Alertmanager, by outcome: taken, ours, ignored (the end of what never began here), truncated (left out by the sender, so that nobody sees them here).',
  labels: ['outcome'],
  zeros: () => REPORT_OUTCOMES.map(outcome => ({ outcome })),
})
