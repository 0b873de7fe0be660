// The one description of the configuration: validation, defaults, reference page and JSON Schema come from it.
import * as z from 'zod'
import type { Contact, Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import type { PostgresOptions } from '../sources/postgres/mapping.ts'
import { section } from './camel.ts'
import { postgresSource } from './postgres.ts'
import { address, duration, httpUrl, matcher, name, timeOfDay, timeZone } from './scalars.ts'

const listen = section({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback shows the pages to that network.'),
  port: z.int().min(0).max(65535).default(9464).describe('Port; 0 takes a free one.'),
  url: httpUrl.nullable().default(null).describe('How readers of an e-mail reach the pages, for its links.'),
  hosts: z
    .array(z.string())
    .default([])
    .describe('Further host names under which the pages may be asked for.'),
})

export const dataSection = section({
  folder: z.string().min(1).default('./slowburn-data').describe('Where everything is kept.'),
  keep: duration.prefault('400d').describe('How old an event may be to be accepted.'),
})

const indicator = section({
  enabled: z.boolean().default(true).describe('Whether it is computed at all.'),
  by: z.array(z.string()).optional().describe('Labels that split it into series, in place of its own.'),
  bucket: z
    .enum(['auto', '5m', '15m', '1h', '3h', '6h', '12h', '1d', '1w'])
    .default('auto')
    .describe('Width of its buckets; auto chooses it once, from the rate of arrivals.'),
  limit: z.number().nullable().default(null).describe('A value never to be crossed; a breach is projected.'),
})

const rule = section({
  name: name.describe('Names the alert in e-mails, metrics and history.'),
  indicators: z.array(z.string().min(1)).min(1).describe('Indicator names; * stands for any characters.'),
  match: z.record(z.string(), z.string()).default({}).describe('Labels that a series must carry.'),
  when: z.enum(['worse', 'better', 'any']).default('worse').describe('Which changes count.'),
  severity: z.enum(['watch', 'page']).default('page').describe('Least severity that counts.'),
  for: duration.prefault('0s').describe('How long the change must stand before the alert fires.'),
  keep_firing_for: duration.prefault('6h').describe('How long it fires on after the change was last seen.'),
  to: z.array(z.string()).optional().describe('Names of contacts; all of them if left out.'),
  repeat: duration
    .optional()
    .describe('First reminder after this long, the next after twice as long, and so on.'),
  active_during: z
    .array(z.string())
    .optional()
    .describe('Names of time intervals outside of which nobody is told.'),
  mute_during: z
    .array(z.string())
    .optional()
    .describe('Names of time intervals during which nobody is told.'),
  runbook: httpUrl.nullable().default(null).describe('Linked from the e-mail.'),
})

const contact = section({
  name: name.describe('Named by rules.'),
  email: z
    .union([address, z.array(address).min(1)])
    .transform(value => (Array.isArray(value) ? value : [value]))
    .describe('One address or several; each gets a message of its own.'),
})

const timeInterval = section({
  name: name.describe('Named by rules.'),
  zone: timeZone.default('UTC').describe('Time zone of its times of day.'),
  weekdays: z.array(z.int().min(1).max(7)).default([]).describe('1 is Monday, 7 is Sunday; none: every day.'),
  days: z
    .array(z.int().min(-31).max(31))
    .default([])
    .describe('Days of the month; negative ones count from its end.'),
  months: z.array(z.int().min(1).max(12)).default([]).describe('1 to 12; none: every month.'),
  times: z
    .array(z.strictObject({ from: timeOfDay, to: timeOfDay }))
    .default([])
    .describe('Stretches of the day, `{ from: "22:00", to: "06:00" }`; none: the whole day.'),
})

const inhibition = section({
  source: z.array(matcher).min(1).describe('The alert that keeps others quiet, as matchers.'),
  target: z.array(matcher).min(1).describe('The alerts that it keeps quiet.'),
  equal: z.array(z.string()).default([]).describe('Labels that must have the same value in both.'),
})

const heartbeat = section({
  url: httpUrl.describe('Asked by GET for as long as slowburn works; often the whole secret.'),
  every: duration.prefault('1m').describe('How often.'),
})

const smtp = section({
  host: z.string().min(1).describe('Name or address of the mail server.'),
  port: z.int().min(1).max(65535).default(587).describe('Port.'),
  tls: z
    .enum(['starttls', 'implicit', 'none'])
    .default('starttls')
    .describe('starttls requires STARTTLS, implicit is TLS from the first byte, none only for loopback.'),
  user: z.string().nullable().default(null).describe('User name, where the server wants one.'),
  password: z
    .string()
    .nullable()
    .default(null)
    .describe('Its password; better taken from the environment, see above.'),
  from: address.describe('Sender of every message.'),
})

const telemetry = section({
  endpoint: httpUrl.describe('OTLP/HTTP endpoint for traces and metrics, without /v1/….'),
  headers: z.record(z.string(), z.string()).default({}).describe('Headers sent with each request.'),
})

const log = section({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is written.'),
  format: z.enum(['text', 'json']).default('text').describe('One line of text or of JSON per entry.'),
})

export const configSchema = section({
  name: name.default('platform').describe('What is watched; shown on the page and in e-mails.'),
  data: dataSection.prefault({}).describe('Where everything is kept.'),
  listen: listen.prefault({}).describe('The pages, the API and /metrics.'),
  tick: duration.prefault('1m').describe('How often the sources are read and the alerts evaluated.'),
  time_zone: timeZone.default('UTC').describe('Time zone of e-mails, beside UTC.'),
  dashboard: httpUrl.nullable().default(null).describe('Grafana dashboard linked from e-mails.'),
  sources: z.array(postgresSource).min(1).describe('Where facts come from.'),
  indicators: z
    .record(z.string(), indicator)
    .default({})
    .describe('Settings of single indicators, by name. What is not named keeps its defaults.'),
  rules: z
    .array(rule)
    .optional()
    .describe('What is worth telling whom; has a default for everything that worsens.'),
  contacts: z.array(contact).optional().describe('Who is told.'),
  time_intervals: z.array(timeInterval).default([]).describe('Working hours, maintenance windows.'),
  inhibitions: z.array(inhibition).default([]).describe('Which alerts keep which others quiet.'),
  heartbeat: heartbeat
    .nullable()
    .default(null)
    .describe('An outside watcher that notices when slowburn dies.'),
  smtp: smtp
    .nullable()
    .default(null)
    .describe('The mail server. Without it messages go to the embedded mailbox.'),
  telemetry: telemetry.nullable().default(null).describe('OpenTelemetry export; off unless given.'),
  log: log.prefault({}).describe('The log, on standard error.'),
})

export type ParsedConfig = z.output<typeof configSchema>
export type IndicatorSettings = z.output<typeof indicator>
export type SmtpSettings = z.output<typeof smtp>

/** The configuration as the application uses it: every default filled in, every name resolved. */
export interface Config extends Omit<ParsedConfig, 'rules' | 'contacts' | 'sources'> {
  sources: PostgresOptions[]
  rules: Rule[]
  contacts: Contact[]
  tick: Millis
}
