// A note as an event of PagerDuty. The routing key is a secret: it is put in when the event is sent, not when it is kept.
import type { Note } from '../http/note.ts'

/** Longer summaries are cut by PagerDuty, in the middle of a word. */
const LONGEST_SUMMARY = 1024

export function pagerdutyBody({
  id,
  title,
  text,
  url,
  state,
  severity,
  installation,
  labels,
  rule,
  at,
}: Note): unknown {
  const action = state === 'resolved' ? 'resolve' : 'trigger'
  return {
    event_action: action,
    dedup_key: id,
    client: 'slowburn',
    ...(url === null ? {} : { client_url: url, links: [{ href: url, text: 'The alert' }] }),
    payload: {
      summary: [...title].slice(0, LONGEST_SUMMARY).join(''),
      source: installation || 'slowburn',
      severity: state === 'test' ? 'info' : severity === 'page' ? 'critical' : 'warning',
      timestamp: new Date(at).toISOString(),
      ...(rule === '' ? {} : { class: rule }),
      custom_details: { text, labels },
    },
  }
}

export function withRoutingKey(bytes: Uint8Array, routingKey: string): string {
  const event = JSON.parse(Buffer.from(bytes).toString('utf8')) as object
  return JSON.stringify({ routing_key: routingKey, ...event })
}
