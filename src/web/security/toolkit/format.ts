// The keys of a web configuration file, as the Prometheus exporter toolkit reads them: an empty section is none.
import * as z from 'zod'
import { CIPHERS, CURVES } from './names.ts'

/** Absent, null and empty are one, as they are to the toolkit. */
const text = z
  .string()
  .nullish()
  .transform(given => (given === null || given === '' ? undefined : given))

const version = z.enum(['TLS10', 'TLS11', 'TLS12', 'TLS13'])

const AUTH_TYPES = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const

export type ClientAuth = (typeof AUTH_TYPES)[number]

const authType = z
  .enum([...AUTH_TYPES, 'RequireClientCert', ''])
  .nullish()
  .transform((given): ClientAuth => {
    if (given === 'RequireClientCert') return 'RequireAnyClientCert'
    return given === undefined || given === null || given === '' ? 'NoClientCert' : given
  })

const tls = z.strictObject({
  cert: text,
  cert_file: text,
  key: text,
  key_file: text,
  client_auth_type: authType,
  client_ca: text,
  client_ca_file: text,
  client_allowed_sans: z.array(z.string()).nullish(),
  min_version: version.nullish().transform(given => given ?? 'TLS12'),
  max_version: version.nullish().transform(given => given ?? 'TLS13'),
  cipher_suites: z.array(z.enum(keysOf(CIPHERS))).nullish(),
  prefer_server_cipher_suites: z
    .boolean()
    .nullish()
    .transform(given => given ?? true),
  curve_preferences: z.array(z.enum(keysOf(CURVES))).nullish(),
})

const http = z.strictObject({
  http2: z.boolean().nullish(),
  headers: z
    .strictObject({
      'Content-Security-Policy': text,
      'X-Frame-Options': z.enum(['deny', 'sameorigin', '']).nullish(),
      'X-Content-Type-Options': z.enum(['nosniff', '']).nullish(),
      'X-XSS-Protection': text,
      'Strict-Transport-Security': text,
    })
    .nullish(),
})

const rateLimit = z.strictObject({
  /** As Go writes durations. */
  interval: z
    .union([
      z.literal(0),
      z.string().regex(/^(0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/, 'must be a duration such as 100ms or 1s'),
    ])
    .nullish(),
  burst: z.int().min(0).nullish(),
})

const users = z.record(
  z
    .string()
    .min(1)
    .regex(/^[^:]+$/),
  z.string(),
)

export const format = z.strictObject({
  tls_server_config: tls.nullish(),
  http_server_config: http.nullish(),
  rate_limit: rateLimit.nullish(),
  basic_auth_users: users.nullish().transform(given => given ?? {}),
})

export type WebConfigFile = z.output<typeof format>
export type TlsSection = z.output<typeof tls>

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table) as K[]
}
