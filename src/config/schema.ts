// The one description of the configuration: validation, defaults, reference page and JSON Schema come from it.
import * as z from 'zod'
import type { Rota } from '../alerting/routing/rota.ts'
import type { Route } from '../alerting/routing/route.ts'
import type { Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import { duration, httpUrl, name, timeZone } from '../core/options/scalars.ts'
import { section } from '../core/options/section.ts'
import { type Contact, channelSettings } from '../delivery/notifiers/registry.ts'
import { type SourceSettings, sourceOptions } from '../sources/registry.ts'
import { access } from './access.ts'
import { alertingShape } from './alerting/schema.ts'

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
  web_config: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('File with TLS and log-in, as of the Prometheus exporter toolkit; without it, neither.'),
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

const heartbeat = section({
  url: httpUrl.describe('Asked by GET for as long as slowburn works; often the whole secret.'),
  every: duration.prefault('1m').describe('How often.'),
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
  access: access.prefault({}).describe('Who may do what on the pages and the API.'),
  tick: duration.prefault('1m').describe('How often the sources are read and the alerts evaluated.'),
  time_zone: timeZone.default('UTC').describe('Time zone of e-mails, beside UTC.'),
  dashboard: httpUrl.nullable().default(null).describe('Grafana dashboard linked from e-mails.'),
  sources: z.array(sourceOptions).min(1).describe('Where facts come from.'),
  indicators: z
    .record(z.string(), indicator)
    .default({})
    .describe('Settings of single indicators, by name. What is not named keeps its defaults.'),
  ...alertingShape,
  heartbeat: heartbeat
    .nullable()
    .default(null)
    .describe('An outside watcher that notices when slowburn dies.'),
  ...channelSettings,
  telemetry: telemetry.nullable().default(null).describe('OpenTelemetry export; off unless given.'),
  log: log.prefault({}).describe('The log, on standard error.'),
})

export type ParsedConfig = z.output<typeof configSchema>

/** The configuration as the application uses it: every default filled in, every name resolved. */
export interface Config
  extends Omit<ParsedConfig, 'rules' | 'contacts' | 'rotas' | 'escalations' | 'route' | 'sources'> {
  sources: SourceSettings[]
  rules: Rule[]
  contacts: Contact[]
  rotas: Rota[]
  route: Route
  tick: Millis
}
