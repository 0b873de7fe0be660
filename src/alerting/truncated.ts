// Alerts that a sender left out of its message, as `max_alerts` makes it: that there are some is an alert by itself, for nobody here
// sees them.
import type { Labels } from '../core/series-key.ts'
import type { ReceivedAlert } from './received.ts'

/** Of one message about one group. */
export interface Truncation {
  /** Who sent it, for people. */
  sender: string
  receiver: string
  /** How the sender names the group, such as `{}:{alertname="Disk"}`. */
  group: string
  groupLabels: Labels
  /** Number of alerts that were left out; 0: the message is whole. */
  leftOut: number
  /** The sender says that every alert of the group is over. */
  over: boolean
}

/** Its labels are those of the group, so that routes and silences take it as its alerts; its end is that of a whole message. */
export function truncationAlert(truncation: Truncation): ReceivedAlert {
  const { sender, receiver, group, groupLabels, leftOut, over } = truncation
  const { alertname: _, severity = 'critical', ...labels } = groupLabels
  const count = leftOut === 1 ? '1 alert' : `${leftOut} alerts`
  const them = leftOut === 1 ? 'it' : 'them'
  return {
    status: leftOut > 0 && !over ? 'firing' : 'resolved',
    labels: { ...labels, alertname: 'AlertsTruncated', severity, receiver, group },
    annotations:
      leftOut === 0
        ? {}
        : {
            summary: `${sender} left ${count} out of the group ${group}: nobody is notified of ${them} here`,
            description: `slowburn has never seen ${them}. Set the most alerts of the receiver ${receiver} to 0 (max_alerts in an Alertmanager, Max Alerts in Grafana), or group by more labels.`,
          },
    startsAt: 0,
    generatorUrl: null,
  }
}
