// The webhook messages that other systems send: an Alertmanager's, version 4, and those of Grafana's own alerting.
import * as z from 'zod'
import type { ReceivedAlert } from '../../alerting/received.ts'
import type { Truncation } from '../../alerting/truncated.ts'
import { readAs } from '../../core/options/read.ts'

const MOST_LABELS = 64
const LONGEST_VALUE = 2000
const LONGEST_NAME = 500

/** Counted before any is looked at. */
const texts = z
  .custom<Record<string, unknown>>(
    value => Object.keys(Object(value)).length <= MOST_LABELS,
    `has more than ${MOST_LABELS} names`,
  )
  .pipe(
    z.record(
      z.string().min(1).max(200),
      z.string().transform(text => text.slice(0, LONGEST_VALUE)),
    ),
  )

/** What is not said is the first moment of the year 1, as Go writes it. */
const moment = z.iso.datetime({ offset: true }).transform(text => Date.parse(text))

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.default({}),
  startsAt: moment,
  endsAt: moment.transform(at => (at > 0 ? at : null)).nullish(),
  generatorURL: z.string().default(''),
})

/** Up to the first that cannot be read: millions of faults would be said of a message that is not worth one. */
function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z.array(z.unknown()).transform((given, context): Array<z.output<Schema>> => {
    const read: Array<z.output<Schema>> = []
    for (const [place, one] of given.entries()) {
      const parsed = readAs(schema, one)
      if (!parsed.success) {
        for (const { path, message } of parsed.error.issues)
          context.addIssue({ code: 'custom', path: [place, ...path], message })
        return z.NEVER
      }
      read.push(parsed.data)
    }
    return read
  })
}

const alertmanager = z
  .object({ version: z.literal('4'), alerts: listOf(alert) })
  .transform(({ alerts }) => alerts.map(one => receivedOf(one, null)))

/** Links are to Grafana's own pages; what it evaluated says what no annotation does. */
const grafanaAlert = alert.extend({
  dashboardURL: z.string().default(''),
  panelURL: z.string().default(''),
  valueString: z.string().default(''),
})

const grafana = z
  .object({
    version: z.literal('1'),
    orgId: z.number(),
    externalURL: z.string().default(''),
    alerts: listOf(grafanaAlert),
  })
  .transform(({ externalURL, alerts }) => {
    const base = addressOf(externalURL, null)
    return alerts.map(one => ({ ...receivedOf(one, base), annotations: grafanaAnnotations(one, base) }))
  })

/** Both senders name the group of a message, and say how many of its alerts they left out. */
const truncation = z.object({
  truncatedAlerts: z.int().min(0).catch(0),
  receiver: z.string().catch(''),
  groupKey: z.string().catch(''),
  groupLabels: texts.catch({}),
  status: z.string().catch('firing'),
})

/** What a message that can be read says of the alerts that are not in it. */
export function truncationOf(body: unknown, sender: string): Truncation {
  const { truncatedAlerts, receiver, groupKey, groupLabels, status } = truncation.parse(body)
  return {
    sender,
    receiver: receiver.slice(0, LONGEST_NAME),
    group: groupKey.slice(0, LONGEST_NAME),
    groupLabels,
    leftOut: truncatedAlerts,
    over: status === 'resolved',
  }
}

export interface ReceivingPath {
  path: string
  /** Who sends there. */
  sender: string
  body: z.ZodType<ReceivedAlert[]>
}

/** Where the webhooks of each sender point. */
export const RECEIVING: readonly ReceivingPath[] = [
  { path: '/api/v1/alertmanager', sender: 'Alertmanager', body: alertmanager },
  { path: '/api/v1/grafana', sender: 'Grafana', body: grafana },
]

function receivedOf(
  { status, labels, annotations, startsAt, endsAt = null, generatorURL }: z.output<typeof alert>,
  base: string | null,
): ReceivedAlert {
  return { status, labels, annotations, startsAt, endsAt, generatorUrl: addressOf(generatorURL, base) }
}

/** What its author wrote wins over what Grafana adds. */
function grafanaAnnotations(
  { annotations, dashboardURL, panelURL, valueString }: z.output<typeof grafanaAlert>,
  base: string | null,
): Readonly<Record<string, string>> {
  const dashboard = addressOf(panelURL, base) ?? addressOf(dashboardURL, base)
  const values = valueString.trim().slice(0, LONGEST_VALUE)
  return {
    ...(values === '' ? {} : { message: values }),
    ...(dashboard === null ? {} : { dashboard_url: dashboard }),
    ...annotations,
  }
}

/** A whole address; one that is relative or too long to be one leads nowhere. */
function addressOf(text: string, base: string | null): string | null {
  if (text === '' || text.length > LONGEST_VALUE) return null
  if (base === null) return text
  return URL.canParse(text, base) ? new URL(text, base).href : null
}
